"""Readiness: whether this process can handle reads and writes now, and why not."""

import asyncio
from typing import Annotated, Literal

import asyncpg
import msgspec
from msgspec import Meta

from api.database.migrations import list_pending_versions
from api.database.pool import Database
from api.database.pooled_connection import STANDBY_REACHED
from api.database.standby.databases import ReplicatedDatabase
from api.database.upgrades.oldest_version import find_required_version, require_permitted_version
from api.errors import ErrorDetail, Text, UnavailableError

# Read-only is a standby, and a database with default_transaction_read_only.
SELECT_STATE = "SELECT current_setting('transaction_read_only')::boolean, pg_is_in_recovery()"


class OperationReadiness(msgspec.Struct, frozen=True):
    """Whether requests of one kind are possible."""

    status: Annotated[Literal["ready", "unavailable"], Meta(description="Result of the check.", examples=["ready"])]
    reason: (
        Annotated[
            Literal["database_read_only", "database_unavailable"],
            Meta(description="Why these requests are not possible; null if they are.", examples=["database_read_only"]),
        ]
        | None
    ) = None


class Readiness(msgspec.Struct, frozen=True):
    """Whether reads and writes are possible."""

    reads: Annotated[OperationReadiness, Meta(description="Readiness for reads; without it the response is a 503.")]
    writes: Annotated[OperationReadiness, Meta(description="Readiness for writes.")]

    def require_writes(self) -> None:
        """Raise UnavailableError if writes are not possible."""
        if self.writes.reason is not None:
            raise UnavailableError(self.writes.reason, [ErrorDetail(self.writes.reason, TEXTS[self.writes.reason])])


READY = OperationReadiness("ready")
READ_ONLY = OperationReadiness("unavailable", "database_read_only")
WITHOUT_PRIMARY = OperationReadiness("unavailable", "database_unavailable")


class ReadinessCheck:
    """Checks the database over a connection that requests of clients never use.

    Concurrent requests share one check, because a client needs no key to request it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._running: asyncio.Task[Readiness] | None = None

    async def run(self) -> Readiness:
        """Return the readiness. Raise UnavailableError if no request is possible."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._check())
        return await asyncio.shield(self._running)

    async def _check(self) -> Readiness:
        try:
            async with self._database.acquire_internal() as connection:
                require_permitted_version(await find_required_version(connection))
                pending = await list_pending_versions(connection)
                is_read_only, is_in_recovery = await connection.fetchrow(SELECT_STATE)  # type: ignore[misc]  # one row
                connection.check_recovery(is_in_recovery=is_in_recovery)  # type: ignore[union-attr]  # a PooledConnection
        except UnavailableError as error:
            if error.errors:
                raise
            if isinstance(self._database, ReplicatedDatabase) and self._database.has_readable_standby:
                return Readiness(READY, WITHOUT_PRIMARY)
            reason = ErrorDetail("database_unavailable", DATABASE_UNAVAILABLE)
            is_standby = isinstance(error.__cause__, asyncpg.TargetServerAttributeNotMatched)
            if is_standby or error.cause == STANDBY_REACHED:
                reason = ErrorDetail("database_is_standby", DATABASE_IS_STANDBY)
            raise UnavailableError(error.cause, [reason]) from error
        if pending:
            cause = f"migrations pending: {', '.join(pending)}"
            raise UnavailableError(cause, [ErrorDetail("migrations_pending", MIGRATIONS_PENDING)])
        return Readiness(READY, READ_ONLY if is_read_only or self._database.is_read_only else READY)


DATABASE_UNAVAILABLE = Text("Basis data tidak dapat dihubungi.", "The database is not reachable.")
DATABASE_IS_STANDBY = Text(
    "CAPAIAN_DATABASE_URL menuju server siaga. Isikan alamat server utama, atau isikan CAPAIAN_READ_ONLY=true.",
    "CAPAIAN_DATABASE_URL leads to a standby. Set it to the URL of the primary, or set CAPAIAN_READ_ONLY=true.",
)
MIGRATIONS_PENDING = Text(
    "Skema basis data belum dimutakhirkan untuk versi ini.",
    "The schema of the database lacks migrations of this version.",
)
DATABASE_READ_ONLY = Text("Basis data hanya dapat dibaca.", "The database is read-only.")
TEXTS = {"database_read_only": DATABASE_READ_ONLY, "database_unavailable": DATABASE_UNAVAILABLE}
