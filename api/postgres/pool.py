"""Two small pools over one login: the public's role sees what is published, the service's sees all."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Literal, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api.faults import Unavailable

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]"

Role = Literal["capaian_reader", "capaian_service"]

# An unreachable, restarting, full or read-only server, as the driver tells it.
OUTAGES = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)


class Database:
    """Connections for reading what is public and for serving those who may see more.

    The role is a start-up parameter of each pool, so a read pays no SET and no RESET round trip. The bounds
    add up to less than eight seconds between a request and its 503 when the server is gone or black-holed.
    """

    def __init__(self, url: str, size: int) -> None:
        self._url = url
        self._size = size

    async def open(self) -> None:
        self._public = await _pool(self._url, self._size, "capaian_reader")
        self._service = await _pool(self._url, max(2, self._size // 4), "capaian_service")

    async def close(self) -> None:
        for pool in (self._public, self._service):
            try:
                await asyncio.wait_for(pool.close(), 3)
            except TimeoutError:
                pool.terminate()

    async def dedicated(self) -> "asyncpg.Connection[asyncpg.Record]":
        """One more connection of the public's role, for LISTEN; whoever asks for it ends it."""
        settings = _session("capaian_reader") | {"application_name": "capaian listener"}
        connection = await asyncpg.connect(self._url, timeout=3, command_timeout=3, server_settings=settings)
        _keep_alive(connection)
        return connection

    @contextlib.asynccontextmanager
    async def aside(self, role: Role) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """A connection for what takes longer than a request may: imports and exports, which bound their own number.

        Outside the pools, so that however many there are and however slowly a client reads, requests find connections.
        """
        settings = _session(role) | LONG_WORK
        try:
            connection = await asyncpg.connect(self._url, timeout=3, server_settings=settings)
        except (*OUTAGES, asyncpg.PostgresError) as error:
            raise Unavailable(type(error).__name__) from error
        try:
            await _initialize(connection)
            yield connection
        except OUTAGES as error:
            raise Unavailable(type(error).__name__) from error
        finally:
            with contextlib.suppress(*OUTAGES):
                await connection.close(timeout=1)  # and if it takes longer, it is cut

    def public(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        return _borrowed(self._public)

    def service(self) -> contextlib.AbstractAsyncContextManager[Connection]:
        return _borrowed(self._service)


# Of every read of a request, by the server's own clock: so that it says what it ended, before the driver gives up on a
# server that says nothing. A lock that keeps readers out is no fault of the query.
READING = {"statement_timeout": "2500ms", "lock_timeout": "2s"}
# A statement of theirs reads or writes up to millions of rows, and between two of them a client may be slow to read.
LONG_WORK = {"statement_timeout": "15min", "idle_in_transaction_session_timeout": "2min"}


def _pool(url: str, size: int, role: Role) -> "asyncpg.Pool[asyncpg.Record]":
    return asyncpg.create_pool(
        url,
        init_size=0,  # the service starts, and answers 503, while its database is still away
        min_size=0,
        max_size=size,
        timeout=3,
        command_timeout=3,
        init=_initialize,
        reset=_nothing_to_reset,
        server_settings=_session(role) | (READING if role == "capaian_reader" else {}),
    )


def _session(role: Role) -> dict[str, str]:
    return {
        "application_name": "capaian",
        "role": role,
        # The server's own bounds, for what a process leaves behind that dies in the middle of its work.
        "statement_timeout": "5s",
        "idle_in_transaction_session_timeout": "10s",
    }


@contextlib.asynccontextmanager
async def _borrowed(pool: "asyncpg.Pool[asyncpg.Record]") -> AsyncIterator[Connection]:
    try:
        connection = await pool.acquire(timeout=2)
    except (*OUTAGES, asyncpg.PostgresError) as error:
        # Or turned away at the door: another password, a dropped database or a missing role is mended over there.
        raise Unavailable(type(error).__name__) from error
    try:
        yield connection
    except OUTAGES as error:
        raise Unavailable(type(error).__name__) from error
    finally:
        # A connection that is lost by now changes nothing of what was done over it, nor of what is known of that.
        with contextlib.suppress(*OUTAGES):
            await pool.release(connection)


async def _initialize(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    # The binary form of numeric reads 20000000 as 2.000E+7, and so it would stand in every answer.
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=Decimal, format="text")
    _keep_alive(connection)


def _keep_alive(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Lets the kernel notice within seconds that the other end is gone without a word."""
    sock: socket.socket = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # noqa: SLF001  # no public way
    if sock.family == socket.AF_UNIX:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        (socket.TCP_KEEPIDLE, 3),
        (socket.TCP_KEEPINTVL, 1),
        (socket.TCP_KEEPCNT, 3),
        (socket.TCP_USER_TIMEOUT, 4000),
    ):
        sock.setsockopt(socket.IPPROTO_TCP, option, value)


async def _nothing_to_reset(_connection: object) -> None:
    """No pooled connection ever uses LISTEN, a session SET or a session lock."""
