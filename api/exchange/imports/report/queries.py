"""The SQL of import runs and their rows, except planning and applying (`run/`)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from api.database.pool import Connection, Database
from api.exchange.imports.cells.name_lookup import NameLookup
from api.exchange.imports.cells.number_words import build_unit_lookup
from api.exchange.imports.cells.reference_names import ReferenceNames
from api.exchange.imports.cells.region_lookup import RegionLookup
from api.exchange.imports.cells.region_match import RegionNames
from api.exchange.imports.report.model import (
    MAX_INLINE_ROWS,
    TYPES_BY_COLLECTION,
    ImportFile,
    ImportProblem,
    ImportRun,
)
from api.exchange.imports.report.nearest_codes import load_suggestions
from api.exchange.imports.report.row_errors import RowContent, build_row_error
from api.exchange.imports.report.row_model import RowResult
from api.exchange.imports.report.stored_errors import MAX_VALUE_LENGTH
from api.http.reads.reference import RecordReference, build_reference
from api.service_url import build_url

_COLUMNS = (
    "id, collection, mode, status, action, revision, records_status, rows AS row_count, "
    "rows_done AS processed_row_count, created, updated, unchanged, rejected, moved AS transitioned, plan, "
    "totals IS NOT NULL AS has_totals, "
    "media_type, file::text, problem::text, reason, recorded_by, received_at, started_at, ended_at"
)
FIND_IMPORT = f"SELECT {_COLUMNS} FROM import WHERE id = $1"
LIST_IMPORTS = (
    f"SELECT {_COLUMNS} FROM import WHERE (received_at, id) < ($1, $2) AND ($3::text[] IS NULL OR status = ANY($3)) "
    "ORDER BY received_at DESC, id DESC LIMIT $4"
)
# A rejected row can have a megabyte, of which an error shows the first characters of one cell.
LIST_ROWS = f"""SELECT number, line, action, record_id AS record, errors::text,
    CASE WHEN action = 'rejected' THEN ARRAY(SELECT left(cell, {MAX_VALUE_LENGTH + 1})
        FROM jsonb_array_elements_text(raw) WITH ORDINALITY AS cells (cell, position) ORDER BY position) END AS cells,
    value_position
    FROM list_import_rows($1, $2, $3, $4)"""
LIST_REJECTED_ROWS = (
    "SELECT number, line, errors::text, raw::text, value_position FROM list_import_rows($1, $2, $3, '{rejected}') "
    "WHERE raw IS NOT NULL"
)
INSERT_IMPORT = """INSERT INTO import
    (id, collection, media_type, mode, action, reason, session_variables, recorded_by, institution)
    VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)"""
MARK_QUEUED = """UPDATE import SET status = 'queued', rows = $2, columns = $3, file = $4::jsonb, staged_bytes = $5
    WHERE id = $1 AND status = 'receiving'"""
QUEUE_ACTION = """UPDATE import SET status = 'queued', action = $2, session_variables = $3::jsonb,
    reason = CASE $2 WHEN 'apply' THEN reason ELSE $4 END,
    include_sources = $8, problem = NULL, cancel_requested = false, rows_done = 0, moved = NULL, ended_at = NULL
    WHERE id = $1 AND status = ANY ($5) AND records_status IS NOT DISTINCT FROM $6 AND revision = $7 RETURNING id"""
REQUEST_CANCELLATION = """UPDATE import SET cancel_requested = true,
        status = CASE status WHEN 'checked' THEN 'cancelled' ELSE status END
    WHERE id = $1 AND status IN ('receiving', 'queued', 'running', 'checked') RETURNING id"""
# Only while the file is received: the worker owns the import once it is queued.
ABORT_UPLOAD = """UPDATE import SET status = $2, problem = $3::jsonb, ended_at = now()
    WHERE id = $1 AND status = 'receiving'"""
FINISH_IMPORT = """UPDATE import SET status = $2, problem = $3::jsonb, ended_at = now()
    WHERE id = $1 AND status IN ('queued', 'running')"""
SETTLE_IMPORT = "SELECT settle_import($1)"
SELECT_COLUMNS = "SELECT columns FROM import WHERE id = $1"

LIST_ALL_REGIONS = """SELECT DISTINCT ON (code) code, name, level, bps_code, valid_from, valid_to,
        other_names::text[] || array_remove(ARRAY[iso_3166_2], NULL) FROM region
    WHERE status = 'published' ORDER BY code, revision DESC"""
LIST_ALL_UNITS = """SELECT DISTINCT ON (code) code, ARRAY[name, name_en, symbol] FROM unit
    WHERE status = 'published' ORDER BY code, revision DESC"""
LIST_ALL_INSTITUTIONS = """SELECT DISTINCT ON (code) code, ARRAY[name, name_en] FROM institution
    WHERE status = 'published' ORDER BY code, revision DESC"""

_file_decoder = msgspec.json.Decoder(dict[str, Any])
_errors_decoder = msgspec.json.Decoder(list[dict[str, Any]])
_problem_decoder = msgspec.json.Decoder(ImportProblem)


class ImportPosition(NamedTuple):
    """The last import of a page; the list is sorted by time of receipt, newest first."""

    received_at: datetime
    id: UUID


NEWEST_POSITION = ImportPosition(datetime(2201, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


async def find_import(connection: Connection, import_id: UUID) -> ImportRun | None:
    """Return the import with its first rejected rows, or None if it does not exist or is not visible."""
    row = await connection.fetchrow(FIND_IMPORT, import_id)
    if row is None:
        return None
    found = _build_import(row)
    if not found.rejected:
        return found
    rejected = await list_rows(connection, found, 0, MAX_INLINE_ROWS, ("rejected",))
    return msgspec.structs.replace(found, rejected_rows=rejected)


async def list_imports(
    connection: Connection, after: ImportPosition, statuses: Sequence[str] | None, limit: int
) -> list[ImportRun]:
    return [_build_import(row) for row in await connection.fetch(LIST_IMPORTS, *after, statuses, limit)]


async def list_rows(
    connection: Connection, run: ImportRun, after: int, limit: int, actions: Sequence[str] | None
) -> list[RowResult]:
    """List the rows with a number above `after`, in file order."""
    rows = await connection.fetch(LIST_ROWS, run.id, after, limit, actions)
    columns = await load_column_names(connection, run.id)
    stored = [_errors_decoder.decode(row["errors"] or "[]") for row in rows]
    suggestions = await load_suggestions(connection, chain.from_iterable(stored))
    return [
        RowResult(
            number=row["number"],
            line=row["line"] or row["number"],
            action=row["action"],
            record=_build_record_reference(run.collection, row["action"], row["record"]),
            errors=[
                build_row_error(
                    error,
                    columns,
                    RowContent(run.file.sheet, row["line"], row["cells"] or [], row["value_position"]),
                    suggestions,
                )
                for error in errors
            ],
        )
        for row, errors in zip(rows, stored, strict=True)
    ]


async def load_column_names(connection: Connection, import_id: UUID) -> dict[str, str]:
    """Return the column names of the file, by the API's name of the column."""
    names: list[str] = await connection.fetchval(SELECT_COLUMNS, import_id) or []
    return dict(name.split("=", 1) for name in names)


async def load_reference_names(database: Database) -> ReferenceNames:
    """Load the names of all published regions, units and institutions.

    Former regions are included: a figure can refer to a region that has been divided since.
    """
    async with database.acquire_public() as connection:
        return ReferenceNames(
            RegionLookup(RegionNames(*row) for row in await connection.fetch(LIST_ALL_REGIONS)),
            build_unit_lookup((code, names) for code, names in await connection.fetch(LIST_ALL_UNITS)),
            NameLookup((code, names) for code, names in await connection.fetch(LIST_ALL_INSTITUTIONS)),
        )


def _build_record_reference(collection: str, action: str, record_id: str | None) -> RecordReference | None:
    if record_id is None or action == "rejected":
        return None
    return build_reference(TYPES_BY_COLLECTION[collection], record_id)


def _build_import(row: asyncpg.Record) -> ImportRun:
    file, problem, plan = _file_decoder.decode(row["file"]), row["problem"], row["plan"]
    is_imported = row["records_status"] is not None
    return ImportRun(
        id=UUID(int=row["id"].int),
        collection=row["collection"],
        mode=row["mode"],
        status=row["status"],
        action=row["action"],
        revision=row["revision"],
        records_status=row["records_status"],
        row_count=row["row_count"],
        processed_row_count=row["processed_row_count"],
        created=row["created"] if is_imported else None,
        updated=row["updated"] if is_imported else None,
        would_create=None if is_imported else row["created"],
        would_update=None if is_imported else row["updated"],
        unchanged=row["unchanged"],
        rejected=row["rejected"],
        transitioned=row["transitioned"],
        apply_token=f"{row['id']}.{plan.hex()}" if plan is not None and row["status"] == "checked" else None,
        file=ImportFile(
            row["media_type"],
            file.get("size", 0),
            file.get("sha256"),
            file.get("encoding"),
            file.get("delimiter"),
            file.get("sheet"),
            file.get("skipped_row_count", 0),
            file.get("skipped_lines", []),
        ),
        rejected_rows=[],
        rejected_rows_url=build_url(f"/v1/imports/{row['id']}/rejected-rows.csv") if row["rejected"] else None,
        errors_url=build_url(f"/v1/imports/{row['id']}/errors") if row["rejected"] else None,
        totals_url=build_url(f"/v1/imports/{row['id']}/totals") if row["has_totals"] else None,
        problem=_problem_decoder.decode(problem) if problem else None,
        reason=row["reason"],
        recorded_by=row["recorded_by"],
        received_at=row["received_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
    )
