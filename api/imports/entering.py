"""Entering what was judged, and moving it on: revisions added as any other are, under the caller's rights."""

from collections.abc import AsyncIterator
from uuid import UUID

from api.imports.importable import Importable
from api.imports.judging import defaults_of, stretches
from api.postgres.pool import Connection
from api.postgres.record import content_of

ADDED = ("revision", "status", "public", "reason", "recorded_by")


def enter_sql(importable: Importable, source: str) -> str:
    """`source` gives rows of the noun's table; the database says when they were recorded."""
    columns = ", ".join((*content_of(importable.writable.noun.chain), *ADDED))
    return f"INSERT INTO {importable.table} ({columns}) SELECT {columns} FROM {importable.table}_{source}"


async def enter(connection: Connection, importable: Importable, import_id: UUID, rows: int) -> AsyncIterator[int]:
    """Yields how many rows are entered. Those that supersede come last and at once, for they may name each other."""
    sql = enter_sql(importable, "drafts($1, $2, $3, $4::jsonb, $5)")
    defaults = defaults_of(importable)
    for first, last in stretches(rows):
        await connection.execute(sql, import_id, first, last, defaults, False)
        yield last
    if importable.table == "target":
        await connection.execute(sql, import_id, 1, rows, defaults, True)


async def move(
    connection: Connection, importable: Importable, import_id: UUID, rows: int, status: str
) -> AsyncIterator[tuple[int, int]]:
    """Yields how many rows were looked at, and how many of the last stretch were moved."""
    sql = enter_sql(importable, "steps($1, $2, $3, $4)")
    for first, last in stretches(rows):
        added = await connection.execute(sql, import_id, first, last, status)
        yield last, int(added.rsplit(" ", 1)[1])
