"""The connection pools of one login: the public role sees published records, the service role sees all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Sequence
from functools import partial
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api.database.connection_count import (
    INTERNAL_POOL_SIZE,
    KEY_POOL_SIZE,
    MAX_LONG_RUNNING,
    compute_service_pool_size,
    compute_write_pool_size,
)
from api.database.epochs import EpochRenewal
from api.database.pooled_connection import (
    CONNECTION_ERRORS,
    FIND_WAITING,
    LONG_RUNNING_LIMITS,
    REJECTS_ON_STANDBY,
    STANDBY_REACHED,
    DatabaseRole,
    PooledConnection,
    UnconfirmedCommits,
    build_pool_settings,
    build_session_settings,
    collect_warnings,
    enable_tcp_keepalive,
    initialize_connection,
    initialize_observed,
    require_primary,
    skip_reset,
)
from api.database.pooler.connections import Pooler, PoolerUnusableError
from api.database.upgrades.oldest_version import check_version_on_schema_error
from api.errors import UnavailableError
from api.metrics.pool_observer import CreatePoolObserver, ObservedPool, PoolName, ignore_pool

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]"


class Database:
    """The database connections of one process, for public reads, for callers with a key, and for the service itself.

    The role is a start-up parameter of each pool, or a setting of its login at a pooler, so a read needs no round trip
    for SET and RESET. The sum of the timeouts is less than eight seconds, so a request gets its 503 by then if the
    server is unreachable. Requests of clients never use the connections for keys and for the service itself. So
    authentication, readiness and the audit of rejected requests work while every other connection is in use. Reads with
    a key never wait for writes, which can wait for a standby.
    """

    is_read_only = False
    requires_primary = True  # connections to a server in recovery are rejected

    def __init__(
        self, url: str, size: int, create_observer: CreatePoolObserver = ignore_pool, pooler: Pooler | None = None
    ) -> None:
        self._server: dict[str, Any] = {"dsn": url, **(require_primary(url) if self.requires_primary else {})}
        self._pooler = pooler
        self.size = size
        self.service_size = compute_service_pool_size(size)
        self.write_size = compute_write_pool_size(size)
        self.epochs = EpochRenewal()
        self._unconfirmed = UnconfirmedCommits(self.write_size, self._find_waiting_commits)
        self._create_observer = create_observer
        self._long_running = create_observer("long_running", MAX_LONG_RUNNING)

    async def open(self) -> None:
        self._public = await self._open_pool("public", self.size)
        self._service_reads = await self._open_pool("service_reads", self.service_size)
        self._writes = await self._open_pool("writes", self.write_size)
        self._keys = await self._open_pool("keys", KEY_POOL_SIZE, is_permanent=True)
        self._internal = await self._open_pool("internal", INTERNAL_POOL_SIZE, is_permanent=True)

    async def close(self) -> None:
        pools = (self._public, self._service_reads, self._writes, self._keys, self._internal)
        await asyncio.gather(*(_close(pool) for pool, _ in pools))

    async def connect_listener(self) -> "asyncpg.Connection[asyncpg.Record]":
        """Open a connection of the public role for LISTEN. The caller closes it."""
        settings = build_session_settings("capaian_reader") | {"application_name": "capaian listener"}
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
            **self._server, timeout=3, command_timeout=3, server_settings=settings
        )
        enable_tcp_keepalive(connection)
        return connection

    @contextlib.asynccontextmanager
    async def connect_long_running(self, role: DatabaseRole) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """Open a connection for imports and exports, which may take longer than other requests.

        It is outside the pools, so that slow clients leave the pooled connections to other requests. The caller must
        limit the number of such connections.
        """
        settings = build_session_settings(role) | LONG_RUNNING_LIMITS
        try:
            with self._long_running.observe_wait():
                connection = await asyncpg.connect(
                    **self._server, timeout=3, server_settings=settings, connection_class=PooledConnection
                )
        except (*CONNECTION_ERRORS, asyncpg.PostgresError) as error:
            raise UnavailableError(type(error).__name__) from error
        try:
            await initialize_observed(self._long_running, initialize_connection, connection)
            connection.register_commits(self._unconfirmed)
            async with check_version_on_schema_error(connection):
                if role == "capaian_service":
                    await self.epochs.renew(connection)
                yield connection
        except CONNECTION_ERRORS as error:
            raise UnavailableError(type(error).__name__) from error
        finally:
            self._long_running.release()
            with contextlib.suppress(*CONNECTION_ERRORS):
                await connection.close(timeout=1)  # after the timeout it is terminated

    def route_cached_reads(self) -> int:
        """Return how often the server of cached reads has changed; see api/database/standby/databases.py."""
        return 0

    def acquire_public(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """Acquire a pooled connection that sees only published records."""
        return _acquire(self._public)

    @contextlib.asynccontextmanager
    async def acquire_public_snapshot(self) -> AsyncIterator[Connection]:
        """Acquire a connection of the same kind on which all statements see one snapshot."""
        async with self.acquire_public() as connection:
            isolation = connection.snapshot_isolation  # type: ignore[union-attr]  # a PooledConnection
            async with connection.transaction(isolation=isolation, readonly=True):
                yield connection

    def acquire_service_read(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """Acquire a pooled connection of the service role for a read with a key; see api/database/session.py."""
        return _acquire(self._service_reads, self.epochs)

    def acquire_write(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """Acquire a pooled connection of the service role for a write; see api/database/session.py.

        Raise UnavailableError immediately if too many commits wait for a standby.
        """
        return self._acquire_to_commit(self._writes)

    def acquire_for_audit(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """Acquire a connection of the service role for the audit of rejected requests. It raises the same error."""
        return self._acquire_to_commit(self._internal)

    def acquire_for_keys(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """Acquire a connection of the service role for the look-up of an API key."""
        return _acquire(self._keys, self.epochs)

    def acquire_internal(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        """Acquire a connection of the service role for readiness or metrics."""
        return _acquire(self._internal, self.epochs)

    async def notify(self, channel: str, payload: str) -> None:
        """Notify all listeners in a transaction of its own; return when it is committed and a standby confirms it.

        Raise UnavailableError otherwise.
        """
        async with self.acquire_internal() as connection:
            with collect_warnings(connection) as warnings:
                await connection.execute(CONFIRMED_NOTIFICATION, channel, payload)
        if warnings:  # an administrator has canceled the wait
            raise UnavailableError(warnings[0])

    @contextlib.asynccontextmanager
    async def _acquire_to_commit(self, pool: ObservedPool) -> AsyncIterator[Connection]:
        await self._unconfirmed.check_limit()
        async with _acquire(pool, self.epochs) as connection:
            connection.register_commits(self._unconfirmed)  # type: ignore[union-attr]  # a PooledConnection
            yield connection

    async def _find_waiting_commits(self, pids: Sequence[int]) -> Collection[int]:
        async with _acquire(self._public) as connection:  # of this server, where `acquire_public` may use a standby
            return [row["pid"] for row in await connection.fetch(FIND_WAITING, pids)]

    async def _open_pool(self, name: PoolName, size: int, *, is_permanent: bool = False) -> ObservedPool:
        """Open a pool. If it is permanent, idle connections stay open: a full server cannot reject new ones."""
        observer = self._create_observer(name, size)
        options = self._build_pool_options("capaian_reader" if name == "public" else "capaian_service")
        options["init"] = partial(initialize_observed, observer, options["init"])
        pool = await asyncpg.create_pool(
            **options,
            init_size=0,  # the service starts, and returns 503, while its database is unavailable
            min_size=0,
            max_size=size,
            max_inactive_connection_lifetime=0 if is_permanent else 300,
            timeout=3,
            command_timeout=3,
            reset=skip_reset,
        )
        return ObservedPool(pool, observer)

    def _build_pool_options(self, role: DatabaseRole) -> dict[str, Any]:
        settings = build_pool_settings(role)
        if self._pooler is not None:
            return self._pooler.build_pool_options(settings, self.epochs, requires_primary=self.requires_primary)
        return {
            **self._server,
            "connection_class": PooledConnection,
            "init": initialize_connection,
            "server_settings": settings,
        }


async def _close(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Close a pool within three seconds, also if its server does not respond."""
    try:
        await asyncio.wait_for(pool.close(), 3)
    except TimeoutError:
        pool.terminate()


# A transaction that only notifies writes nothing, so it would not wait for the standby.
CONFIRMED_NOTIFICATION = "SELECT pg_notify($1, $2), pg_logical_emit_message(true, 'capaian', '')"


@contextlib.asynccontextmanager
async def _acquire(observed: ObservedPool, epochs: EpochRenewal | None = None) -> AsyncIterator[Connection]:
    pool, observer = observed
    try:
        with observer.observe_wait():
            connection = await pool.acquire(timeout=2)
    except (*CONNECTION_ERRORS, asyncpg.PostgresError, PoolerUnusableError) as error:
        # Also for a rejected login: an administrator fixes a changed password, a dropped database or a missing role.
        raise UnavailableError(type(error).__name__) from error
    try:
        async with check_version_on_schema_error(connection):
            if epochs is not None:
                await epochs.renew(connection)
            yield connection
    except CONNECTION_ERRORS as error:
        raise UnavailableError(type(error).__name__) from error
    except asyncpg.FeatureNotSupportedError as error:
        if error.server_source_function != REJECTS_ON_STANDBY:
            raise
        raise UnavailableError(STANDBY_REACHED) from error
    finally:
        observer.release()
        # The loss of the connection at this point does not change the result of the statements.
        with contextlib.suppress(*CONNECTION_ERRORS):
            await pool.release(connection)
