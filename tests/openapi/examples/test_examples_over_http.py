"""The service returns data for each example request of the document, and the example response of each record."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.openapi.committed import find_example, is_public, resolved, written
from tests.openapi.examples.seed_data import WITHOUT_SEED_DATA

Json = dict[str, Any]

DOCUMENT: Json = written()
# The time of the installation is not that of the example.
DIFFERENT = {"recorded_at": None}
# A cursor is valid for one list only.
WITHOUT_EXAMPLE = {"cursor"}
# No institution of the seed data has a code of the procurement agency.
EMPTY = {"kode_klpd"}
# The installation recorded the seed data later than the time of the example.
LATER = {"known_at": "2200-12-31T00:00:00Z", "asOf": "2200-12-31T00:00:00Z"}
# tests/auth sends the requests that need a key, and tests/exchange/changes those of the stream, which does not end.
PUBLIC = [
    (template, item["get"])
    for template, item in DOCUMENT["paths"].items()
    if "get" in item and is_public(item["get"]) and template not in WITHOUT_SEED_DATA
    if "text/event-stream" not in item["get"]["responses"]["200"].get("content", {})
]


def parameters_in(operation: Json, location: str) -> list[Json]:
    return [each for each in map(resolved, operation["parameters"]) if each["in"] == location]


def fill_path(template: str, operation: Json) -> str:
    return template.format(**{each["name"]: each["example"] for each in parameters_in(operation, "path")})


def list_queries(operation: Json) -> Iterator[dict[str, str]]:
    """Yield no parameter, then each query parameter alone with its example."""
    yield {}
    for each in parameters_in(operation, "query"):
        if each["name"] not in WITHOUT_EXAMPLE and "examples" in each["schema"]:
            (value,) = each["schema"]["examples"]
            text = ",".join(value) if isinstance(value, list) else str(value)
            yield {each["name"]: LATER.get(each["name"], text)}


def has_data(response: httpx.Response) -> bool:
    if response.headers["content-type"] == "application/json":
        return response.json().get("data") != []
    return not response.headers["content-type"].startswith("text/csv") or len(response.text.splitlines()) > 1


@pytest.mark.parametrize(("template", "operation"), PUBLIC, ids=[operation["operationId"] for _, operation in PUBLIC])
def test_a_public_operation_returns_data_for_the_example_of_each_parameter(
    client: httpx.Client, template: str, operation: Json
) -> None:
    for query in list_queries(operation):
        response = client.get(fill_path(template, operation), params=query)
        assert response.status_code == 200, (query, response.text)
        assert has_data(response) or EMPTY & query.keys(), query


# The example of a page of revisions is that of the list, which has the same model.
RECORDS = [
    (template, operation) for template, operation in PUBLIC if template.startswith("/v1/") and template.endswith("}")
]


@pytest.mark.parametrize(("template", "operation"), RECORDS, ids=[operation["operationId"] for _, operation in RECORDS])
def test_the_example_of_a_record_is_the_response_of_the_service(
    client: httpx.Client, template: str, operation: Json
) -> None:
    response = client.get(fill_path(template, operation)).json()
    example = find_example(operation["responses"]["200"]["content"]["application/json"]["schema"])
    if "data" in example:
        assert response["meta"] == example["meta"]
        (response,), (example,) = response["data"], example["data"]
    assert response | DIFFERENT == example | DIFFERENT
