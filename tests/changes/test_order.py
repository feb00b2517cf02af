"""Whoever follows the feed misses nothing, in whatever order transactions commit."""

import asyncio
import time

import asyncpg

from tests.changes.entering import add, begin, enter, writers
from tests.changes.following import Followed, end, follow, keys, page, reader
from tests.wire.recording import figure_id

ORDINALS = "SELECT key FROM change WHERE ordinal > $1 ORDER BY ordinal"
LAST_ORDINAL = "SELECT max(ordinal) FROM change"


def test_a_transaction_that_began_early_and_commits_late_is_not_missed(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 3) as (early, middle, late):
            start = await end(client)
            naive_start = await early.fetchval(LAST_ORDINAL)
            for writer, number in ((early, 11), (middle, 12)):
                await begin(writer)
                await add(writer, number)
            await middle.execute("COMMIT")
            # The second is visible, but might not be the next in order: it is held back.
            assert await follow(client, start) == ([], start)
            # The negative control: whoever goes by the numbers of a sequence reads it, and will miss the first.
            naive = [row["key"] for row in await late.fetch(ORDINALS, naive_start)]
            naive_end = await late.fetchval(LAST_ORDINAL)
            assert naive == [figure_id(12)]
            await begin(late)
            await add(late, 13)
            await early.execute("COMMIT")
            first, after_first = await follow(client, start)
            assert keys(first) == [figure_id(11), figure_id(12)]
            assert await follow(client, after_first) == ([], after_first)
            await late.execute("COMMIT")
            second, after_second = await follow(client, after_first)
            assert keys(second) == [figure_id(13)]
            assert await follow(client, after_second) == ([], after_second)
            assert [row["key"] for row in await late.fetch(ORDINALS, naive_end)] == [figure_id(13)]

    asyncio.run(story())


def test_the_order_is_the_same_for_whoever_reads_later(followed: Followed) -> None:
    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 3) as opened:
            start = await end(client)
            for writer, number in zip(opened, (21, 22, 23), strict=True):
                await begin(writer)
                await add(writer, number)
            seen, after = [], start
            for writer in reversed(opened):
                await writer.execute("COMMIT")
                read, after = await follow(client, after)
                seen += read
            again, _ = await follow(client, start, limit=1)
            assert keys(seen) == [figure_id(21), figure_id(22), figure_id(23)]
            assert again == seen

    asyncio.run(story())


def test_what_was_held_back_is_told_when_the_other_gives_up(followed: Followed) -> None:
    """A rollback rings no bell."""

    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 2) as (early, other):
            start = await end(client)
            await begin(early)
            await add(early, 31)
            await enter(other, 32)
            coming = asyncio.create_task(page(client, start, wait=20))
            await asyncio.sleep(0.5)
            assert not coming.done()
            began = time.monotonic()
            await early.execute("ROLLBACK")
            assert keys((await coming)["data"]) == [figure_id(32)]
            assert time.monotonic() - began < 2

    asyncio.run(story())


def test_what_was_entered_in_another_life_of_the_database_comes_first(followed: Followed) -> None:
    """A restored database counts its transactions anew: a larger number of an earlier epoch is still earlier."""

    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            start = await end(client)
            owner = await asyncpg.connect(followed.addresses.owner)
            try:
                async with owner.transaction():
                    await owner.execute(
                        "INSERT INTO change (epoch, xid, kind, noun, key, revision) "
                        "SELECT current_epoch(), (pg_current_xact_id()::text::numeric + 1000000)::text::xid8, "
                        "'changed', 'unit', 'idr', 2"
                    )
                    await owner.execute("INSERT INTO epoch SELECT max(number) + 1 FROM epoch")
            finally:
                await owner.close()
            entered = await enter(writer, 41)
            read, after = await follow(client, start)
            assert keys(read) == ["idr", entered]
            assert await follow(client, after) == ([], after)

    asyncio.run(story())
