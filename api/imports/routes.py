"""What may be asked of imports: to send one, to look at it, and to apply a plan."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency

from api.http.acting_as import reading
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER
from api.http.identity import new_identity
from api.http.listing import next_page
from api.http.operation import CapaianRequest, Operation, answer
from api.http.page import Page, one_page
from api.http.whole import WholeAnswer
from api.imports import mappings, queries, steps
from api.imports.awaiting import ID, ended, found, import_of, told
from api.imports.faulty import list_faulty_rows_csv
from api.imports.files.reader import CSV, NDJSON, XLSX
from api.imports.model import Import, ImportRow
from api.imports.queries import LAST, Place
from api.imports.query import ImportQuery, ImportRowsQuery, ImportsQuery
from api.imports.receiving import Received, media_of, receive
from api.imports.reception import Described, Reception
from api.imports.runner import Runner
from api.imports.steps import apply_plan
from api.postgres.pool import Database

FILES = (CSV, NDJSON, XLSX)


@post(
    "/v1/imports",
    operation_id="create_import",
    request_max_body_size=None,  # a file is read in pieces, and api/imports/files bounds it
    opt={
        "operation": Operation(
            summary="Import a file",
            description="Enters targets, realizations or sources by the thousand or the million: CSV, NDJSON or a "
            "spreadsheet (XLSX), also as `Content-Encoding: gzip` or `zstd`. A row that states the same figure as one "
            "that is there revises it or leaves it unchanged; a source that is new to it joins its citations. What is "
            "entered are drafts; `POST /v1/imports/{id}/submit` and `…/publish` move all of them on. Where it is over "
            "within ten seconds it is answered as it ended, else with 202 and where to look (`Prefer: wait=…`, "
            "`respond-async`). docs/imports.md tells how columns, numbers and dates are read.",
            tag="imports",
            asks="write",
            answers=Import,
            status=201,
            may_go_on=True,
            query=ImportQuery,
            takes_file=True,
            body_types=FILES,
            asked_in_headers=("Idempotency-Key", "Prefer-Wait"),
            headers=("Location",),
            problems=("conflict", "not-found", "outcome-unknown"),
        )
    },
)
async def create_import(
    request: CapaianRequest, database: NamedDependency[Database], imports: NamedDependency[Runner]
) -> WholeAnswer:
    query: ImportQuery = request.query
    if query.plan is not None:
        return await apply_plan(request, database, imports, query.plan)
    with imports.room.taken(request.principal):
        received = await _received(request, database, query)
    imports.call()
    one = await ended(request, database, received.import_id)
    return told(one, "plan" if query.dry_run else "enter", 201, is_replay=received.is_replay)


async def _received(request: CapaianRequest, database: Database, query: ImportQuery) -> Received:
    media_type, coding, charset = media_of(request)
    mapping = await mappings.wanted(request, database, query.mapping)
    said: dict[str, Any] = {
        name: getattr(query, name) or getattr(mapping, name, None)
        for name in ("delimiter", "number_format", "encoding", "sheet")
    }
    said["encoding"] = said["encoding"] or charset
    described = Described(query.collection or "", media_type, coding, mapping, **said)
    reception = Reception(described, await queries.regions_known(database), UUID(new_identity()["id"]))
    doing = "plan" if query.dry_run else "enter"
    return await receive(request, database, reception, query.mode or "atomic", doing)


@get(
    "/v1/imports",
    operation_id="list_imports",
    opt={
        "operation": Operation(
            summary="List imports",
            description="Newest first: your own, those of your institution, and with `read:drafts` or an unbound key "
            "that publishes all of them.",
            tag="imports",
            asks="caller",
            answers=Page[Import],
            query=ImportsQuery,
            headers=("Link",),
        )
    },
)
async def list_imports(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    query: ImportsQuery = request.query
    bound_to = f"imports {query.state}"
    after = Place(*read_cursor(bound_to, query.cursor, ("timestamptz", "uuid"))) if query.cursor else LAST  # type: ignore[arg-type]  # typed by their kinds
    async with reading(request, database) as connection:
        listed = await queries.list_imports(connection, after, query.state, query.limit + 1)
    page = one_page(listed, query.limit, lambda last: write_cursor(bound_to, (last.received_at, last.id)))
    return answer(ENCODER.encode(page), headers=next_page(request, page.meta))


@get(
    "/v1/imports/{id:str}",
    operation_id="read_import",
    opt={
        "operation": Operation(
            summary="Read one import",
            description="Its state, what comes of its rows, and the first 1000 of those that are rejected.",
            tag="imports",
            asks="caller",
            answers=Import,
            path_parameters={"id": ID},
            problems=("not-found",),
        )
    },
)
async def read_import(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    return answer(ENCODER.encode(await found(request, database, import_of(request))))


@get(
    "/v1/imports/{id:str}/rows",
    operation_id="list_import_rows",
    opt={
        "operation": Operation(
            summary="List the rows of one import",
            description="What comes of each row, in the order of the file.",
            tag="imports",
            asks="caller",
            answers=Page[ImportRow],
            query=ImportRowsQuery,
            path_parameters={"id": ID},
            problems=("not-found",),
            headers=("Link",),
        )
    },
)
async def list_import_rows(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    query: ImportRowsQuery = request.query
    import_id = import_of(request)
    one = await found(request, database, import_id)
    bound_to = f"rows of {import_id} {query.action}"
    after = int(str(read_cursor(bound_to, query.cursor, ("int4",))[0])) if query.cursor else 0
    async with reading(request, database) as connection:
        rows = await queries.list_rows(connection, one, after, query.limit + 1, query.action)
    page = one_page(rows, query.limit, lambda last: write_cursor(bound_to, (last.number,)))
    return answer(ENCODER.encode(page), headers=next_page(request, page.meta))


handlers = [
    create_import,
    list_imports,
    read_import,
    list_import_rows,
    list_faulty_rows_csv,
    *steps.handlers,
    *mappings.handlers,
]
