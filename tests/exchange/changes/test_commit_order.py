"""Readers of the feed miss no change, in any order of commits."""

import asyncio
import time

import asyncpg

from tests.exchange.changes.feed_reader import (
    FeedService,
    connect_reader,
    read_latest_cursor,
    read_page,
    read_pages,
    record_ids,
)
from tests.exchange.changes.target_writers import begin, commit_target, connect_writers, insert_target
from tests.http.recording import figure_id

ORDINALS = "SELECT record_id FROM change WHERE ordinal > $1 ORDER BY ordinal"
LAST_ORDINAL = "SELECT max(ordinal) FROM change"


def test_a_transaction_that_begins_early_and_commits_late_is_not_missed(feed_service: FeedService) -> None:
    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 3) as (early, middle, late),
        ):
            start = await read_latest_cursor(client)
            first_ordinal = await early.fetchval(LAST_ORDINAL)
            for writer, number in ((early, 11), (middle, 12)):
                await begin(writer)
                await insert_target(writer, number)
            await middle.execute("COMMIT")
            # The change of `middle` is committed, but the feed waits for the older transaction `early`.
            assert await read_pages(client, start) == ([], start)
            # Negative control: a reader that pages by a sequence reads it and then misses the change of `early`.
            by_ordinal = [row["record_id"] for row in await late.fetch(ORDINALS, first_ordinal)]
            second_ordinal = await late.fetchval(LAST_ORDINAL)
            assert by_ordinal == [figure_id(12)]
            await begin(late)
            await insert_target(late, 13)
            await early.execute("COMMIT")
            first, after_first = await read_pages(client, start)
            assert record_ids(first) == [figure_id(11), figure_id(12)]
            assert await read_pages(client, after_first) == ([], after_first)
            await late.execute("COMMIT")
            second, after_second = await read_pages(client, after_first)
            assert record_ids(second) == [figure_id(13)]
            assert await read_pages(client, after_second) == ([], after_second)
            assert [row["record_id"] for row in await late.fetch(ORDINALS, second_ordinal)] == [figure_id(13)]

    asyncio.run(run())


def test_the_order_does_not_depend_on_the_time_of_reading(feed_service: FeedService) -> None:
    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 3) as connections,
        ):
            start = await read_latest_cursor(client)
            for writer, number in zip(connections, (21, 22, 23), strict=True):
                await begin(writer)
                await insert_target(writer, number)
            during, cursor = [], start
            for writer in reversed(connections):
                await writer.execute("COMMIT")
                changes, cursor = await read_pages(client, cursor)
                during += changes
            later, _ = await read_pages(client, start, limit=1)
            assert record_ids(during) == [figure_id(21), figure_id(22), figure_id(23)]
            assert later == during

    asyncio.run(run())


def test_a_change_that_waits_for_an_older_transaction_is_sent_after_its_rollback(feed_service: FeedService) -> None:
    """A rollback sends no notification."""

    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 2) as (early, other),
        ):
            start = await read_latest_cursor(client)
            await begin(early)
            await insert_target(early, 31)
            await commit_target(other, 32)
            waiting = asyncio.create_task(read_page(client, start, wait=20))
            await asyncio.sleep(0.5)
            assert not waiting.done()
            began = time.monotonic()
            await early.execute("ROLLBACK")
            assert record_ids((await waiting)["data"]) == [figure_id(32)]
            assert time.monotonic() - began < 2

    asyncio.run(run())


def test_changes_of_an_earlier_epoch_come_first(feed_service: FeedService) -> None:
    """A restored database starts again at low transaction ids: a higher id of an earlier epoch is still older."""

    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 1) as (writer,),
        ):
            start = await read_latest_cursor(client)
            owner = await asyncpg.connect(feed_service.urls.owner)
            try:
                async with owner.transaction():
                    await owner.execute(
                        "INSERT INTO change (epoch, xid, action, record_type, record_id, revision) "
                        "SELECT current_epoch(), (pg_current_xact_id()::text::numeric + 1000000)::text::xid8, "
                        "'changed', 'unit', 'idr', 2"
                    )
                    await owner.execute("INSERT INTO epoch SELECT max(number) + 1 FROM epoch")
            finally:
                await owner.close()
            target_id = await commit_target(writer, 41)
            changes, cursor = await read_pages(client, start)
            assert record_ids(changes) == ["idr", target_id]
            assert await read_pages(client, cursor) == ([], cursor)

    asyncio.run(run())
