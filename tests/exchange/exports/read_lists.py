"""Read all pages of a list, and the export that must have the same rows."""

from collections.abc import Iterator
from typing import Any

import httpx

STORED = ("targets", "realizations", "sources")
EXPORTS = (*STORED, "progress", "onboarding-counts")
# Fields of a record that an export has only if `columns` names them.
METADATA = {
    *("revision", "status", "reason", "recorded_at", "recorded_by", "allowed_actions", "preference"),
    *("url", "unit", "period_start", "period_end"),
}


def iterate_pages(client: httpx.Client, path: str, /, **parameters: str) -> Iterator[httpx.Response]:
    response = client.get(path, params={"limit": "20", **parameters})
    while True:
        assert response.status_code == 200, response.text
        yield response
        if "next" not in response.links:
            return
        response = client.get(response.links["next"]["url"])


def list_rows(client: httpx.Client, name: str, /, **parameters: str) -> list[dict[str, Any]]:
    return [row for page in iterate_pages(client, f"/v1/{name}", **parameters) for row in page.json()["data"]]


def list_csv(client: httpx.Client, name: str, /, **parameters: str) -> bytes:
    """Return the CSV of all pages with one header."""
    found = [page.content for page in iterate_pages(client, f"/v1/{name}.csv", **parameters)]
    header = found[0].partition(b"\r\n")[0] + b"\r\n"
    return header + b"".join(page.removeprefix(header) for page in found)


def export(client: httpx.Client, name: str, extension: str, /, **parameters: str) -> httpx.Response:
    response = client.get(f"/v1/exports/{name}.{extension}", params=parameters)
    assert response.status_code == 200, response.text
    return response
