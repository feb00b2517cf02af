"""Plan the rows of an import, insert their drafts, and change the status of the imported records."""

import hashlib
from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from api.auth.transitions import Transition
from api.database.constraint_messages import convert_database_error
from api.database.pool import Connection
from api.errors import RuleViolationError
from api.exchange.imports.report.problems import build_conflict, build_rejection_limit_error
from api.exchange.imports.report.stored_errors import encode_error
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS, ImportableCollection
from api.exchange.imports.rows.parsed_row import RowErrorDetail

BATCH_SIZE = 20_000  # rows; large enough for efficient statements, small enough to cancel between them
PLAN_ROWS = "SELECT plan_rows($1, $2, $3, $4, $5::jsonb, $6)"
COUNT_ROWS = "SELECT created, updated, unchanged, rejected FROM count_import_rows($1)"

REVISION_COLUMNS = ("revision", "status", "public", "reason", "recorded_by")
# Errors of single rows that planning did not predict. The row is found by bisection.
ROW_ERRORS = (asyncpg.IntegrityConstraintViolationError, asyncpg.InsufficientPrivilegeError, asyncpg.DataError)
MAX_REJECTED_BY_DATABASE = 100
REJECT_ROWS = "SELECT reject_rows($1, $2, $3::text[]::jsonb[])"


class ImportRowCounts(NamedTuple):
    """Number of rows by action."""

    created: int
    updated: int
    unchanged: int
    rejected: int

    def can_import(self, *, is_atomic: bool) -> bool:
        """Return False if rows are rejected and nothing is left to import; an atomic import then imports nothing."""
        return not self.rejected or (not is_atomic and self.created + self.updated > 0)


class DatabaseRejection(NamedTuple):
    """A row that the database rejected, and the error."""

    number: int
    error: RuleViolationError


async def plan_rows(
    connection: Connection, importable: ImportableCollection, import_id: UUID, row_count: int, max_rejected_rows: int
) -> AsyncIterator[int]:
    """Plan all rows and store the results. Yield the number of planned rows after each batch.

    Raise RuleViolationError after the batch with which too many rows are rejected.
    """
    await connection.execute("SELECT delete_import_outcomes($1)", import_id)
    required = list(importable.required)
    rejected = 0
    for first, last in split_into_batches(row_count):
        rejected += await connection.fetchval(
            PLAN_ROWS, importable.table, import_id, first, last, importable.encode_defaults(), required
        )
        check_rejected_rows(last, rejected, max_rejected_rows)
        yield last
    await connection.execute("SELECT plan_repeated_rows($1)", import_id)
    if importable.table == "target":
        while await connection.fetchval("SELECT plan_superseding_rows($1)", import_id):
            pass


def check_rejected_rows(read_rows: int, rejected: int, max_rejected_rows: int) -> None:
    """Raise RuleViolationError if too many of the rows are rejected; the plan is then rolled back."""
    if rejected > max_rejected_rows:
        raise build_conflict(build_rejection_limit_error(read_rows, max_rejected_rows))


async def load_counts(connection: Connection, import_id: UUID) -> ImportRowCounts:
    row = await connection.fetchrow(COUNT_ROWS, import_id)
    return ImportRowCounts(*row)  # type: ignore[misc]  # the function returns one row


async def compute_plan_hash(connection: Connection, import_id: UUID, row_count: int) -> bytes:
    """Hash the results of all rows. Two plans with the same hash have the same effect."""
    plan_hash = hashlib.sha256()
    for first, last in split_into_batches(row_count):
        plan_hash.update(await connection.fetchval("SELECT plan_hash($1, $2, $3)", import_id, first, last))
    return plan_hash.digest()


def build_insert_sql(importable: ImportableCollection, source: str) -> str:
    """Build the INSERT of the rows that the SQL function `source` returns. The database sets `recorded_at`."""
    columns = ", ".join((*importable.columns, *REVISION_COLUMNS))
    return f"INSERT INTO {importable.table} ({columns}) SELECT {columns} FROM {source}"


class DraftInserter:
    """Insert the drafts of one import. `rejected` lists the rows that the database rejected."""

    def __init__(
        self, connection: Connection, importable: ImportableCollection, import_id: UUID, *, is_last_try: bool
    ) -> None:
        self.rejected: list[DatabaseRejection] = []
        self._connection = connection
        self._id = import_id
        self._sql = build_insert_sql(importable, f"{importable.table}_drafts($1, $2, $3, $4::jsonb, $5)")
        self._defaults = importable.encode_defaults()
        self._supersedes = importable.table == "target"
        self._is_last_try = is_last_try

    async def insert(self, row_count: int) -> AsyncIterator[int]:
        """Insert all drafts. Yield the number of processed rows after each batch.

        Targets that supersede others come last and in one statement, because they can refer to each other.
        """
        for first, last in split_into_batches(row_count):
            await self._insert_range(first, last, superseding=False)
            yield last
        if self._supersedes:
            await self._insert_range(1, row_count, superseding=True)

    async def _insert_range(self, first: int, last: int, *, superseding: bool) -> None:
        """Insert a range of rows. If the database rejects it, insert its halves, to find the invalid rows."""
        try:
            async with self._connection.transaction():
                await self._connection.execute(self._sql, self._id, first, last, self._defaults, superseding)
        except ROW_ERRORS as error:
            violation = convert_database_error(error)
            # A concurrent writer can conflict with many rows. The next attempt plans them again and finds the reason.
            is_race = isinstance(error, asyncpg.UniqueViolationError) and not self._is_last_try
            if violation is None or is_race or len(self.rejected) == MAX_REJECTED_BY_DATABASE:
                raise
            if first == last:
                self.rejected.append(DatabaseRejection(first, violation))
                return
            middle = (first + last) // 2
            await self._insert_range(first, middle, superseding=superseding)
            await self._insert_range(middle + 1, last, superseding=superseding)

    async def report_rejected(self) -> None:
        """Store the rejections in the report, like those of planning."""
        errors = [_encode_error(rejection.error) for rejection in self.rejected]
        await self._connection.execute(REJECT_ROWS, self._id, [rejection.number for rejection in self.rejected], errors)


def _encode_error(violation: RuleViolationError) -> str:
    error = violation.errors[0]
    column = (error.pointer or "").strip("/") or None
    stored = encode_error(RowErrorDetail(column, error.code, error.detail)) | {"of_database": True}
    return msgspec.json.encode(stored).decode()


async def change_status_of_rows(
    connection: Connection, importable: ImportableCollection, import_id: UUID, row_count: int, transition: Transition
) -> AsyncIterator[tuple[int, int]]:
    """Change the status of all imported records.

    After each batch, yield the number of processed rows and the number of records that the batch changed.
    """
    sql = build_insert_sql(importable, f"{importable.table}_steps($1, $2, $3, $4)")
    for first, last in split_into_batches(row_count):
        added = await connection.execute(sql, import_id, first, last, transition)
        yield last, int(added.rsplit(" ", 1)[1])


async def publish_cited_sources(connection: Connection, import_id: UUID) -> None:
    """Publish the submitted sources that the imported figures cite, as the user who publishes the import."""
    sources = IMPORTABLE_COLLECTIONS["sources"]
    await connection.execute(build_insert_sql(sources, "cited_source_publications($1)"), import_id)


def split_into_batches(row_count: int) -> list[tuple[int, int]]:
    """Return the first and last row number of each batch."""
    return [(first, min(first + BATCH_SIZE - 1, row_count)) for first in range(1, row_count + 1, BATCH_SIZE)]
