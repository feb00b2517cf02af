"""Lock the database, so that requests that need the lock run for as long as a test requires."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from tests.support.databases import DatabaseUrls


@contextmanager
def hold_lock(stored: DatabaseUrls, lock: str, *values: str) -> Iterator[None]:
    """Execute the statement `lock` in a transaction, and roll it back at the end."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(stored.owner))
        transaction = connection.transaction()
        runner.run(transaction.start())
        assert runner.run(connection.fetchval(lock, *values)) is not False, "another session has the lock"
        try:
            yield
        finally:
            runner.run(transaction.rollback())
            runner.run(connection.close())
