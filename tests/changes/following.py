"""How readers follow the feed: page by page, and as a stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx

from tests.contract.validate import check
from tests.support.databases import Addresses
from tests.support.services import Service

FEED, STREAM = "/v1/changes", "/v1/changes/stream"
Page = dict[str, Any]
Event = dict[str, Any]


class Followed(NamedTuple):
    """A service, and the database behind it."""

    addresses: Addresses
    service: Service


@asynccontextmanager
async def reader(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A client that holds every answer against the contract; a stream's as soon as it begins."""

    async def checked(response: httpx.Response) -> None:
        if response.headers.get("content-type") != "text/event-stream":
            await response.aread()
        check(response)

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=service.url, timeout=40, limits=limits, event_hooks={"response": [checked]}, trust_env=False
    ) as client:
        yield client


async def page(client: httpx.AsyncClient, after: str | None = None, **asked: object) -> Page:
    answer = await client.get(FEED, params={**({"after": after} if after else {}), **asked})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def end(client: httpx.AsyncClient) -> str:
    """The cursor of the feed's present end."""
    return str((await page(client, "latest"))["meta"]["next_cursor"])


async def follow(client: httpx.AsyncClient, after: str | None = None, **asked: object) -> tuple[list[Page], str]:
    """All changes until there are no more, and where that was."""
    found: list[Page] = []
    while True:
        read = await page(client, after, **asked)
        found += read["data"]
        after = str(read["meta"]["next_cursor"])
        if not read["meta"]["has_more"]:
            return found, after


def keys(changes: list[Page]) -> list[str]:
    return [change["key"] for change in changes]


@asynccontextmanager
async def stream(
    client: httpx.AsyncClient, last_event_id: str | None = None, **asked: object
) -> AsyncIterator[AsyncIterator[Event]]:
    """The events of a stream as they come; see the HTML standard, 9.2.6, for how they are read."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
    async with client.stream("GET", STREAM, headers=headers, params=dict(asked)) as answer:
        assert answer.status_code == 200
        yield events(answer)


async def events(answer: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line and "data" in fields:
            data = json.loads(fields["data"])
            assert (data["cursor"], data["kind"]) == (fields["id"], fields["event"])
            yield data
        if not line:
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


async def take(coming: AsyncIterator[Event], count: int, seconds: float = 10) -> list[Event]:
    async with asyncio.timeout(seconds):
        return [await anext(coming) for _ in range(count)]
