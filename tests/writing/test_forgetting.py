"""Kept answers grow old: what nobody asked for in 400 days is forgotten, and nothing younger."""

import asyncio

from api.app import create_litestar
from api.http.forgetting import IDLE, Forgetting
from api.postgres.pool import Database
from tests.support.databases import Addresses, execute


def rounds(addresses: Addresses, most: int) -> list[float]:
    """What each round says, until one has nothing more to do."""

    async def run() -> list[float]:
        database = Database(addresses.service, 8)
        await database.open()
        try:
            forgetting = Forgetting(database, most)
            said = [await forgetting.round()]
            while said[-1] == 0:
                said.append(await forgetting.round())
            return said
        finally:
            await database.close()

    return asyncio.run(run())


def keep(addresses: Addresses, days: int, *keys: str) -> None:
    for key in keys:
        execute(
            addresses.owner,
            "INSERT INTO replay (principal, key, fingerprint, seen) "
            f"VALUES ('penulis', '{key}', sha256('x'), now() - interval '{days} days')",
        )


def kept(addresses: Addresses) -> list[object]:
    return execute(addresses.owner, "SELECT array_agg(key ORDER BY key) FROM replay")


def test_old_answers_are_forgotten_in_rounds_and_young_ones_kept(database: Addresses) -> None:
    keep(database, 401, "a", "b", "c")
    keep(database, 399, "young")
    assert rounds(database, 2) == [0, IDLE]
    assert kept(database) == [["young"]]


def test_a_service_forgets_by_itself_when_it_starts(database: Addresses) -> None:
    keep(database, 401, "a")
    keep(database, 0, "young")

    async def run() -> None:
        async with create_litestar(Database(database.service, 8)).lifespan():
            for _ in range(100):
                if await asyncio.to_thread(kept, database) == [["young"]]:
                    break
                await asyncio.sleep(0.05)

    asyncio.run(run())
    assert kept(database) == [["young"]]
