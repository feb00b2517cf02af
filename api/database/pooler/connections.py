"""Connections through a transaction pooler such as PgBouncer, for the pools of the service.

A transaction pooler lends a process of the server to a client for one transaction. So a client cannot set a role or a
timeout for its session, and two statements outside a transaction can reach two processes. The role and the timeouts
are settings of two logins (ALTER ROLE … SET); LISTEN, imports, exports and commands connect to PostgreSQL directly.

After a failover the process can also be one of a former primary that has restarted as a standby. A standby rejects
serializable transactions, so the login for public reads of the primary has this isolation level as its default.
"""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

import asyncpg
import structlog

from api.database.epochs import IS_CURRENT, EpochRenewal
from api.database.pooled_connection import STANDBY_REACHED, IsolationLevel, PooledConnection, initialize_connection
from api.errors import BilingualError, UnavailableError
from api.settings import Settings

# The isolation of public reads of the primary, and of any server. PostgreSQL rejects a serializable statement on a
# standby, without a round trip. If it only reads, it takes no locks unless a serializable transaction writes.
_ONLY_ON_PRIMARY = {"default_transaction_isolation": "serializable", "default_transaction_read_only": "on"}
_ON_ANY_SERVER = {"default_transaction_isolation": "read committed"}

_CHECK_SERVER = f"SELECT pg_backend_pid(), ({IS_CURRENT})"
# What a login lacks. The login for public reads must not be able to act as the service.
_MISSING_STATEMENTS = """
SELECT format('GRANT %I TO %I', $1::text, session_user) WHERE NOT pg_has_role(session_user, $1::text, 'member')
UNION ALL
SELECT format('REVOKE %I FROM %I', 'capaian_service', session_user)
 WHERE $1 = 'capaian_reader' AND pg_has_role(session_user, 'capaian_service', 'member')
UNION ALL
SELECT format('ALTER ROLE %I SET %s = %L', session_user, name, value)
  FROM unnest($2::text[], $3::text[]) AS wanted (name, value)
 WHERE current_setting(name) <> value OR name = 'role' AND current_user <> value"""
_HAS_STATEMENT = "SELECT EXISTS (SELECT FROM pg_prepared_statements WHERE name = $1)"

_log = structlog.get_logger()


class PoolerUnusableError(BilingualError):
    """The pooler or a login at the pooler has the wrong configuration."""


class Pooler(NamedTuple):
    """The URLs of the two logins at the pooler, and whether it supports the prepared statements of the protocol.

    PgBouncer supports them since 1.21 with max_prepared_statements > 0.
    """

    reader_url: str
    service_url: str
    prepared_statements: bool = True

    @classmethod
    def from_settings(cls, settings: Settings) -> "Pooler | None":
        """Return the pooler of the settings, or None: the pools then connect to PostgreSQL directly."""
        reader, service = settings.pooler_reader_database_url, settings.pooler_service_database_url
        if reader is None or service is None:
            return None
        return cls(reader, service, settings.pooler_prepared_statements)

    def build_pool_options(
        self, settings: Mapping[str, str], epochs: EpochRenewal | None = None, *, requires_primary: bool
    ) -> dict[str, Any]:
        """Return the options of `asyncpg.create_pool` or `asyncpg.connect` for sessions with these settings.

        The connection raises PoolerUnusableError if its login does not have them, and TargetServerAttributeNotMatched
        if it requires the primary and reaches a server in recovery.
        """
        wanted = {name: value for name, value in settings.items() if name != "application_name"}
        if settings["role"] == "capaian_reader":
            wanted |= _ONLY_ON_PRIMARY if requires_primary else _ON_ANY_SERVER

        async def initialize(connection: "PoolerConnection") -> None:
            connection.epochs = epochs or EpochRenewal()
            connection.requires_primary = requires_primary
            async with connection.transaction(isolation="read_committed"):  # which a standby accepts, too
                await initialize_connection(connection)
                await self._check_login(connection, wanted)
                if requires_primary and await connection.fetchval("SELECT pg_is_in_recovery()"):
                    raise asyncpg.TargetServerAttributeNotMatched(STANDBY_REACHED)

        return {
            "dsn": self.reader_url if settings["role"] == "capaian_reader" else self.service_url,
            "connection_class": PoolerConnection,
            # Without a cache the driver uses unnamed statements, and sends no Sync between Parse and Bind: the pooler
            # lends the same process to both.
            "statement_cache_size": 100 if self.prepared_statements else 0,
            "server_settings": {"application_name": settings["application_name"]},
            "init": initialize,
        }

    async def _check_login(self, connection: "PoolerConnection", wanted: Mapping[str, str]) -> None:
        """Check the login in a transaction. Without its role it could show unpublished records, or nothing."""
        rows = await connection.fetch(_MISSING_STATEMENTS, wanted["role"], list(wanted), list(wanted.values()))
        if rows:
            raise _reject(_login_unusable("; ".join(row[0] for row in rows)))
        if self.prepared_statements:
            statement = await connection.prepare(_HAS_STATEMENT, name=f"capaian_{secrets.token_hex(8)}")
            if await statement.fetchval(statement.get_name()):
                raise _reject(_prepared_statements_unsupported())


class PoolerConnection(PooledConnection):
    """A connection whose transactions can each reach another process, also of another server after a failover."""

    epochs: EpochRenewal
    requires_primary: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pid = 0

    def get_server_pid(self) -> int:
        """Return the number of the process that executes the current transaction; the pooler reports its own number."""
        return self._pid

    @property
    def snapshot_isolation(self) -> IsolationLevel:
        return "serializable" if self.requires_primary else "repeatable_read"

    def check_recovery(self, *, is_in_recovery: bool) -> None:
        """Raise UnavailableError for a transaction that requires the primary and has reached a standby."""
        if is_in_recovery and self.requires_primary:
            raise UnavailableError(STANDBY_REACHED)

    async def check_server(self) -> None:
        """Read which process executes this transaction, and whether its server has the epoch.

        Raise UnavailableError if not: the next use of this connection begins an epoch.
        """
        row = await self.fetchrow(_CHECK_SERVER, *self.epochs.list_arguments())
        assert row is not None  # noqa: S101  # the query returns one row
        self._pid, is_current = row
        if not is_current:
            self.renewed_epochs.clear()
            raise UnavailableError("the pooler has connected to another server")


def _reject(error: PoolerUnusableError) -> PoolerUnusableError:
    """Log an error of which clients only see 503."""
    _log.warning("pooler.rejected", message=error.english, cause=error.cause)
    return error


def _login_unusable(statements: str) -> PoolerUnusableError:
    return PoolerUnusableError(
        "Login di pooler (CAPAIAN_POOLER_READER_DATABASE_URL, CAPAIAN_POOLER_SERVICE_DATABASE_URL) tidak memiliki "
        "peran dan pengaturannya. Jalankan pernyataan di bawah ini sebagai pengelola PostgreSQL, lalu RECONNECT di "
        "konsol PgBouncer.",
        "A login at the pooler (CAPAIAN_POOLER_READER_DATABASE_URL, CAPAIAN_POOLER_SERVICE_DATABASE_URL) lacks its "
        "role and settings. Run the statements below as an administrator of PostgreSQL, then RECONNECT in the console "
        "of PgBouncer.",
        statements,
    )


def _prepared_statements_unsupported() -> PoolerUnusableError:
    return PoolerUnusableError(
        "Pooler ini tidak mendukung prepared statement. Pakai PgBouncer 1.21 atau lebih baru dengan "
        "max_prepared_statements di atas 0, atau isikan CAPAIAN_POOLER_PREPARED_STATEMENTS=false, yang lebih lambat.",
        "This pooler does not support prepared statements. Use PgBouncer 1.21 or newer with max_prepared_statements "
        "above 0, or set CAPAIAN_POOLER_PREPARED_STATEMENTS=false, which is slower.",
    )
