"""Schema migrations with dbmate; instances that start concurrently apply them once."""

import asyncio
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api import __version__
from api.database.connection_errors import DATABASE_URL, MIGRATION_DATABASE_URL, connect_login
from api.database.owner.missing_rights import list_missing_rights
from api.database.pooled_connection import CONNECTION_ERRORS
from api.database.pooler.check import reject_pooler
from api.database.upgrades.dbmate import DbmateError, apply_migrations
from api.database.upgrades.function_files import FunctionFileError, apply_function_files, are_function_files_current
from api.database.upgrades.lock_retry import MAX_SECONDS, LockTimeoutError
from api.database.upgrades.migration_files import (
    MigrationError,
    list_applied_versions,
    list_files,
    list_known_versions,
    record_migration_files,
    reject_changed_migrations,
)
from api.database.upgrades.oldest_version import VERSION_TOO_OLD, find_required_version
from api.logs import redact_text
from api.paths import SCHEMA

MIGRATIONS = SCHEMA / "migrations"
FUNCTIONS = SCHEMA / "functions"

# A number that no other program uses in this database: the bytes of "capaian".
_ADVISORY_LOCK = int.from_bytes(b"capaian")
_PRIVILEGE_CODE = "(42501)"  # of insufficient_privilege, in the output of dbmate

# Only the missing grants, so that an owner without the right to grant can migrate after an administrator granted them.
MISSING_GRANTS = """
select format('grant %I to %I', name, $1::text) as statement
  from unnest(array['capaian_reader', 'capaian_service']) as name
 where not pg_has_role($1::text, name,
       case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
union all
select format('grant connect on database %I to %I', current_database(), $1::text)
 where not has_database_privilege($1::text, current_database(), 'connect')
"""


def migration_failed(reason: object) -> MigrationError:
    """Build the error of a failed migration with its cause."""
    return MigrationError(
        "Skema basis data tidak dapat dimutakhirkan. Silakan atasi penyebab di bawah ini, lalu jalankan lagi. Migrasi "
        "yang sudah diterapkan tidak diulang.",
        "The schema of the database could not be migrated. Fix the cause shown below, then run this again. Migrations "
        "that were applied are not repeated.",
        str(reason),
    )


def lock_timed_out(reason: object) -> MigrationError:
    """Build the error of a migration that another transaction has blocked for too long."""
    minutes = f"{MAX_SECONDS / 60:.0f}"
    return MigrationError(
        f"Skema basis data tidak dapat dimutakhirkan: transaksi lain mengunci tabelnya selama {minutes} menit. Akhiri "
        "transaksi itu (lihat pg_stat_activity), lalu jalankan lagi. Migrasi yang sudah diterapkan tidak diulang.",
        f"The schema of the database could not be migrated: another transaction locked its tables for {minutes} "
        "minutes. End that transaction (see pg_stat_activity), then run this again. Migrations that were applied are "
        "not repeated.",
        str(reason),
    )


async def _migration_not_permitted(
    owner: "asyncpg.Connection[asyncpg.Record]", setting: str, service_url: str, error: Exception
) -> MigrationError:
    """Build the error of a login without a right; that of an owner lists the statements that grant it."""
    if setting == DATABASE_URL:
        return MigrationError(
            "Skema basis data belum mutakhir, dan login dari CAPAIAN_DATABASE_URL tidak berhak memutakhirkannya: "
            "isikan login pemilik di CAPAIAN_MIGRATION_DATABASE_URL, atau jalankan `capaian migrate` dengan login itu.",
            "The schema of the database is not current, and the login of CAPAIAN_DATABASE_URL may not migrate it: set "
            "CAPAIAN_MIGRATION_DATABASE_URL to the login of the owner, or run `capaian migrate` with that login.",
        )
    statements = await list_missing_rights(owner, _parse_login(service_url))
    if not statements:
        return migration_failed(redact_text(str(error)))
    return MigrationError(
        f"Login dari {setting} kekurangan hak. Jalankan pernyataan di bawah ini sebagai pengelola PostgreSQL, lalu "
        "jalankan lagi.",
        f"The login of {setting} lacks rights. Run the statements below as an administrator of PostgreSQL, then run "
        "this again.",
        "; ".join(statements),
    )


async def migrate(owner_url: str, service_url: str, migrations: Path = MIGRATIONS) -> list[str]:
    """Apply the missing migrations as the owner, grant the roles to the service login, and return the new versions."""
    setting = DATABASE_URL if owner_url == service_url else MIGRATION_DATABASE_URL
    async with connect_login(
        owner_url, setting=setting, requires_primary=True, application_name="capaian migrate"
    ) as owner:
        try:
            await reject_pooler(owner, setting)
            return await _migrate(owner, owner_url, service_url, migrations)
        except asyncpg.InsufficientPrivilegeError as error:
            if await _is_schema_current(owner, migrations):
                return []
            raise await _migration_not_permitted(owner, setting, service_url, error) from error
        except LockTimeoutError as error:
            raise lock_timed_out(redact_text(str(error))) from error
        except DbmateError as error:
            if _PRIVILEGE_CODE in str(error):
                raise await _migration_not_permitted(owner, setting, service_url, error) from error
            raise migration_failed(redact_text(str(error))) from error
        except (*CONNECTION_ERRORS, asyncpg.PostgresError, FunctionFileError) as error:
            raise migration_failed(redact_text(str(error))) from error


async def _migrate(
    owner: "asyncpg.Connection[asyncpg.Record]", owner_url: str, service_url: str, migrations: Path
) -> list[str]:
    await _acquire_migration_lock(owner)
    await _reject_older_series(owner, migrations)
    await _require_permitted_version(owner)
    await reject_changed_migrations(owner, migrations)
    missing = await list_pending_versions(owner, migrations)
    if missing:
        await record_migration_files(owner, migrations, missing)
        await apply_migrations(owner, owner_url, [list_files(migrations)[version] for version in missing])
    await apply_function_files(owner, _function_folder(migrations), migrated=bool(missing))
    await _grant_group_roles(owner, _parse_login(service_url))
    return missing


async def _is_schema_current(login: "asyncpg.Connection[asyncpg.Record]", migrations: Path) -> bool:
    """Return whether no migration is missing. The service then needs no password of the owner."""
    try:
        await login.execute("set role capaian_service")
        await _reject_older_series(login, migrations)
        await _require_permitted_version(login)
        await reject_changed_migrations(login, migrations)
        return not await list_pending_versions(login, migrations) and await are_function_files_current(
            login, _function_folder(migrations)
        )
    except asyncpg.PostgresError:
        return False


async def list_pending_versions(
    connection: "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]",
    migrations: Path = MIGRATIONS,
) -> list[str]:
    """The versions in the folder that this database has not seen."""
    applied = await list_applied_versions(connection)
    return [version for version in list_known_versions(migrations) if version not in applied]


async def _reject_older_series(connection: "asyncpg.Connection[asyncpg.Record]", migrations: Path) -> None:
    """Raise an error if the database has migrations with lower numbers than those of this version, as 0.1.0 had."""
    first = list_known_versions(migrations)[0]
    if any(version < first for version in await list_applied_versions(connection)):
        raise MigrationError(
            "Basis data ini dibuat oleh Capaian 0.1.0 dan tidak dapat dibaca oleh versi ini: tetap gunakan 0.1.0 untuk "
            "membacanya, atau sebutkan basis data atau direktori data yang kosong.",
            "This database was created by Capaian 0.1.0 and cannot be read by this version: keep 0.1.0 to read it, or "
            "name an empty database or data directory.",
        )


async def _require_permitted_version(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Raise an error if the database requires a newer version of Capaian."""
    required = await find_required_version(connection)
    if required is not None:
        texts = VERSION_TOO_OLD.fill(required, __version__)
        raise MigrationError(
            f"{texts.id} Pasang versi itu; basis data tidak diubah.",
            f"{texts.en} Install that version; the database was not changed.",
        )


def _function_folder(migrations: Path) -> Path:
    """Return the folder of the function files, which is next to the migrations."""
    return migrations.parent / "functions"


async def _acquire_migration_lock(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Acquire the advisory lock of migrations, which ends with the connection.

    Poll instead of waiting in the server, because CREATE INDEX CONCURRENTLY would wait for that statement.
    """
    while not await owner.fetchval("select pg_try_advisory_lock($1)", _ADVISORY_LOCK):  # noqa: ASYNC110  # only the server knows when the lock is free
        await asyncio.sleep(0.1)


async def _grant_group_roles(owner: "asyncpg.Connection[asyncpg.Record]", login: str | None) -> None:
    """Grant the two group roles of the migrations to the login of the service."""
    if login is not None:
        for row in await owner.fetch(MISSING_GRANTS, login):
            await owner.execute(row["statement"])


def _parse_login(url: str) -> str | None:
    url_parts = urlsplit(url)
    user = parse_qs(url_parts.query).get("user", [None])[-1]
    return user or (unquote(url_parts.username) if url_parts.username else os.environ.get("PGUSER"))
