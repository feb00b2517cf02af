"""Checks of the URLs of a pooler before the service starts, and by `capaian doctor`."""

import asyncpg

from api.database.connection_errors import POOLER_REJECTED
from api.database.pooled_connection import CONNECTION_ERRORS, DatabaseRole, build_pool_settings
from api.database.pooler.connections import Pooler, PoolerUnusableError

_TIMEOUT_SECONDS = 5
_ROLES: tuple[DatabaseRole, ...] = ("capaian_reader", "capaian_service")
# Identify a database on a running server. Every role may read it.
_IDENTIFY_DATABASE = """
SELECT pg_postmaster_start_time()::text || ' ' || oid FROM pg_database WHERE datname = current_database()"""


async def check_pooler(
    pooler: Pooler, direct: "asyncpg.Connection[asyncpg.Record]", *, requires_primary: bool = True
) -> None:
    """Raise PoolerUnusableError if a login at the pooler cannot be used, or connects to another database."""
    expected = await direct.fetchval(_IDENTIFY_DATABASE)
    for role in _ROLES:
        if await _identify_pooled_database(pooler, role, requires_primary=requires_primary) != expected:
            raise PoolerUnusableError(
                f"{_name_setting(role)} dan CAPAIAN_DATABASE_URL menuju basis data yang berbeda. Silakan periksa "
                "[databases] dalam konfigurasi PgBouncer.",
                f"{_name_setting(role)} and CAPAIAN_DATABASE_URL lead to different databases. Check [databases] in the "
                "configuration of PgBouncer.",
            )


async def _identify_pooled_database(pooler: Pooler, role: DatabaseRole, *, requires_primary: bool) -> str:
    options = pooler.build_pool_options(build_pool_settings(role), requires_primary=requires_primary)
    initialize = options.pop("init")
    try:
        connection = await asyncpg.connect(**options, timeout=_TIMEOUT_SECONDS, command_timeout=_TIMEOUT_SECONDS)
        try:
            await initialize(connection)
            return str(await connection.fetchval(_IDENTIFY_DATABASE))
        finally:
            await connection.close()
    except (*CONNECTION_ERRORS, asyncpg.PostgresError) as error:
        # The texts of other errors can contain a part of the URL.
        cause = error.args[0] if isinstance(error, asyncpg.PostgresError) and error.args else type(error).__name__
        raise PoolerUnusableError(
            f"Koneksi lewat pooler dengan {_name_setting(role)} gagal. Silakan periksa URL itu, pooler, dan daftar "
            "penggunanya.",
            f"A connection through the pooler with {_name_setting(role)} failed. Check this URL, the pooler and its "
            "list of users.",
            str(cause),
        ) from error


async def reject_pooler(connection: "asyncpg.Connection[asyncpg.Record]", setting: str) -> None:
    """Raise PoolerUnusableError if a connection that must be direct goes through a pooler.

    A pooler reports process numbers of its own to its clients.
    """
    if await connection.fetchval("SELECT pg_backend_pid()") != connection.get_server_pid():
        raise PoolerUnusableError(*(text.format(setting=setting) for text in POOLER_REJECTED))


def _name_setting(role: DatabaseRole) -> str:
    return f"CAPAIAN_POOLER_{'READER' if role == 'capaian_reader' else 'SERVICE'}_DATABASE_URL"
