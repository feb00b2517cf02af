"""Links lead from an answer to what may be asked next, and are true of the examples and of the service."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.contract.following import DOCUMENT, PLACES, Place, address_of, next_step, resolved, value_at
from tests.contract.test_examples import NOTHING_SHIPS

Json = dict[str, Any]

LINKED = [place for place in PLACES.values() if place.links()]
READABLE = [
    place
    for place in LINKED
    if place.method == "get" and {} in place.operation["security"] and place.path not in NOTHING_SHIPS
]
# Nothing has changed since what ships was entered, and the source that is shown states targets alone.
NOTHING_THERE = {"later_changes", "source_realizations"}
ETAG = '"3-0123456789abcdef01234567"'


def name_of(place: Place) -> str:
    return place.operation["operationId"]


def answers_with_links(place: Place) -> list[Json]:
    return [answer for answer in map(resolved, place.operation["responses"].values()) if "links" in answer]


@pytest.mark.parametrize("place", LINKED, ids=name_of)
def test_a_link_fills_in_what_the_operation_that_it_leads_to_takes(place: Place) -> None:
    for link in place.links().values():
        taken = {parameter["name"]: parameter for parameter in PLACES[link["operationId"]].parameters()}
        assert link["parameters"].keys() <= taken.keys()
        needed = {name for name, parameter in taken.items() if parameter.get("required")}
        assert needed <= link["parameters"].keys()


@pytest.mark.parametrize("place", LINKED, ids=name_of)
def test_a_link_finds_in_the_example_what_its_operation_allows(place: Place) -> None:
    for answer in answers_with_links(place):
        example = answer["content"]["application/json"]["example"]
        for link in map(resolved, answer["links"].values()):
            schemas = {each["name"]: each["schema"] for each in PLACES[link["operationId"]].parameters()}
            for name, expression in link["parameters"].items():
                value = value_at(expression, example, {"etag": ETAG})
                schema = {**schemas[name], "components": DOCUMENT["components"]}
                shown: Any = [value] if schema.get("type") == "array" else value
                assert list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(shown)) == []


@pytest.mark.parametrize("place", READABLE, ids=name_of)
def test_a_link_of_what_the_public_reads_leads_to_something(client: httpx.Client, place: Place) -> None:
    answer = client.get(address_of(place))
    assert answer.status_code == 200
    for name, link in place.links().items():
        step = next_step(link, answer.json(), dict(answer.headers))
        found = client.get(step.address, headers=step.headers)
        assert (step.method, found.status_code) == ("get", 200), name
        if name not in NOTHING_THERE:
            assert found.json().get("data") != [], name


def test_what_a_newcomer_looks_for_is_a_link_away() -> None:
    figure = {"source", "indicator", "program", "progress"}
    assert figure <= PLACES["read_target"].links().keys()
    assert figure <= PLACES["read_realization"].links().keys()
    assert "program_progress" in PLACES["read_program"].links()
    for lists in (
        name
        for name in PLACES
        if name.startswith("list_") and f"read_{name[5:-1]}" in PLACES and PLACES[name].path.startswith("/v1/")
    ):
        assert any(link["operationId"] == f"read_{lists[5:-1]}" for link in PLACES[lists].links().values()), lists
