"""A request with `wait` returns soon after a change is committed. Waiting requests use no pooled connection."""

import asyncio
import time

import httpx
import pytest

from api.database.pool import Database
from api.errors import UnavailableError
from api.exchange.changes.feed import ChangeFeed, FeedQueryKey
from api.exchange.changes.positions import FEED_START
from api.exchange.changes.queries import ALL_CHANGES, FeedSlice
from api.http.request.concurrency_limit import CallerIdentity
from tests.exchange.changes.feed_reader import (
    FeedService,
    connect_reader,
    read_latest_cursor,
    read_page,
    read_pages,
    record_ids,
)
from tests.exchange.changes.target_writers import commit_target, connect_writers
from tests.http.outages.outage import eventually
from tests.support import databases

LISTENERS = """
SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'capaian listener'
"""
MAX_DELAY = 10.0  # seconds on a busy machine; the requests would wait for 30


def test_a_waiting_request_returns_soon_after_a_commit(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            cursor = await read_latest_cursor(client)
            for number in (101, 102, 103):
                waiting = asyncio.create_task(read_page(client, cursor, wait=30))
                await asyncio.sleep(0.3)
                assert not waiting.done()
                began = time.monotonic()
                target_id = await commit_target(writer, number)
                page = await waiting
                assert time.monotonic() - began < MAX_DELAY
                assert record_ids(page["data"]) == [target_id]
                cursor = page["meta"]["next_cursor"]

    asyncio.run(run())


def test_without_a_change_the_page_is_empty_and_the_cursor_the_same(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client:
            cursor = await read_latest_cursor(client)
            began = time.monotonic()
            page = await read_page(client, cursor, wait=1)
            assert 0.9 < time.monotonic() - began < 1 + MAX_DELAY
            assert page["data"] == []
            assert (page["meta"]["has_more"], page["meta"]["next_cursor"]) == (False, cursor)

    asyncio.run(run())


def test_a_change_of_another_type_does_not_end_the_wait(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            cursor = await read_latest_cursor(client)
            waiting = asyncio.create_task(read_page(client, cursor, wait=1, type="unit"))
            await asyncio.sleep(0.3)
            target_id = await commit_target(writer, 111)
            page = await waiting
            assert page["data"] == []
            # The next cursor is after the change of the other type, and no change before it is missing.
            assert await read_pages(client, page["meta"]["next_cursor"]) == ([], page["meta"]["next_cursor"])
            assert record_ids((await read_pages(client, cursor))[0]) == [target_id]

    asyncio.run(run())


def test_waiting_requests_use_no_connection_of_the_pool(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            cursor = await read_latest_cursor(client)
            waiting = [asyncio.create_task(read_page(client, cursor, wait=30)) for _ in range(60)]
            await asyncio.sleep(1)
            for _ in range(5):  # with an exhausted pool the response would be 503
                assert (await client.get("/v1/units")).status_code == 200
            target_id = await commit_target(writer, 121)
            began = time.monotonic()
            assert [record_ids(page["data"]) for page in await asyncio.gather(*waiting)] == [[target_id]] * 60
            assert time.monotonic() - began < MAX_DELAY

    asyncio.run(run())


def test_requests_wait_on_when_the_listening_connection_is_lost(feed_service: FeedService) -> None:
    url = feed_service.urls.service

    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            cursor = await read_latest_cursor(client)
            waiting = asyncio.create_task(read_page(client, cursor, wait=30))
            assert await asyncio.to_thread(eventually, lambda: len(list_listeners(url)) == 1)
            (lost,) = await asyncio.to_thread(list_listeners, url)
            terminate = f"SELECT pg_terminate_backend({lost})"
            assert await asyncio.to_thread(databases.execute, url, terminate) == [True]
            began = time.monotonic()
            target_id = await commit_target(writer, 131)
            page = await waiting
            assert record_ids(page["data"]) == [target_id]
            assert time.monotonic() - began < 1 + MAX_DELAY
            assert await asyncio.to_thread(eventually, lambda: list_listeners(url) not in ([], [lost]))
            waiting = asyncio.create_task(read_page(client, page["meta"]["next_cursor"], wait=30))
            await asyncio.sleep(0.3)
            target_id = await commit_target(writer, 132)
            assert record_ids((await waiting)["data"]) == [target_id]

    asyncio.run(run())
    assert "listener.lost" in feed_service.service.log


def list_listeners(url: str) -> list[object]:
    """Return the process ids of the connections that listen for changes."""
    (found,) = databases.execute(url, LISTENERS)
    return list(found or [])  # type: ignore[call-overload]  # an array of the database


def test_a_request_ends_when_its_client_disconnects(feed_service: FeedService) -> None:
    request_id = "left-before-the-response"
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(
            f"{feed_service.service.url}/v1/changes?wait=30&cursor=latest",
            headers={"X-Request-Id": request_id},
            timeout=1,
        )
    assert eventually(lambda: request_id in feed_service.service.log, 5)


def test_the_number_of_waiting_requests_is_limited(feed_service: FeedService) -> None:
    async def run() -> None:
        pool = Database(feed_service.urls.service, 2)
        await pool.open()
        feed = ChangeFeed(pool, max_waiters=2)
        try:
            one, two, three = (CallerIdentity(name, has_key=True) for name in ("one", "two", "three"))
            with (
                feed.reserve_waiter(one),
                feed.reserve_waiter(two),
                pytest.raises(UnavailableError),
                feed.reserve_waiter(three),
            ):
                pass
            with feed.reserve_waiter(one), feed.reserve_waiter(two):
                step = await feed.wait_for_slice(FEED_START, 10, ALL_CHANGES, 1)
                assert len(step.changes) == 10
        finally:
            await feed.close()
            await pool.close()

    asyncio.run(run())


def test_requests_that_wait_at_the_same_position_share_queries(
    feed_service: FeedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0
    query = ChangeFeed._query

    async def count_queries(self: ChangeFeed, key: FeedQueryKey) -> tuple[bool, FeedSlice]:
        nonlocal count
        count += 1
        return await query(self, key)

    monkeypatch.setattr(ChangeFeed, "_query", count_queries)

    async def run() -> None:
        pool = Database(feed_service.urls.service, 2)
        await pool.open()
        feed = ChangeFeed(pool)
        try:
            with feed.reserve_waiter(CallerIdentity("one", has_key=True)):
                position = (await feed.parse_cursor("latest", "cursor")).position
                waiting = [asyncio.create_task(feed.wait_for_slice(position, 10, ALL_CHANGES, 20)) for _ in range(200)]
                await asyncio.sleep(1)
                async with connect_writers(feed_service.urls, 1) as (writer,):
                    target_id = await commit_target(writer, 141)
                steps = await asyncio.gather(*waiting)
            assert [[change.record.id for change in step.changes] for step in steps] == [[target_id]] * 200
            assert count < 20
        finally:
            await feed.close()
            await pool.close()

    asyncio.run(run())


def test_one_client_uses_at_most_a_quarter_of_the_slots(feed_service: FeedService) -> None:
    async def run() -> None:
        pooled = Database(feed_service.urls.service, 2)
        await pooled.open()
        feed = ChangeFeed(pooled, max_waiters=8)
        one, other = (CallerIdentity(name, has_key=False) for name in ("192.0.2.1", "192.0.2.2"))
        try:
            with feed.reserve_waiter(one), feed.reserve_waiter(one):
                with pytest.raises(UnavailableError), feed.reserve_waiter(one):
                    pass
                with feed.reserve_waiter(other):
                    pass
        finally:
            await feed.close()
            await pooled.close()

    asyncio.run(run())
