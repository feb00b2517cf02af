"""Many writers, transactions open for random times, and one reader who wants to see every change once."""

import asyncio
import random

import asyncpg

from tests.changes.entering import Connection, add, begin, writers
from tests.changes.following import Followed, end, keys, page, reader, stream, take
from tests.support.sizes import size
from tests.wire.recording import figure_id

WRITERS = 8
WRITES = size(400, 10_000)
FIRST = 10_000
LONGEST = 0.05  # seconds that a transaction stays open
GIVEN_UP = 0.1  # of all transactions


def test_a_reader_beside_many_writers_sees_every_change_once(followed: Followed) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure

    async def story() -> None:
        numbers = iter(range(FIRST, FIRST + WRITES))
        written: list[str] = []
        done = asyncio.Event()

        async def write(connection: Connection, dice: random.Random) -> None:
            for number in numbers:
                await begin(connection)
                entered = await add(connection, number)
                await asyncio.sleep(dice.random() * LONGEST)
                if dice.random() < GIVEN_UP:
                    await connection.execute("ROLLBACK")
                else:
                    await connection.execute("COMMIT")
                    written.append(entered)

        async def read(after: str) -> list[str]:
            seen: list[str] = []
            while True:
                over = done.is_set()
                found = await page(client, after, wait=1, limit=7)
                seen += keys(found["data"])
                after = found["meta"]["next_cursor"]
                if over and not found["data"]:
                    return seen

        async with reader(followed.service) as client, writers(followed.addresses, WRITERS) as opened:
            start = await end(client)
            reading = asyncio.create_task(read(start))
            async with stream(client, after=start) as coming:
                dice = [random.Random(seed + place) for place in range(WRITERS)]
                await asyncio.gather(*map(write, opened, dice))
                done.set()
                streamed = keys(await take(coming, len(written), seconds=60))
            paged = await reading
            assert sorted(paged) == sorted(written)
            assert paged == streamed
            assert len(written) > WRITES / 2

    asyncio.run(story())


def test_going_by_the_numbers_of_a_sequence_misses_changes(followed: Followed) -> None:
    """The negative control: the same writers, and a reader without the horizon."""

    async def story() -> int:
        missed = 0
        async with writers(followed.addresses, 3) as (one, two, eye):
            for number in range(FIRST + WRITES, FIRST + WRITES + 10, 2):
                last = await eye.fetchval("SELECT max(ordinal) FROM change")
                await begin(one)
                await add(one, number)
                await begin(two)
                await add(two, number + 1)
                await two.execute("COMMIT")
                seen = await naive(eye, last)
                await one.execute("COMMIT")
                seen += await naive(eye, await eye.fetchval("SELECT max(ordinal) FROM change"))
                missed += figure_id(number) not in seen
        return missed

    assert asyncio.run(story()) == 5


async def naive(connection: Connection, after: int) -> list[str]:
    rows: list[asyncpg.Record] = await connection.fetch("SELECT key FROM change WHERE ordinal > $1", after)
    return [row["key"] for row in rows]
