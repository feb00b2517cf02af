"""How imports are kept and looked up; judging and entering them have modules of their own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from api.imports.cells.regions import RegionName, Regions
from api.imports.findings import told_fault
from api.imports.model import ROWS_INLINE, Import, ImportFile, ImportProblem, ImportRow
from api.postgres.pool import Connection, Database

_COLUMNS = (
    "id, collection, mode, state, doing, stage, rows, rows_done, created, updated, unchanged, rejected, moved, plan, "
    "media_type, file::text, problem::text, reason, recorded_by, received_at, began_at, ended_at"
)
FIND_IMPORT = f"SELECT {_COLUMNS} FROM import WHERE id = $1"
LIST_IMPORTS = (
    f"SELECT {_COLUMNS} FROM import WHERE (received_at, id) < ($1, $2) AND ($3::text[] IS NULL OR state = ANY($3)) "
    "ORDER BY received_at DESC, id DESC LIMIT $4"
)
ROWS = "SELECT number, line, action, entity, faults::text FROM rows_of_import($1, $2, $3, $4)"
RAW_ROWS = (
    "SELECT number, line, faults::text, raw::text FROM rows_of_import($1, $2, $3, '{rejected}') WHERE raw IS NOT NULL"
)
RECEIVE = """INSERT INTO import (id, collection, media_type, mode, doing, told, recorded_by, institution)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)"""
RECEIVED = """UPDATE import SET state = 'queued', rows = $2, columns = $3, file = $4::jsonb
    WHERE id = $1 AND state = 'receiving'"""
GO_ON = """UPDATE import SET state = 'queued', doing = $2, told = $3::jsonb, reason = $4, problem = NULL,
    stop_asked = false, rows_done = 0, moved = NULL, ended_at = NULL
    WHERE id = $1 AND state = $5 AND stage IS NOT DISTINCT FROM $6 RETURNING id"""
STOP = "UPDATE import SET stop_asked = true WHERE id = $1 AND state IN ('receiving', 'queued', 'running') RETURNING id"
# A file that turned out no good; once it is queued, it is the runner's.
GIVE_UP = """UPDATE import SET state = $2, problem = $3::jsonb, ended_at = now()
    WHERE id = $1 AND state = 'receiving'"""
END = """UPDATE import SET state = $2, problem = $3::jsonb, ended_at = now()
    WHERE id = $1 AND state IN ('queued', 'running')"""
COLUMNS_OF = "SELECT columns FROM import WHERE id = $1"

REGIONS_EVER = """SELECT DISTINCT ON (code) code, name, level, bps_code FROM region
    WHERE status = 'published' ORDER BY code, revision DESC"""

_file = msgspec.json.Decoder(dict[str, Any])
_faults = msgspec.json.Decoder(list[dict[str, Any]])
_problem = msgspec.json.Decoder(ImportProblem)


class Place(NamedTuple):
    """Where a page of imports ended; they are listed newest first."""

    received_at: datetime
    id: UUID


LAST = Place(datetime(2201, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


async def find_import(connection: Connection, import_id: UUID) -> Import | None:
    row = await connection.fetchrow(FIND_IMPORT, import_id)
    if row is None:
        return None
    found = _import(row)
    if not found.rejected:
        return found
    rejected = await list_rows(connection, found, 0, ROWS_INLINE, ("rejected",))
    return msgspec.structs.replace(found, faulty_rows=rejected)


async def list_imports(connection: Connection, after: Place, states: Sequence[str] | None, limit: int) -> list[Import]:
    return [_import(row) for row in await connection.fetch(LIST_IMPORTS, *after, states, limit)]


async def list_rows(
    connection: Connection, of: Import, after: int, limit: int, actions: Sequence[str] | None
) -> list[ImportRow]:
    """In the order of the file, behind the row of that number."""
    rows = await connection.fetch(ROWS, of.id, after, limit, actions)
    columns = await columns_of(connection, of.id)
    return [
        ImportRow(
            number=number,
            line=line or number,
            action=action,
            entity=None if entity is None or action == "rejected" else f"/v1/{of.collection}/{entity}",
            faults=[told_fault(fault, columns) for fault in _faults.decode(faults)] if faults else [],
        )
        for number, line, action, entity, faults in rows
    ]


async def columns_of(connection: Connection, import_id: UUID) -> dict[str, str]:
    """What the file calls each of our columns."""
    names: list[str] = await connection.fetchval(COLUMNS_OF, import_id) or []
    return dict(name.split("=", 1) for name in names)


async def regions_known(database: Database) -> Regions:
    """All that there ever were: a figure may be about one that has since been divided."""
    async with database.public() as connection:
        return Regions(RegionName(*row) for row in await connection.fetch(REGIONS_EVER))


def _import(row: asyncpg.Record) -> Import:
    file, problem, plan = _file.decode(row["file"]), row["problem"], row["plan"]
    return Import(
        id=UUID(int=row["id"].int),
        collection=row["collection"],
        mode=row["mode"],
        state=row["state"],
        doing=row["doing"],
        stage=row["stage"],
        rows=row["rows"],
        rows_done=row["rows_done"],
        created=row["created"],
        updated=row["updated"],
        unchanged=row["unchanged"],
        rejected=row["rejected"],
        moved=row["moved"],
        plan=f"{row['id']}.{plan.hex()}" if plan is not None and row["state"] == "planned" else None,
        file=ImportFile(
            row["media_type"], file.get("bytes", 0), file.get("sha256"), file.get("encoding"), file.get("delimiter")
        ),
        faulty_rows=[],
        faulty_rows_address=f"/v1/imports/{row['id']}/faulty-rows.csv" if row["rejected"] else None,
        problem=_problem.decode(problem) if problem else None,
        reason=row["reason"],
        recorded_by=row["recorded_by"],
        received_at=row["received_at"],
        began_at=row["began_at"],
        ended_at=row["ended_at"],
    )
