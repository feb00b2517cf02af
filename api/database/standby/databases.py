"""Databases with a standby: one that reads from a standby of its primary, and one that is only read."""

import abc
import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import asyncpg

from api.database.pool import Connection, Database
from api.database.pooled_connection import CONNECTION_ERRORS, DatabaseRole
from api.database.pooler.connections import Pooler
from api.database.standby.lag import StandbyLag
from api.database.standby.position import Position, load_position
from api.database.standby.route import CURRENT_ROUTE, WRITTEN_POSITION, ReadRoute
from api.database.standby.server_watch import ServerWatch
from api.errors import ErrorDetail, Text, UnavailableError
from api.metrics.pool_observer import CreatePoolObserver, PoolName, PoolObserver, ignore_pool

WAIT_SECONDS: Final = 0.2  # for a standby that has not replayed the position of a request
_STANDBY_POOLS: Final[dict[PoolName, PoolName]] = {
    "public": "standby_public",
    "long_running": "standby_long_running",
}
AcquireFunction = Callable[[], AbstractAsyncContextManager[Any]]


class RoutedDatabase(Database):
    """A database that chooses a server for each request."""

    lag: StandbyLag

    async def open(self) -> None:
        await super().open()
        self.lag.start()

    async def close(self) -> None:
        await self.lag.close()
        await super().close()

    @abc.abstractmethod
    async def choose_route(self, required: Position | None) -> ReadRoute:
        """Choose the server of a read that must see everything up to `required`."""

    @abc.abstractmethod
    async def load_position(self) -> Position | None:
        """Return the position of the primary; None if it is unavailable, or if the database accepts no writes."""


class StandbyServer(Database):
    """The standby of a ReplicatedDatabase. After a failover it can be the primary.

    It connects without a pooler. Its pools for public reads and for exports have observers; it uses no others.
    """

    requires_primary = False

    def __init__(self, url: str, size: int, create_observer: CreatePoolObserver) -> None:
        super().__init__(url, size, functools.partial(_observe_standby, create_observer))


class ReplicatedDatabase(RoutedDatabase):
    """A primary, and one standby of it for public reads and public exports.

    The standby must be one server, not a load balancer in front of several: its lag is measured over another
    connection. Reads without a route, writes, and reads with a key use the primary.
    """

    def __init__(
        self,
        url: str,
        size: int,
        standby_url: str,
        max_lag_seconds: float,
        *,
        create_observer: CreatePoolObserver = ignore_pool,
        pooler: Pooler | None = None,
    ) -> None:
        super().__init__(url, size, create_observer, pooler)
        self._standby = StandbyServer(standby_url, size, create_observer)
        self._primary_watch = ServerWatch("primary", self.connect_listener)
        self._standby_watch = ServerWatch("standby", self._standby.connect_listener)
        self._max_lag_seconds = max_lag_seconds
        self._caches_read_standby = False
        self._cache_switches = 0
        self.lag = StandbyLag(self._standby_watch, self._primary_watch)

    async def open(self) -> None:
        await self._standby.open()
        await super().open()

    async def close(self) -> None:
        await asyncio.gather(super().close(), self._standby.close())

    @property
    def has_readable_standby(self) -> bool:
        return not self._standby_watch.is_down and self.lag.replayed.lsn > 0

    async def choose_route(self, required: Position | None) -> ReadRoute:
        """Choose the standby if it has replayed `required` within 200 ms; without it, if it lags at most the maximum.

        Another request uses the primary. If that is unavailable, a request without `required` uses the standby.
        """
        lag = self.lag
        if required is None:
            is_close = lag.seconds <= self._max_lag_seconds
            return self._build_route(to_standby=self.has_readable_standby and is_close, may_change=True)
        to_standby = self.has_readable_standby and await lag.wait_for(required, WAIT_SECONDS)
        return self._build_route(to_standby=to_standby, may_change=to_standby)

    def _build_route(self, *, to_standby: bool, may_change: bool) -> ReadRoute:
        return ReadRoute(to_standby, may_change, self.lag.seconds, self.lag.has_all_notified_changes)

    def route_cached_reads(self) -> int:
        """Send the reads of this request to the server from which caches read: the primary while it is available.

        Return the number of changes of that server. A cache must compare its entries with one server only.
        """
        reads_standby = self._primary_watch.is_down and self.has_readable_standby
        if reads_standby != self._caches_read_standby:
            self._caches_read_standby = reads_standby
            self._cache_switches += 1
        route = CURRENT_ROUTE.get()
        if route is not None and (route.may_change or route.to_standby):  # else it must use the primary
            route.to_standby, route.may_change = reads_standby, False
        return self._cache_switches

    async def load_position(self) -> Position | None:
        with contextlib.suppress(UnavailableError, *CONNECTION_ERRORS, asyncpg.PostgresError):
            async with self.acquire_internal() as connection:
                return (await load_position(connection)).position
        return None

    def acquire_public(self) -> AbstractAsyncContextManager[Connection]:
        """Acquire a connection that sees only published records, on the server of the request."""
        return self._acquire_routed(super().acquire_public, self._standby.acquire_public)

    @contextlib.asynccontextmanager
    async def connect_long_running(self, role: DatabaseRole) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """Open a connection for an import or export; for a public export, on the server of the request."""
        primary = functools.partial(super().connect_long_running, role)
        standby = functools.partial(self._standby.connect_long_running, role)
        async with self._acquire_routed(primary, standby) if role == "capaian_reader" else primary() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def acquire_write(self) -> AsyncIterator[Connection]:
        """Acquire a connection for a write; after the commit, store its position for the response."""
        async with super().acquire_write() as connection:
            yield connection
            written = WRITTEN_POSITION.get()
            if written is not None:
                # The write is committed, so it must not fail any more.
                with contextlib.suppress(*CONNECTION_ERRORS, asyncpg.PostgresError):
                    written.position = (await load_position(connection)).position

    @contextlib.asynccontextmanager
    async def _acquire_routed(self, primary: AcquireFunction, standby: AcquireFunction) -> AsyncIterator[Any]:
        route = CURRENT_ROUTE.get()
        if route is None:
            async with primary() as connection:
                yield connection
            return
        use_standby = route.to_standby
        if route.may_change:
            # Requests do not wait for a server that was just unavailable.
            use_standby = not self._standby_watch.is_down and (use_standby or self._primary_watch.is_down)
        async with contextlib.AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(standby() if use_standby else primary())
            except UnavailableError as error:
                if not isinstance(error.__cause__, TimeoutError):  # that also occurs in a busy pool
                    (self._standby_watch if use_standby else self._primary_watch).mark_down(error.cause)
                if not route.may_change:
                    raise
                use_standby = not use_standby
                connection = await stack.enter_async_context(standby() if use_standby else primary())
            route.used_standby |= use_standby
            yield connection


class ReadOnlyDatabase(RoutedDatabase):
    """A server that this process only reads, usually a standby without access to its primary."""

    is_read_only = True
    requires_primary = False

    def __init__(
        self, url: str, size: int, create_observer: CreatePoolObserver = ignore_pool, pooler: Pooler | None = None
    ) -> None:
        super().__init__(url, size, create_observer, pooler)
        self.lag = StandbyLag(ServerWatch("standby", self.connect_listener))

    async def choose_route(self, required: Position | None) -> ReadRoute:
        """Raise UnavailableError if the server does not replay `required` within 200 ms."""
        if required is not None and not await self.lag.wait_for(required, WAIT_SECONDS):
            raise UnavailableError("not replayed", [ErrorDetail("not_replayed", NOT_REPLAYED, "Capaian-Position")])
        route = ReadRoute(to_standby=True, may_change=False, lag=self.lag.seconds, is_current=False)
        route.used_standby = True
        return route

    async def load_position(self) -> Position | None:
        return None

    def acquire_write(self) -> AbstractAsyncContextManager[Connection]:
        """Raise UnavailableError."""
        raise UnavailableError("read-only", [ErrorDetail("read_only", READ_ONLY)])


def _observe_standby(create_observer: CreatePoolObserver, name: PoolName, size: int) -> PoolObserver:
    observed = _STANDBY_POOLS.get(name)
    return PoolObserver() if observed is None else create_observer(observed, size)


def create_database(
    url: str,
    size: int,
    *,
    standby_url: str | None,
    max_lag_seconds: float,
    is_read_only: bool,
    create_observer: CreatePoolObserver = ignore_pool,
    pooler: Pooler | None = None,
) -> Database:
    """Create the database of a worker, from the settings. `pooler` is that of `url`."""
    if is_read_only:
        return ReadOnlyDatabase(url, size, create_observer, pooler)
    if standby_url is None:
        return Database(url, size, create_observer, pooler)
    return ReplicatedDatabase(url, size, standby_url, max_lag_seconds, create_observer=create_observer, pooler=pooler)


NOT_REPLAYED = Text(
    "Basis data di sini belum memuat penulisan dengan `Capaian-Position` ini. Kirim lagi, atau kirim ke server utama.",
    "The database here does not contain the write with this `Capaian-Position` yet. Send the request again, or to an "
    "instance of the primary.",
)
READ_ONLY = Text(
    "Layanan ini hanya untuk membaca (CAPAIAN_READ_ONLY). Kirim penulisan ke alamat layanan utama.",
    "This instance is read-only (CAPAIAN_READ_ONLY). Send writes to an instance of the primary.",
)
