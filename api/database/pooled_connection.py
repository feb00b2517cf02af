"""Connections that never cancel a commit, their settings, and the commits that wait for a standby without a connection.

A commit waits for the synchronous standby. A cancel request would end this wait: the transaction would be committed and
visible, although no standby has it. So a commit that takes too long is not canceled: its connection is closed, and the
process of the server keeps waiting. Until the standby confirms, no reader sees the transaction, and its locks remain.
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api.errors import ErrorDetail, Text, UnavailableError
from api.metrics.pool_observer import PoolObserver

DatabaseRole = Literal["capaian_reader", "capaian_service"]
IsolationLevel = Literal["read_committed", "repeatable_read", "serializable"]
STANDBY_REACHED = "The pooler has connected to a standby."
# The function of PostgreSQL that rejects a serializable transaction on a standby; messages can be translated.
REJECTS_ON_STANDBY = "GetSerializableTransactionSnapshot"
# The errors of the driver for an unreachable, restarting, full or read-only server.
CONNECTION_ERRORS = (
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
    # A migration has changed the result of a prepared statement. The connection prepares it again.
    asyncpg.InvalidCachedStatementError,
)
# Timeout of each wait for a lock, in every session. It is shorter than the timeouts of statements, so that the server
# reports which timeout it was: a lock timeout is not an error of the query.
LOCK_TIMEOUT = "2s"
# Timeout of the server for each read, shorter than that of the driver for the same reason.
READ_LIMITS = {"statement_timeout": "2500ms"}
# A statement may read or write millions of rows, and the client may read slowly between two statements.
LONG_RUNNING_LIMITS = {"statement_timeout": "15min", "idle_in_transaction_session_timeout": "2min"}
# Every role sees pid and backend_xid of all processes. A process that has ended its commit has no transaction number,
# nor has an idle process that got the same pid later.
FIND_WAITING = "SELECT pid FROM pg_stat_activity WHERE pid = ANY($1::int[]) AND backend_xid IS NOT NULL"

InitializeFunction = Callable[[Any], Awaitable[None]]
FindWaitingFunction = Callable[[Sequence[int]], Awaitable[Collection[int]]]


class UnconfirmedCommits:
    """The processes of the server that still wait for a standby after this process has closed their connection."""

    def __init__(self, limit: int, find_waiting: FindWaitingFunction) -> None:
        self._limit = limit
        self._find_waiting = find_waiting
        self._pids: set[int] = set()
        self._update: asyncio.Task[None] | None = None

    def add(self, pid: int) -> None:
        self._pids.add(pid)

    async def check_limit(self) -> None:
        """Raise UnavailableError if so many commits wait that another write would only wait, too."""
        if len(self._pids) < self._limit:
            return
        if self._update is None or self._update.done():
            self._update = asyncio.create_task(self._remove_ended())
            self._update.add_done_callback(lambda done: done.cancelled() or done.exception())  # if no caller is left
        await asyncio.shield(self._update)
        if len(self._pids) >= self._limit:
            raise UnavailableError("commits wait for a standby", [ErrorDetail("standby_missing", STANDBY_MISSING)])

    async def _remove_ended(self) -> None:
        known = list(self._pids)
        waiting = await self._find_waiting(known)
        self._pids.difference_update(set(known).difference(waiting))


class PooledConnection(asyncpg.Connection):
    """A connection with the times that it read last (complete_until.py), and the epoch that it checked (epochs.py)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.complete_until_times: dict[bool, tuple[float, datetime]] = {}
        self.renewed_epochs: list[int] = []
        self._unconfirmed: UnconfirmedCommits | None = None
        self._is_committing = False

    def register_commits(self, unconfirmed: UnconfirmedCommits) -> None:
        """Add each commit that this connection leaves to the server to `unconfirmed`."""
        self._unconfirmed = unconfirmed

    @property
    def snapshot_isolation(self) -> IsolationLevel:
        """The isolation level of public reads that see one snapshot."""
        return "repeatable_read"

    def check_recovery(self, *, is_in_recovery: bool) -> None:
        """Do nothing, for the same reason as `check_server`."""

    async def check_server(self) -> None:
        """Do nothing: a direct connection stays on one server; see api/database/pooler/connections.py."""

    @contextlib.contextmanager
    def commit_without_cancel(self) -> Iterator[None]:
        """Close the connection where asyncpg would send a cancel request: at a timeout, or if the task is canceled."""
        pid = self.get_server_pid()
        self._is_committing = True
        try:
            yield
        except asyncpg.PostgresError:
            if self.is_closed():  # the process of the server may still wait
                self._add_unconfirmed(pid)
            self._is_committing = False
            raise
        self._is_committing = False  # after other errors the connection is about to be closed

    def _add_unconfirmed(self, pid: int) -> None:
        if self._unconfirmed is not None:
            self._unconfirmed.add(pid)

    def _cancel_current_command(self, *waiters: "asyncio.Future[None]") -> None:
        if not self._is_committing:
            super()._cancel_current_command(*waiters)  # type: ignore[misc]  # private, missing in the stubs
            return
        self._add_unconfirmed(self.get_server_pid())
        # Not immediately: the caller still uses the state of the protocol.
        self._loop.call_soon(self.terminate)  # type: ignore[attr-defined]  # as above


def build_pool_settings(role: DatabaseRole) -> dict[str, str]:
    """Return the settings of the sessions of a pool. Those of a login at a pooler must be the same."""
    return build_session_settings(role) | (READ_LIMITS if role == "capaian_reader" else {})


def build_session_settings(role: DatabaseRole) -> dict[str, str]:
    """Return the settings of the sessions of a role."""
    return {
        "application_name": "capaian",
        "role": role,
        # Timeouts of the server, for the statements of a process that was killed.
        "lock_timeout": LOCK_TIMEOUT,
        "statement_timeout": "5s",
        "idle_in_transaction_session_timeout": "10s",
        # The default expects a disk, so each row of a list would read the whole table of a lookup instead of an index.
        "random_page_cost": "1.1",
    }


def require_primary(url: str) -> dict[str, Any]:
    """Return the option that makes asyncpg reject a server in recovery; `read-write` in the URL rejects more.

    A former primary that restarts as a standby shows commits that no other server confirmed.
    """
    return {} if "target_session_attrs=read-write" in url else {"target_session_attrs": "primary"}


async def initialize_connection(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Decode numbers as PostgreSQL writes them and timestamps quickly; detect a lost server within seconds."""
    # The binary format of numeric returns 20000000 as 2.000E+7, and responses would show it so.
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=Decimal, format="text")
    # asyncpg takes six times as long to decode the binary format of a timestamp.
    if connection.get_settings().DateStyle.startswith("ISO"):
        await connection.set_type_codec(
            "timestamptz", schema="pg_catalog", encoder=format_timestamp, decoder=parse_timestamp, format="text"
        )
    enable_tcp_keepalive(connection)


def format_timestamp(time: datetime) -> str:
    """Return a time in UTC, because PostgreSQL rejects offsets of 16 hours and more."""
    return time.astimezone(UTC).isoformat()


def parse_timestamp(text: str) -> datetime:
    """Parse a timestamp as PostgreSQL writes it in the time zone of the session; return it in UTC, as asyncpg does."""
    return datetime.fromisoformat(text).astimezone(UTC)


async def initialize_observed(
    observer: PoolObserver, initialize: InitializeFunction, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Initialize a connection whose statements the observer counts."""
    if observer.observes_queries:
        connection.add_query_logger(lambda record: observer.finish_query(record.elapsed))
    await initialize(connection)


def enable_tcp_keepalive(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Configure TCP so that the kernel detects a lost peer within seconds."""
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


async def skip_reset(_connection: object) -> None:
    """Do nothing: no pooled connection uses LISTEN, a session SET or a session lock."""


STANDBY_MISSING = Text(
    "Tidak ada server siaga yang mengonfirmasi penulisan. Tidak ada yang disimpan; silakan kirim lagi nanti.",
    "No standby server confirms writes. Nothing was stored; send the request again later.",
)


@contextlib.contextmanager
def collect_warnings(
    connection: "PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]",
) -> Iterator[list[str]]:
    """Return the warnings of the block. PostgreSQL sends one if the wait for a standby is canceled; it is no error."""
    warnings: list[str] = []

    def add_warning(_connection: object, message: asyncpg.PostgresLogMessage) -> None:
        if message.severity_en == "WARNING":  # the message itself is in the language of the server
            warnings.append(message.message)

    connection.add_log_listener(add_warning)
    try:
        yield warnings
    finally:
        with contextlib.suppress(asyncpg.InterfaceError):  # the connection was lost together with its listeners
            connection.remove_log_listener(add_warning)
