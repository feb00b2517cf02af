"""A reader sees every change exactly once while many writers commit and roll back at random times."""

import asyncio
import random

import asyncpg

from tests.exchange.changes.feed_reader import (
    FeedService,
    connect_reader,
    open_stream,
    read_events,
    read_latest_cursor,
    read_page,
    record_ids,
)
from tests.exchange.changes.target_writers import Connection, begin, connect_writers, insert_target
from tests.http.recording import figure_id
from tests.support.sizes import size

WRITERS = 8
WRITES = size(200, 10_000)
FIRST_NUMBER = 10_000
MAX_OPEN_SECONDS = 0.05  # of a transaction
ROLLBACK_SHARE = 0.1  # of all transactions


def test_pages_and_stream_have_every_change_of_concurrent_writers_once(feed_service: FeedService) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure

    async def run() -> None:
        numbers = iter(range(FIRST_NUMBER, FIRST_NUMBER + WRITES))
        written: list[str] = []
        writers_are_done = asyncio.Event()

        async def write(connection: Connection, dice: random.Random) -> None:
            for number in numbers:
                await begin(connection)
                target_id = await insert_target(connection, number)
                await asyncio.sleep(dice.random() * MAX_OPEN_SECONDS)
                if dice.random() < ROLLBACK_SHARE:
                    await connection.execute("ROLLBACK")
                else:
                    await connection.execute("COMMIT")
                    written.append(target_id)

        async def read(cursor: str) -> list[str]:
            ids: list[str] = []
            while True:
                is_last = writers_are_done.is_set()
                page = await read_page(client, cursor, wait=1, limit=7)
                ids += record_ids(page["data"])
                cursor = page["meta"]["next_cursor"]
                if is_last and not page["data"]:
                    return ids

        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, WRITERS) as connections,
        ):
            start = await read_latest_cursor(client)
            reading = asyncio.create_task(read(start))
            async with open_stream(client, cursor=start) as events:
                dice = [random.Random(seed + number) for number in range(WRITERS)]
                await asyncio.gather(*map(write, connections, dice))
                writers_are_done.set()
                streamed = record_ids(await read_events(events, len(written), seconds=60))
            paged = await reading
            assert sorted(paged) == sorted(written)
            assert paged == streamed
            assert len(written) > WRITES / 2

    asyncio.run(run())


def test_paging_by_a_sequence_misses_changes(feed_service: FeedService) -> None:
    """Negative control: the same kind of writers, and a reader that ignores open transactions."""

    async def run() -> int:
        missed = 0
        async with connect_writers(feed_service.urls, 3) as (first, second, reader):
            for number in range(FIRST_NUMBER + WRITES, FIRST_NUMBER + WRITES + 10, 2):
                last = await reader.fetchval("SELECT max(ordinal) FROM change")
                await begin(first)
                await insert_target(first, number)
                await begin(second)
                await insert_target(second, number + 1)
                await second.execute("COMMIT")
                ids = await read_after(reader, last)
                await first.execute("COMMIT")
                ids += await read_after(reader, await reader.fetchval("SELECT max(ordinal) FROM change"))
                missed += figure_id(number) not in ids
        return missed

    assert asyncio.run(run()) == 5


async def read_after(connection: Connection, ordinal: int) -> list[str]:
    rows: list[asyncpg.Record] = await connection.fetch("SELECT record_id FROM change WHERE ordinal > $1", ordinal)
    return [row["record_id"] for row in rows]
