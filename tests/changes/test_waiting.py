"""Readers who wait are answered as soon as there is something, and hold up nobody."""

import asyncio
import time

import httpx
import pytest

from api.changes.feed import Feed, Question
from api.changes.places import BEGINNING
from api.changes.queries import Step
from api.faults import Unavailable
from api.postgres.pool import Database
from tests.changes.entering import enter, writers
from tests.changes.following import Followed, end, follow, keys, page, reader
from tests.support import databases
from tests.support.databases import Addresses
from tests.wire.outage import eventually

LISTENERS = """
SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'capaian listener'
"""
SOON = 10.0  # seconds, on a busy machine; far less than the 30 that would be waited


def test_who_waits_is_answered_soon_after_a_commit(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            after = await end(client)
            for number in (101, 102, 103):
                coming = asyncio.create_task(page(client, after, wait=30))
                await asyncio.sleep(0.3)
                assert not coming.done()
                began = time.monotonic()
                entered = await enter(writer, number)
                read = await coming
                assert time.monotonic() - began < SOON
                assert keys(read["data"]) == [entered]
                after = read["meta"]["next_cursor"]

    asyncio.run(story())


def test_when_the_time_is_over_the_page_is_empty_and_the_cursor_the_same(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client:
            after = await end(client)
            began = time.monotonic()
            read = await page(client, after, wait=1)
            assert 0.9 < time.monotonic() - began < 1 + SOON
            assert read == {"data": [], "meta": {"limit": 100, "has_more": False, "next_cursor": after}}

    asyncio.run(story())


def test_who_waits_for_one_noun_is_not_woken_by_another(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            after = await end(client)
            coming = asyncio.create_task(page(client, after, wait=2, noun="unit"))
            await asyncio.sleep(0.3)
            entered = await enter(writer, 111)
            read = await coming
            assert read["data"] == []
            # Further on it need not be read again; nothing before it was left out.
            assert await follow(client, read["meta"]["next_cursor"]) == ([], read["meta"]["next_cursor"])
            assert keys((await follow(client, after))[0]) == [entered]

    asyncio.run(story())


def test_those_who_wait_hold_no_connection_of_the_pool(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            after = await end(client)
            waiting = [asyncio.create_task(page(client, after, wait=30)) for _ in range(60)]
            await asyncio.sleep(1)
            for _ in range(5):  # which would be a 503 if nothing were left of the pool
                assert (await client.get("/v1/units")).status_code == 200
            entered = await enter(writer, 121)
            began = time.monotonic()
            assert [keys(read["data"]) for read in await asyncio.gather(*waiting)] == [[entered]] * 60
            assert time.monotonic() - began < SOON

    asyncio.run(story())


def test_waiting_survives_the_loss_of_the_connection_that_listens(followed: Followed) -> None:
    url = followed.addresses.service

    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            after = await end(client)
            await page(client, after, wait=1)
            (before,) = await asyncio.to_thread(listeners, url)
            coming = asyncio.create_task(page(client, after, wait=30))
            await asyncio.sleep(0.3)
            kill = f"SELECT pg_terminate_backend({before})"
            assert await asyncio.to_thread(databases.execute, url, kill) == [True]
            began = time.monotonic()
            entered = await enter(writer, 131)
            read = await coming
            assert keys(read["data"]) == [entered]
            assert time.monotonic() - began < 1 + SOON
            assert await asyncio.to_thread(eventually, lambda: listeners(url) not in ([], [before]))
            coming = asyncio.create_task(page(client, read["meta"]["next_cursor"], wait=30))
            await asyncio.sleep(0.3)
            entered = await enter(writer, 132)
            assert keys((await coming)["data"]) == [entered]

    asyncio.run(story())
    assert "listener.lost" in followed.service.log


def listeners(url: str) -> list[object]:
    (found,) = databases.execute(url, LISTENERS)
    return list(found or [])  # type: ignore[call-overload]  # an array of the database


def test_a_reader_who_leaves_gives_the_seat_back(followed: Followed) -> None:
    request_id = "left-before-the-answer"
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(
            f"{followed.service.url}/v1/changes?wait=30&after=latest", headers={"X-Request-Id": request_id}, timeout=1
        )
    assert eventually(lambda: request_id in followed.service.log, 5)


def test_a_reader_without_a_seat_is_told_to_come_back(database: Addresses) -> None:
    async def story() -> None:
        held = Database(database.service, 2)
        await held.open()
        feed = Feed(held, most_waiting=2)
        try:
            with feed.waiting(), feed.waiting(), pytest.raises(Unavailable), feed.waiting():
                pass
            with feed.waiting(), feed.waiting():
                step = await feed.next_step(BEGINNING, 10, None, 1)
                assert len(step.changes) == 10
        finally:
            await feed.close()
            await held.close()

    asyncio.run(story())


def test_one_look_serves_all_who_wait_at_one_place(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look_alone = Feed._look_alone

    async def counted(self: Feed, question: Question) -> tuple[bool, Step]:
        nonlocal looks
        looks += 1
        return await look_alone(self, question)

    monkeypatch.setattr(Feed, "_look_alone", counted)

    async def story() -> None:
        held = Database(database.service, 2)
        await held.open()
        feed = Feed(held)
        try:
            with feed.waiting():
                place = await feed.place("latest", "after")
                waiting = [asyncio.create_task(feed.next_step(place, 10, None, 20)) for _ in range(200)]
                await asyncio.sleep(1)
                async with writers(database, 1) as (writer,):
                    entered = await enter(writer, 1)
                steps = await asyncio.gather(*waiting)
            assert [keys_of(step) for step in steps] == [[entered]] * 200
            assert looks < 20
        finally:
            await feed.close()
            await held.close()

    asyncio.run(story())


def keys_of(step: Step) -> list[str]:
    return [change.key for change in step.changes]
