"""Every list that is longer than a page leads on, whatever it is a list of and however it is written."""

from typing import Any

import httpx
import pytest

from tests.contract.committed import document, resolved

Json = dict[str, Any]

# What ships is one revision of each, and no preference; tests/writing leads through more.
ONE_PAGE = "/revisions"
# Where the example of the contract is too short a list.
LONGER = {"/v1/programs/{code}/progress": "/v1/programs/umkm-digital/progress"}


def named(operation: Json, where: str) -> dict[str, Json]:
    return {each["name"]: each for each in map(resolved, operation["parameters"]) if each["in"] == where}


LISTS = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, item in document()["paths"].items()
    if (operation := item.get("get")) and {} in operation["security"] and not path.endswith(ONE_PAGE)
    if {"cursor", "limit"} <= named(operation, "query").keys()
]


@pytest.mark.parametrize(("path", "operation"), LISTS)
def test_a_page_leads_to_the_next(client: httpx.Client, path: str, operation: Json) -> None:
    examples = {name: each["example"] for name, each in named(operation, "path").items()}
    address = LONGER.get(path, path.format(**examples))
    first = client.get(address, params={"limit": 1})
    following = client.get(first.links["next"]["url"])
    assert "cursor=" in first.links["next"]["url"]
    assert (first.status_code, following.status_code) == (200, 200)
    assert first.content != following.content
