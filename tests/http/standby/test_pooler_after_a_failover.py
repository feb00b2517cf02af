"""A pooler that has connected to the primary connects to a standby, as to a former primary that has restarted."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import NamedTuple

import pytest

from api.admin.health.readiness import DATABASE_IS_STANDBY, ReadinessCheck
from api.database.pool import Connection, Database
from api.database.pooled_connection import STANDBY_REACHED
from api.database.session import begin_read_as, begin_transaction_as
from api.database.standby.databases import ReadOnlyDatabase
from api.errors import UnavailableError
from tests.http.outages.proxy import Proxy
from tests.http.standby.conftest import ReplicatedService, find_port, replace_port
from tests.support import databases, pooler
from tests.support.clusters import eventually

pytestmark = pytest.mark.skipif(pooler.PGBOUNCER is None, reason=pooler.NEEDS_PGBOUNCER)
PERSON = {"principal": "test", "scopes": "read:drafts"}
END_SESSIONS = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename LIKE 'capaian_pool_%'"""
OPEN_STATES = ("01", "08")  # ESTABLISHED, CLOSE_WAIT
# Ways to send a statement over a connection of a pool.
OPENED: dict[str, Callable[[Database], AbstractAsyncContextManager[Connection]]] = {
    "public": lambda database: database.acquire_public(),
    "public snapshot": lambda database: database.acquire_public_snapshot(),
    "with a key": lambda database: begin_read_as(database, PERSON),
    "with a key, snapshot": lambda database: begin_read_as(database, PERSON, repeatable_read=True),
    "write": lambda database: begin_transaction_as(database, PERSON),
}


class Pooled(NamedTuple):
    """A pooler in front of the primary, which can be moved to the standby."""

    replicated: ReplicatedService
    pgbouncer: pooler.PgBouncer
    proxy: Proxy

    @property
    def url(self) -> str:
        """The direct URL of the primary. Only the pooler uses the proxy."""
        return self.replicated.server.urls.service

    def read_before_and_after_the_move(self, database: Database) -> list[object]:
        """Return for each kind of statement whether its server is a standby, or the cause of its 503.

        Check the readiness before and after, too: a service that rejects all reads is not ready.
        """

        async def run() -> list[object]:
            await database.open()
            try:
                before = [await _execute(database, name) for name in OPENED]
                assert await _find_reason(database) is None
                self.proxy.target = find_port(self.replicated.server.standby_url)
                await asyncio.to_thread(self._end_sessions)
                after = [await _execute(database, name) for name in OPENED]
                assert await _find_reason(database) == (DATABASE_IS_STANDBY if STANDBY_REACHED in after else None)
                return [*before, *after]
            finally:
                await database.close()

        return asyncio.run(run())

    def _end_sessions(self) -> None:
        """End the sessions at the primary, and wait until the pooler has closed its side of them."""
        databases.execute(self.replicated.server.urls.owner, END_SESSIONS)
        assert eventually(lambda: not has_connections(self.proxy.port))


def has_connections(port: int) -> bool:
    """Return whether a process has an open TCP connection to this port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(line[2].endswith(f":{port:04X}") and line[3] in OPEN_STATES for line in lines)


async def _execute(database: Database, name: str) -> object:
    try:
        async with OPENED[name](database) as connection:
            return await connection.fetchval("SELECT pg_is_in_recovery() FROM target LIMIT 1")
    except UnavailableError as error:
        return error.cause


async def _find_reason(database: Database) -> object:
    """Return why the service is not ready for reads."""
    try:
        await ReadinessCheck(database).run()
    except UnavailableError as error:
        return error.errors[0].detail
    return None


@pytest.fixture
def pooled(replicated: ReplicatedService) -> Iterator[Pooled]:
    databases.create_pooler_logins(replicated.server.urls.owner)
    proxy = Proxy(find_port(replicated.server.urls.owner))
    try:
        with pooler.running_pgbouncer(replace_port(replicated.server.urls.service, proxy.port)) as pgbouncer:
            yield Pooled(replicated, pgbouncer, proxy)
    finally:
        proxy.close()


def test_an_open_connection_never_shows_what_a_standby_contains(pooled: Pooled) -> None:
    database = Database(pooled.url, 1, pooler=pooled.pgbouncer.build_pooler(pooled.url))
    found = pooled.read_before_and_after_the_move(database)
    # The cause is not that of a new connection, so each statement was sent over the connection that was open.
    assert found == [False] * len(OPENED) + [STANDBY_REACHED] * len(OPENED)


def test_an_open_connection_of_a_read_only_instance_continues_on_the_standby(pooled: Pooled) -> None:
    """Also the negative control: the pooler moves, and nothing but the rejections hides the standby."""
    through = pooled.pgbouncer.build_pooler(pooled.url, pooler.READER_OF_STANDBY)
    found = pooled.read_before_and_after_the_move(ReadOnlyDatabase(pooled.url, 1, pooler=through))
    reads = len(OPENED) - 1
    assert found == [*[False] * reads, "read-only", *[True] * reads, "read-only"]
