"""Entering what was judged, and moving it on: revisions added as any other are, under the caller's rights."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from api.faults import Broken
from api.imports.importable import Importable
from api.imports.judging import defaults_of, stretches
from api.postgres.pool import Connection
from api.postgres.record import content_of
from api.postgres.rules import broken

ADDED = ("revision", "status", "public", "reason", "recorded_by")
# What the database refuses of a row, which judging did not foresee; in single rows, for it is looked for by halves.
REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.InsufficientPrivilegeError, asyncpg.DataError)
MOST_UNFORESEEN = 100
REJECT = "SELECT reject_rows($1, $2, $3::text[]::jsonb[])"


class Unforeseen(NamedTuple):
    """A row that the database would not take, and why."""

    number: int
    refusal: Broken


def enter_sql(importable: Importable, source: str) -> str:
    """`source` gives rows of the noun's table; the database says when they were recorded."""
    columns = ", ".join((*content_of(importable.writable.noun.chain), *ADDED))
    return f"INSERT INTO {importable.table} ({columns}) SELECT {columns} FROM {importable.table}_{source}"


class Entering:
    """The drafts of one import. `unforeseen` are the rows that were not taken; all others were."""

    def __init__(self, connection: Connection, importable: Importable, import_id: UUID, *, is_last_try: bool) -> None:
        self.unforeseen: list[Unforeseen] = []
        self._connection = connection
        self._id = import_id
        self._sql = enter_sql(importable, "drafts($1, $2, $3, $4::jsonb, $5)")
        self._defaults = defaults_of(importable)
        self._supersedes = importable.table == "target"
        self._is_last_try = is_last_try

    async def enter(self, rows: int) -> AsyncIterator[int]:
        """Yields how many rows are done. Those that supersede come last and at once, for they may name each other."""
        for first, last in stretches(rows):
            await self._stretch(first, last, superseding=False)
            yield last
        if self._supersedes:
            await self._stretch(1, rows, superseding=True)

    async def _stretch(self, first: int, last: int, *, superseding: bool) -> None:
        """Where it is refused, its halves are entered, until the rows are found that are to blame."""
        try:
            async with self._connection.transaction():
                await self._connection.execute(self._sql, self._id, first, last, self._defaults, superseding)
        except REFUSED as error:
            refusal = broken(error)
            # Another writer may be in the way of many rows, and judged anew they may be told better.
            is_race = isinstance(error, asyncpg.UniqueViolationError) and not self._is_last_try
            if refusal is None or is_race or len(self.unforeseen) == MOST_UNFORESEEN:
                raise
            if first == last:
                self.unforeseen.append(Unforeseen(first, refusal))
                return
            middle = (first + last) // 2
            await self._stretch(first, middle, superseding=superseding)
            await self._stretch(middle + 1, last, superseding=superseding)

    async def reject_unforeseen(self) -> None:
        """In the report, as if they had been foreseen."""
        told = [_told(one.refusal) for one in self.unforeseen]
        await self._connection.execute(REJECT, self._id, [one.number for one in self.unforeseen], told)


def _told(refusal: Broken) -> str:
    fault = refusal.faults[0]
    column = (fault.pointer or "").strip("/") or None
    told = {"column": column, "code": fault.code, "detail": fault.detail._asdict(), "of_database": True}
    return msgspec.json.encode(told).decode()


async def move(
    connection: Connection, importable: Importable, import_id: UUID, rows: int, status: str
) -> AsyncIterator[tuple[int, int]]:
    """Yields how many rows were looked at, and how many of the last stretch were moved."""
    sql = enter_sql(importable, "steps($1, $2, $3, $4)")
    for first, last in stretches(rows):
        added = await connection.execute(sql, import_id, first, last, status)
        yield last, int(added.rsplit(" ", 1)[1])
