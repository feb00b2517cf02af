"""Stored responses are deleted after 400 days without a retry, and not earlier."""

import asyncio

from api.app import create_litestar
from api.database.pool import Database
from api.http.writes.idempotency_cleanup import IDLE_SECONDS, IdempotencyCleanup
from tests.support.databases import DatabaseUrls, execute


def run_cleanup(urls: DatabaseUrls, batch_size: int) -> list[float]:
    """Run the cleanup until nothing is left to delete; return the results of the rounds."""

    async def run() -> list[float]:
        database = Database(urls.service, 8)
        await database.open()
        try:
            cleanup = IdempotencyCleanup(database, batch_size)
            delays = [await cleanup.run_once_safely()]
            while delays[-1] == 0:
                delays.append(await cleanup.run_once_safely())
            return delays
        finally:
            await database.close()

    return asyncio.run(run())


def insert_responses(urls: DatabaseUrls, days: int, *keys: str) -> None:
    for key in keys:
        execute(
            urls.owner,
            "INSERT INTO idempotency_record (principal, key, fingerprint, last_used_at) "
            f"VALUES ('penulis', '{key}', sha256('x'), now() - interval '{days} days')",
        )


def list_keys(urls: DatabaseUrls) -> list[object]:
    return execute(urls.owner, "SELECT array_agg(key ORDER BY key) FROM idempotency_record")


def test_old_responses_are_deleted_in_batches_and_recent_ones_remain(database: DatabaseUrls) -> None:
    insert_responses(database, 401, "a", "b", "c")
    insert_responses(database, 399, "young")
    assert run_cleanup(database, 2) == [0, IDLE_SECONDS]
    assert list_keys(database) == [["young"]]


def test_a_service_deletes_old_responses_after_its_start(database: DatabaseUrls) -> None:
    insert_responses(database, 401, "a")
    insert_responses(database, 0, "young")

    async def run() -> None:
        async with create_litestar(Database(database.service, 8)).lifespan():
            for _ in range(100):
                if await asyncio.to_thread(list_keys, database) == [["young"]]:
                    break
                await asyncio.sleep(0.05)

    asyncio.run(run())
    assert list_keys(database) == [["young"]]
