"""An operation returns each media type that the document has for it, if the client accepts only that type."""

from typing import Any

import httpx
import pytest

from tests.openapi.committed import document, is_public, resolved
from tests.openapi.examples.seed_data import WITHOUT_SEED_DATA

Json = dict[str, Any]

# Each file of the pages has one media type: tests/openapi/pages/test_pages.py.
FILES = ("/docs/{file}",)
MEDIA_TYPES = [
    pytest.param(path, operation, media_type, id=f"{operation['operationId']} {media_type}")
    for path, item in document()["paths"].items()
    if (operation := item.get("get")) and is_public(operation) and path not in FILES
    for media_type in operation["responses"]["200"]["content"]
    if len(operation["responses"]["200"]["content"]) > 1
]
# The stream of events does not end: tests/exchange/changes.
SINGLE = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, item in document()["paths"].items()
    if (operation := item.get("get")) and is_public(operation) and path not in WITHOUT_SEED_DATA
    if (path in FILES or len(operation["responses"]["200"]["content"]) == 1)
    and "text/event-stream" not in operation["responses"]["200"]["content"]
]


@pytest.mark.parametrize(("path", "operation", "media_type"), MEDIA_TYPES)
def test_a_response_has_the_accepted_media_type(
    client: httpx.Client, path: str, operation: Json, media_type: str
) -> None:
    keys = {each["name"]: each["example"] for each in map(resolved, operation["parameters"]) if each["in"] == "path"}
    response = client.get(path.format(**keys), headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].split(";")[0] == media_type


@pytest.mark.parametrize(("path", "operation"), SINGLE)
def test_a_url_with_one_media_type_ignores_what_the_client_accepts(
    client: httpx.Client, path: str, operation: Json
) -> None:
    keys = {each["name"]: each["example"] for each in map(resolved, operation["parameters"]) if each["in"] == "path"}
    response = client.get(path.format(**keys), headers={"Accept": "application/problem+json"})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].split(";")[0] in operation["responses"]["200"]["content"]
