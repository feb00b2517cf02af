"""Holding a lock of the database, so that what needs it is under way for as long as a test wants."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from tests.support.databases import Addresses


@contextmanager
def held(stored: Addresses, lock: str, *of: str) -> Iterator[None]:
    """`lock` is the statement that takes it."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(stored.owner))
        transaction = connection.transaction()
        runner.run(transaction.start())
        assert runner.run(connection.fetchval(lock, *of)) is not False, "somebody else holds it"
        try:
            yield
        finally:
            runner.run(transaction.rollback())
            runner.run(connection.close())
