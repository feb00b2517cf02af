"""Readers of the change feed: page by page, and as an event stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx

from tests.openapi.validate import check
from tests.support.databases import DatabaseUrls
from tests.support.services import Service

FEED, STREAM = "/v1/changes", "/v1/changes/stream"
Page = dict[str, Any]
Event = dict[str, Any]


class FeedService(NamedTuple):
    """A service and its database."""

    urls: DatabaseUrls
    service: Service


@asynccontextmanager
async def connect_reader(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that validates each response against the OpenAPI document; of a stream only the headers."""

    async def validate(response: httpx.Response) -> None:
        if response.headers.get("content-type") != "text/event-stream":
            await response.aread()
        check(response)

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=service.url, timeout=40, limits=limits, event_hooks={"response": [validate]}, trust_env=False
    ) as client:
        yield client


async def read_page(client: httpx.AsyncClient, cursor: str | None = None, **parameters: object) -> Page:
    response = await client.get(FEED, params={**({"cursor": cursor} if cursor else {}), **parameters})
    assert response.status_code == 200, response.text
    return dict(response.json())


async def read_latest_cursor(client: httpx.AsyncClient) -> str:
    return str((await read_page(client, "latest"))["meta"]["next_cursor"])


async def read_pages(
    client: httpx.AsyncClient, cursor: str | None = None, **parameters: object
) -> tuple[list[Page], str]:
    """Read pages until there are no more changes. Return all changes and the last cursor."""
    changes: list[Page] = []
    while True:
        page = await read_page(client, cursor, **parameters)
        changes += page["data"]
        cursor = str(page["meta"]["next_cursor"])
        if not page["meta"]["has_more"]:
            return changes, cursor


def record_ids(changes: list[Page]) -> list[str]:
    return [change["record"]["id"] for change in changes]


@asynccontextmanager
async def open_stream(
    client: httpx.AsyncClient, last_event_id: str | None = None, **parameters: object
) -> AsyncIterator[AsyncIterator[Event]]:
    """Open the event stream and return its events as they arrive."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
    async with client.stream("GET", STREAM, headers=headers, params=dict(parameters)) as response:
        assert response.status_code == 200
        yield parse_events(response)


async def parse_events(response: httpx.Response) -> AsyncIterator[Event]:
    """Parse an event stream as section 9.2.6 of the HTML standard describes."""
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if not line and "data" in fields:
            data = json.loads(fields["data"])
            assert (data["cursor"], data["action"]) == (fields["id"], fields["event"])
            yield data
        if not line:
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


async def read_events(events: AsyncIterator[Event], count: int, seconds: float = 10) -> list[Event]:
    async with asyncio.timeout(seconds):
        return [await anext(events) for _ in range(count)]
