"""Every list with more than one page links to the next page, in every format."""

from typing import Any

import httpx
import pytest

from tests.openapi.committed import document, is_public, resolved

Json = dict[str, Any]

# A record of the seed data has one revision; tests/http/writes follows the pages of more.
ONE_PAGE = "/revisions"
# The list of the example in the document is too short.
LONGER = {"/v1/programs/{code}/progress": "/v1/programs/umkm-digital/progress"}


def parameters_in(operation: Json, location: str) -> dict[str, Json]:
    return {each["name"]: each for each in map(resolved, operation["parameters"]) if each["in"] == location}


LISTS = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, item in document()["paths"].items()
    if (operation := item.get("get")) and is_public(operation) and not path.endswith(ONE_PAGE)
    if {"cursor", "limit"} <= parameters_in(operation, "query").keys()
]


@pytest.mark.parametrize(("path", "operation"), LISTS)
def test_a_page_links_to_the_next_page(client: httpx.Client, path: str, operation: Json) -> None:
    examples = {name: each["example"] for name, each in parameters_in(operation, "path").items()}
    url = LONGER.get(path, path.format(**examples))
    first = client.get(url, params={"limit": 1})
    following = client.get(first.links["next"]["url"])
    assert "cursor=" in first.links["next"]["url"]
    assert (first.status_code, following.status_code) == (200, 200)
    assert first.content != following.content
