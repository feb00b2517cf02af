"""The migration files: which versions a database has, and whether they were applied with their present content."""

import hashlib
import re
from pathlib import Path
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api.errors import BilingualError

MigrationConnection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

APPLIED_VERSIONS = "select version from public.schema_migrations order by version"
CREATE_RECORD = """
create table if not exists public.schema_migration_files (version text primary key, sha256 text not null);
comment on table public.schema_migration_files is 'The content of each migration file that was applied.';
comment on column public.schema_migration_files.version is 'Number of the migration.';
comment on column public.schema_migration_files.sha256 is 'SHA-256 of the file.';
grant select on public.schema_migration_files to public;
"""
RECORDED = "select version, sha256 from public.schema_migration_files"
# Before the migrations run: if the process is killed between a migration and a record of it, the record exists.
RECORD = """
insert into public.schema_migration_files select * from unnest($1::text[], $2::text[])
on conflict (version) do update set sha256 = excluded.sha256
"""


class MigrationError(BilingualError):
    """The schema of the database cannot be migrated to this version."""


async def record_migration_files(connection: MigrationConnection, migrations: Path, versions: list[str]) -> None:
    """Record the digests of files that are about to be applied."""
    digests = _hash_files(migrations)
    await connection.execute(CREATE_RECORD)
    await connection.execute(RECORD, versions, [digests[version] for version in versions])


async def list_changed_versions(connection: MigrationConnection, migrations: Path) -> list[str]:
    """Return the applied versions whose files differ from what was applied."""
    applied = await list_applied_versions(connection)
    recorded: dict[str, str] = {}
    if await connection.fetchval("select to_regclass('public.schema_migration_files') is not null"):
        recorded = {row["version"]: row["sha256"] for row in await connection.fetch(RECORDED)}
    return [
        version
        for version, digest in _hash_files(migrations).items()
        if version in applied and recorded.get(version) != digest
    ]


async def reject_changed_migrations(connection: MigrationConnection, migrations: Path) -> None:
    """Raise MigrationError if an applied file differs: then the schema is that of an unreleased version."""
    changed = await list_changed_versions(connection, migrations)
    if changed:
        raise MigrationError(
            f"Skema basis data ini dibuat oleh versi Capaian yang belum dirilis dan tidak cocok dengan versi ini "
            f"(migrasi {changed[0]} berbeda): hapus basis data atau folder data itu bila isinya tidak diperlukan, "
            "atau sebutkan yang kosong di CAPAIAN_DATABASE_URL atau CAPAIAN_DATA_DIR.",
            f"The schema of this database was created by an unreleased version of Capaian and does not match this "
            f"version (migration {changed[0]} differs): delete the database or data directory if you do not need its "
            "content, or name an empty one in CAPAIAN_DATABASE_URL or CAPAIAN_DATA_DIR.",
        )


def list_known_versions(migrations: Path) -> list[str]:
    """Return the numbers of the files, sorted."""
    return sorted(list_files(migrations))


async def list_applied_versions(connection: MigrationConnection) -> set[str]:
    """Return the numbers of the migrations that this database has."""
    if not await connection.fetchval("select to_regclass('public.schema_migrations') is not null"):
        return set()
    return {row["version"] for row in await connection.fetch(APPLIED_VERSIONS)}


def list_files(migrations: Path) -> dict[str, Path]:
    """Return the files by number."""
    return {name.group(): file for file in migrations.glob("*.sql") if (name := re.match(r"\d+", file.name))}


def _hash_files(migrations: Path) -> dict[str, str]:
    files = sorted(list_files(migrations).items())
    return {version: hashlib.sha256(file.read_bytes()).hexdigest() for version, file in files}
