"""The event stream resumes after a given event, sends heartbeats, and ends when the service stops."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.database.pool import Database
from api.exchange.changes.event_stream import HEARTBEAT_LINE, RETRY_LINE, generate_events
from api.exchange.changes.feed import ChangeFeed
from api.exchange.changes.positions import encode_position
from api.exchange.changes.queries import ALL_CHANGES, FeedSelection
from api.http.request.concurrency_limit import CallerIdentity
from tests.exchange.changes.feed_reader import (
    STREAM,
    FeedService,
    connect_reader,
    open_stream,
    read_events,
    read_latest_cursor,
    read_page,
    read_pages,
    record_ids,
)
from tests.exchange.changes.target_writers import commit_target, connect_writers
from tests.http.outages.outage import children, eventually
from tests.http.recording import figure_id
from tests.support import databases, services
from tests.support.databases import DatabaseUrls


def test_an_event_arrives_soon_after_its_commit(feed_service: FeedService) -> None:
    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 1) as (writer,),
            open_stream(client, cursor="latest") as events,
        ):
            for number in (201, 202, 203):
                target_id = await commit_target(writer, number)
                (event,) = await read_events(events, 1, seconds=2)
                assert event["record"]["id"] == target_id

    asyncio.run(run())


def test_a_reader_that_reconnects_with_its_last_event_id_reads_every_event_once(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            last, events = await read_latest_cursor(client), []
            for number in range(210, 230, 4):
                await commit_target(writer, number)
                # A browser reconnects to the URL of its first request; the header has priority over the cursor there.
                async with open_stream(client, last, cursor="latest") as stream:
                    await commit_target(writer, number + 1)
                    events += await read_events(stream, 2)
                    last = events[-1]["cursor"]
                    await commit_target(writer, number + 2)  # the reader disconnects before it reads this event
                await commit_target(writer, number + 3)
                async with open_stream(client, last) as stream:
                    events += await read_events(stream, 2)
                    last = events[-1]["cursor"]
            assert record_ids(events) == [figure_id(number) for number in range(210, 230)]

    asyncio.run(run())


def test_the_stream_has_the_changes_of_the_pages(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client:
            for parameters in ({}, {"type": "region,claim"}):
                changes, _ = await read_pages(client, **parameters, limit=1000)
                async with open_stream(client, **parameters) as events:
                    assert await read_events(events, len(changes)) == changes

    asyncio.run(run())


def test_a_stream_without_changes_sends_heartbeats(feed_service: FeedService) -> None:
    async def run() -> None:
        pool = Database(feed_service.urls.service, 2)
        await pool.open()
        feed = ChangeFeed(pool)
        checks = 0

        async def is_authorized() -> bool:
            """Return True four times. The stream then ends."""
            nonlocal checks
            checks += 1
            return checks <= 4

        try:
            start = await feed.parse_cursor("latest", "cursor")
            began = time.monotonic()
            with feed.reserve_waiter(CallerIdentity("192.0.2.1", has_key=False)):
                parts = [part async for part in generate_events(feed, start, ALL_CHANGES, is_authorized, heartbeat=0.1)]
                assert parts == [RETRY_LINE, *[HEARTBEAT_LINE] * 4]
                assert 0.35 < time.monotonic() - began < 3
                # With a filter, a heartbeat also has the position of changes that were filtered out.
                async with connect_writers(feed_service.urls, 1) as (writer,):
                    await commit_target(writer, 241)
                end = (await feed.parse_cursor("latest", "cursor")).position
                nothing = FeedSelection(record_types=("nothing",))
                filtered = generate_events(feed, start, nothing, is_authorized, heartbeat=0.1)
                checks = 2
                parts = [part async for part in filtered]
            assert end > start.position
            assert parts == [RETRY_LINE, f": -\nid: {encode_position(end)}\n\n".encode(), HEARTBEAT_LINE]
        finally:
            await feed.close()
            await pool.close()

    asyncio.run(run())


def test_a_stream_has_its_media_type_and_is_not_cached(client: httpx.Client) -> None:
    head = client.head(STREAM, headers={"Accept": "application/json", "Accept-Encoding": "gzip", "If-None-Match": "*"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == "text/event-stream"
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["x-accel-buffering"] == "no"
    assert not {"etag", "content-encoding", "content-length"} & set(head.headers)


def test_the_service_stops_immediately_while_readers_wait_or_stream(database: DatabaseUrls, tmp_path: Path) -> None:
    with services.running(tmp_path, **database.settings) as service:
        service.wait_until_ready()

        async def run() -> None:
            async with connect_reader(service) as client, open_stream(client) as events:
                changes, cursor = await read_pages(client, limit=1000)
                await read_events(events, len(changes))
                waiting = asyncio.create_task(read_page(client, cursor, wait=30))
                await asyncio.sleep(0.5)
                began = time.monotonic()
                service.process.terminate()
                page = await waiting
                assert (page["data"], page["meta"]["next_cursor"]) == ([], cursor)
                with pytest.raises(StopAsyncIteration):
                    await read_events(events, 1)
                assert await asyncio.to_thread(service.process.wait, 20) == 0
                assert time.monotonic() - began < 5

        asyncio.run(run())
        assert "Traceback" not in service.log


LONG_FEED = 40_000  # changes; they have more bytes than all buffers between the database and the client
INSERT_LONG_FEED = f"""
INSERT INTO change (action, record_type, record_id, revision)
SELECT 'changed', 'unit', 'idr', n FROM generate_series(1, {LONG_FEED}) AS n
"""


def test_events_for_a_client_that_does_not_read_are_not_buffered(database: DatabaseUrls, tmp_path: Path) -> None:
    databases.execute(database.owner, INSERT_LONG_FEED)
    with services.running(tmp_path, **database.settings) as service:
        service.wait_until_ready()
        before = resident_bytes(service)
        with connect_without_reading(service):
            time.sleep(1)
            assert resident_bytes(service) - before < 20_000_000
        assert eventually(lambda: STREAM in service.log)
        (line,) = [json.loads(line) for line in service.log.splitlines() if STREAM in line]
        assert 10_000 < line["bytes"] < 150 * LONG_FEED
        assert service.stop() == 0


def resident_bytes(service: services.Service) -> int:
    """Return the resident memory of the worker."""
    (worker,) = children(service)
    return int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * 4096


@contextmanager
def connect_without_reading(service: services.Service) -> Iterator[None]:
    """Request the whole feed and read nothing of the response."""
    host, port = service.url.removeprefix("http://").split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((host, int(port)))
        connection.sendall(b"GET /v1/changes/stream HTTP/1.1\r\nHost: a\r\n\r\n")
        yield


def test_the_stream_ends_when_the_client_disconnects(feed_service: FeedService) -> None:
    request_id = "left-the-stream"
    with httpx.stream("GET", f"{feed_service.service.url}{STREAM}", headers={"X-Request-Id": request_id}) as response:
        next(response.iter_raw())
    assert eventually(lambda: request_id in feed_service.service.log, 5)
