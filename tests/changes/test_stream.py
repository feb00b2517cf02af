"""The feed as a stream: it goes on where a reader left off, shows that it is alive, and ends with the service."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.changes.feed import Feed
from api.changes.places import cursor_of
from api.changes.stream import QUIET, RETRY, events
from api.postgres.pool import Database
from tests.changes.entering import enter, writers
from tests.changes.following import FEED, STREAM, Followed, end, follow, keys, page, reader, stream, take
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.wire.outage import children, eventually
from tests.wire.recording import figure_id


def test_events_come_soon_after_their_commit(followed: Followed) -> None:
    async def story() -> None:
        async with (
            reader(followed.service) as client,
            writers(followed.addresses, 1) as (writer,),
            stream(client, after="latest") as coming,
        ):
            for number in (201, 202, 203):
                entered = await enter(writer, number)
                (event,) = await take(coming, 1, seconds=2)
                assert event["key"] == entered

    asyncio.run(story())


def test_who_comes_back_with_the_last_id_misses_nothing_and_reads_nothing_twice(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            last, seen = await end(client), []
            for number in range(210, 230, 4):
                await enter(writer, number)
                # The address of the first request is asked again, as browsers do; the header outranks it.
                async with stream(client, last, after="latest") as coming:
                    await enter(writer, number + 1)
                    seen += await take(coming, 2)
                    last = seen[-1]["cursor"]
                    await enter(writer, number + 2)  # told or not, before we leave
                await enter(writer, number + 3)
                async with stream(client, last) as coming:
                    seen += await take(coming, 2)
                    last = seen[-1]["cursor"]
            assert keys(seen) == [figure_id(number) for number in range(210, 230)]

    asyncio.run(story())


def test_the_stream_tells_the_same_as_the_pages(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client:
            for asked in ({}, {"noun": "region,claim"}):
                whole, _ = await follow(client, **asked)
                async with stream(client, **asked) as coming:
                    assert await take(coming, len(whole)) == whole

    asyncio.run(story())


def test_a_quiet_stream_shows_that_it_is_alive(database: Addresses) -> None:
    async def story() -> None:
        held = Database(database.service, 2)
        await held.open()
        feed = Feed(held)
        asked = 0

        async def welcome() -> bool:
            nonlocal asked
            asked += 1
            return asked <= 4

        try:
            place = await feed.place("latest", "after")
            began = time.monotonic()
            with feed.waiting():
                pieces = [piece async for piece in events(feed, place, None, welcome, heartbeat=0.1)]
                # It ends with the reader's welcome.
                assert pieces == [RETRY, *[QUIET] * 4]
                assert 0.35 < time.monotonic() - began < 3
                # A narrowed one says how far it has come.
                narrowed = events(feed, await feed.place(None, "after"), ("nothing",), welcome, heartbeat=0.1)
                asked = 2
                told = [piece async for piece in narrowed]
            assert told == [RETRY, f": -\nid: {cursor_of(place)}\n\n".encode(), QUIET]
        finally:
            await feed.close()
            await held.close()

    asyncio.run(story())


def test_a_stream_is_for_those_who_accept_streams_and_no_cache_keeps_it(client: httpx.Client) -> None:
    assert client.get(STREAM, headers={"Accept": "application/json"}).status_code == 406
    assert client.get(FEED, headers={"Accept": "text/event-stream"}).status_code == 406
    head = client.head(STREAM, headers={"Accept": "text/event-stream", "Accept-Encoding": "gzip", "If-None-Match": "*"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == "text/event-stream"
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["x-accel-buffering"] == "no"
    assert not {"etag", "content-encoding", "content-length"} & set(head.headers)


@pytest.fixture
def settings(database: Addresses) -> dict[str, str]:
    return database.settings


def test_the_service_stops_at_once_whoever_waits_or_streams(settings: dict[str, str], tmp_path: Path) -> None:
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()

        async def story() -> None:
            async with reader(service) as client, stream(client) as coming:
                whole, after = await follow(client)
                await take(coming, len(whole))
                waiting = asyncio.create_task(page(client, after, wait=30))
                await asyncio.sleep(0.5)
                began = time.monotonic()
                service.process.terminate()
                read = await waiting
                assert (read["data"], read["meta"]["next_cursor"]) == ([], after)
                with pytest.raises(StopAsyncIteration):
                    await take(coming, 1)
                assert await asyncio.to_thread(service.process.wait, 20) == 0
                assert time.monotonic() - began < 5

        asyncio.run(story())
        assert "Traceback" not in service.log


LONG = 40_000  # changes, more bytes of them than any buffer between us holds
MUCH = f"""
INSERT INTO change (kind, noun, key, revision) SELECT 'changed', 'unit', 'idr', n FROM generate_series(1, {LONG}) AS n
"""


def test_for_a_reader_who_does_not_read_nothing_is_piled_up(
    database: Addresses, settings: dict[str, str], tmp_path: Path
) -> None:
    databases.execute(database.owner, MUCH)
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        before = memory(service)
        with asleep(service):
            time.sleep(1)
            assert memory(service) - before < 20_000_000
        assert eventually(lambda: STREAM in service.log)
        (line,) = [json.loads(line) for line in service.log.splitlines() if STREAM in line]
        assert 10_000 < line["bytes"] < 150 * LONG
        assert service.stop() == 0


def memory(service: services.Service) -> int:
    """Of the worker, in bytes."""
    (worker,) = children(service)
    return int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * 4096


@contextmanager
def asleep(service: services.Service) -> Iterator[None]:
    """Who asks for the whole feed and reads nothing of it."""
    host, port = service.url.removeprefix("http://").split(":")
    with socket.socket() as sleeper:
        sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sleeper.connect((host, int(port)))
        sleeper.sendall(b"GET /v1/changes/stream HTTP/1.1\r\nHost: a\r\n\r\n")
        yield


def test_a_reader_who_leaves_ends_the_stream(followed: Followed) -> None:
    request_id = "left-the-stream"
    with httpx.stream("GET", f"{followed.service.url}{STREAM}", headers={"X-Request-Id": request_id}) as answer:
        next(answer.iter_raw())
    assert eventually(lambda: request_id in followed.service.log, 5)
