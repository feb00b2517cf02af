"""The worker that runs queued imports."""

import asyncio

from api.database.pool import Database
from api.exchange.imports.run.worker import ImportWorker
from tests.support import databases
from tests.support.databases import DatabaseUrls

QUEUE_AN_IMPORT = """
    INSERT INTO import (id, collection, mode, status, action, media_type, session_variables, recorded_by) VALUES (
        gen_random_uuid(), 'sources', 'atomic', 'queued', 'check', 'text/csv', '{"principal": "penulis"}', 'penulis')"""


def test_a_request_that_waits_for_an_import_continues_when_its_process_ends_the_run(postgres: DatabaseUrls) -> None:
    async def wait(url: str) -> None:
        database = Database(url, 2)
        await database.open()
        try:
            worker = ImportWorker(database)
            waiting = asyncio.create_task(worker.wait_for_run(600))
            await worker.run_once()
            await asyncio.wait_for(waiting, 5)
        finally:
            await database.close()

    with databases.copy(postgres) as urls:
        databases.execute(urls.owner, QUEUE_AN_IMPORT)
        asyncio.run(wait(urls.service))
        assert databases.execute(urls.owner, "SELECT status FROM import") == ["checked"]
