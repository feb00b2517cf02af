"""Apply the SQL files of `schema/functions`, which can be applied again, whenever their content has changed."""

import hashlib
import re
from pathlib import Path

import asyncpg

from api import __version__

# Creating a policy or trigger locks its table. A running import may delay the lock for minutes, and every other write
# would wait behind this one. So give up early: the next start tries again.
PREPARE = "set local search_path = public; set local lock_timeout = '10s'"
RECORDED = "select sha256, version from public.schema_functions"
RECORD = "insert into public.schema_functions (sha256, version) values ($1, $2)"


class FunctionFileError(Exception):
    """A file cannot be applied; the message names it."""


async def apply_function_files(
    owner: "asyncpg.Connection[asyncpg.Record]", folder: Path, migrated: bool = False
) -> bool:
    """Apply all files in one transaction, sorted by name, and return whether they were applied.

    The files are applied if their content differs from what was applied last, or if a migration was applied just now,
    which may have dropped something. Files that a newer version applied stay.
    """
    files = _list_files(folder)
    if not files or (await are_function_files_current(owner, folder) and not migrated):
        return False
    async with owner.transaction():
        await owner.execute(PREPARE)
        for file in files:
            try:
                await owner.execute(file.read_text(encoding="utf-8"))
            except asyncpg.InsufficientPrivilegeError:
                raise
            except asyncpg.PostgresError as error:
                raise FunctionFileError(f"{file.name}: {error}") from error
        await owner.execute("delete from public.schema_functions")
        await owner.execute(RECORD, _hash_files(files), __version__)
    return True


async def are_function_files_current(connection: "asyncpg.Connection[asyncpg.Record]", folder: Path) -> bool:
    """Return whether the database has the content of the files, or that of a newer version."""
    files = _list_files(folder)
    if not files:
        return True
    recorded = await connection.fetchrow(RECORDED)
    if recorded is None:
        return False
    return bool(
        recorded["sha256"] == _hash_files(files) or _parse_version(recorded["version"]) > _parse_version(__version__)
    )


def _list_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sql"))


def _hash_files(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\n{file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _parse_version(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
