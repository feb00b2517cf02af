"""Apply the SQL files of `schema/functions`, which can be applied again, whenever their content has changed."""

import hashlib
from functools import partial
from pathlib import Path

import asyncpg

from api import __version__
from api.database.upgrades.lock_retry import LOCK_TIMEOUT, LockTimeoutError, retry_on_lock_timeout
from api.database.upgrades.oldest_version import parse_version

PREPARE = f"set local search_path = public; set local lock_timeout = '{LOCK_TIMEOUT}'"
RECORDED = "select sha256, version from public.schema_functions"
RECORD = "insert into public.schema_functions (sha256, version) values ($1, $2)"


class FunctionFileError(Exception):
    """A file cannot be applied; the message names it."""


async def apply_function_files(
    owner: "asyncpg.Connection[asyncpg.Record]", folder: Path, migrated: bool = False
) -> bool:
    """Apply all files in one transaction, sorted by name, and return whether they were applied.

    The files are applied if their content differs from what was applied last, or if a migration was applied just now,
    which may have dropped something. Files that a newer version applied stay. Creating a policy or trigger locks its
    table, so the transaction is repeated after a lock timeout. Raise FunctionFileError or LockTimeoutError.
    """
    files = _list_files(folder)
    if not files or (await are_function_files_current(owner, folder) and not migrated):
        return False
    await retry_on_lock_timeout(partial(_apply, owner, files))
    return True


async def _apply(owner: "asyncpg.Connection[asyncpg.Record]", files: list[Path]) -> None:
    async with owner.transaction():
        await owner.execute(PREPARE)
        for file in files:
            try:
                await owner.execute(file.read_text(encoding="utf-8"))
            except asyncpg.InsufficientPrivilegeError:
                raise
            except asyncpg.LockNotAvailableError as error:
                raise LockTimeoutError(f"{file.name}: {error}") from error
            except asyncpg.PostgresError as error:
                raise FunctionFileError(f"{file.name}: {error}") from error
        await owner.execute("delete from public.schema_functions")
        await owner.execute(RECORD, _hash_files(files), __version__)


async def are_function_files_current(connection: "asyncpg.Connection[asyncpg.Record]", folder: Path) -> bool:
    """Return whether the database has the content of the files, or that of a newer version."""
    files = _list_files(folder)
    if not files:
        return True
    recorded = await connection.fetchrow(RECORDED)
    if recorded is None:
        return False
    return bool(
        recorded["sha256"] == _hash_files(files) or parse_version(recorded["version"]) > parse_version(__version__)
    )


def _list_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sql"))


def _hash_files(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\n{file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
