"""What the lists answer, all their pages: what exports are held against."""

from collections.abc import Iterator
from typing import Any

import httpx

STORED = ("targets", "realizations", "sources")
KINDS = (*STORED, "progress", "onboarding-counts")
ENVELOPE = {"revision", "status", "reason", "recorded_at", "recorded_by", "allowed_actions", "preference"}


def pages(client: httpx.Client, address: str, /, **parameters: str) -> Iterator[httpx.Response]:
    answer = client.get(address, params={"limit": "7", **parameters})
    while True:
        assert answer.status_code == 200, answer.text
        yield answer
        if "next" not in answer.links:
            return
        answer = client.get(answer.links["next"]["url"])


def rows(client: httpx.Client, kind: str, /, **parameters: str) -> list[dict[str, Any]]:
    return [row for page in pages(client, f"/v1/{kind}", **parameters) for row in page.json()["data"]]


def lines(client: httpx.Client, kind: str, /, **parameters: str) -> bytes:
    """The CSV of all pages, under one header."""
    found = [page.content for page in pages(client, f"/v1/{kind}.csv", **parameters)]
    header = found[0].partition(b"\r\n")[0] + b"\r\n"
    return header + b"".join(page.removeprefix(header) for page in found)


def export(client: httpx.Client, kind: str, ending: str, /, **parameters: str) -> httpx.Response:
    answer = client.get(f"/v1/exports/{kind}.{ending}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer
