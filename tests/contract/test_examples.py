"""What the document shows is what the service answers: every example request finds something, every example is real."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.contract.committed import written

Json = dict[str, Any]

DOCUMENT: Json = written()
# When it was recorded differs from one installation to the next, and with it what was known by a day.
UNLIKE = {"recorded_at": None}
# A cursor is good for one list alone, no institution that ships has a code of the procurement agency, and a moment of
# the service's own memory lies before or after all that is recorded.
NOT_EVERYWHERE = {"cursor", "known_at", "kode_klpd", "asOf"}
# Nothing that ships was preferred by a person; asked in tests/writing.
NOTHING_SHIPS = ("/v1/realizations/{id}/preference", "/v1/realizations/{id}/preference/revisions")


def resolved(node: Json) -> Json:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    return DOCUMENT["components"][kind][name]


def requests() -> Iterator[str]:
    """Each address with the examples of its path, alone and with the example of each query parameter."""
    for template, item in DOCUMENT["paths"].items():
        if "get" not in item or {} not in item["get"]["security"]:
            continue  # asked with keys in tests/access
        if template in NOTHING_SHIPS:
            continue
        if "text/event-stream" in item["get"]["responses"]["200"].get("content", {}):
            continue  # has no end to wait for
        parameters = [resolved(parameter) for parameter in item["get"]["parameters"]]
        path = template.format(**{each["name"]: each["example"] for each in parameters if each["in"] == "path"})
        yield path
        for each in parameters:
            if each["in"] == "query" and each["name"] not in NOT_EVERYWHERE and "examples" in each["schema"]:
                (value,) = each["schema"]["examples"]
                written = ",".join(value) if isinstance(value, list) else str(value)
                yield f"{path}?{each['name']}={written}"


@pytest.mark.parametrize("address", list(requests()))
def test_an_example_request_is_answered_with_something(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"] == "application/json":
        assert answer.json().get("data") != []
    if answer.headers["content-type"].startswith("text/csv"):
        assert len(answer.text.splitlines()) > 1


ENTITIES = [
    path
    for path, item in DOCUMENT["paths"].items()
    if path.startswith("/v1/")
    and "}" in path
    and path not in NOTHING_SHIPS
    and {} in item.get("get", {}).get("security", [])
]


@pytest.mark.parametrize("template", ENTITIES)
def test_an_example_answer_is_the_answer(client: httpx.Client, template: str) -> None:
    operation = DOCUMENT["paths"][template]["get"]
    named = [parameter for parameter in operation["parameters"] if parameter.get("in") == "path"]
    answer = client.get(template.format(**{each["name"]: each["example"] for each in named})).json()
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    if "data" in example:
        assert answer["meta"] == example["meta"]
        (answer,), (example,) = answer["data"], example["data"]
    assert answer | UNLIKE == example | UNLIKE
