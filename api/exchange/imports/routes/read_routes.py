"""Routes of imports that read: list imports, read one, list its rows."""

from typing import Annotated, get_args

from litestar.di import NamedDependency

from api.database.pool import Database
from api.exchange.imports.report import queries
from api.exchange.imports.report.error_groups import ErrorGroup, list_error_groups
from api.exchange.imports.report.model import ImportRun, ImportStatus
from api.exchange.imports.report.queries import NEWEST_POSITION, ImportPosition
from api.exchange.imports.report.readings import list_read_rows
from api.exchange.imports.report.row_model import ImportRow, RowAction
from api.exchange.imports.report.totals import ImportTotals, load_totals
from api.exchange.imports.routes.wait import IMPORT_ID, encode_import, load_import, parse_import_id
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.list_parameters import CursorParameter, RevisionsParameters
from api.http.reads.page import Page, build_page, build_page_response
from api.http.reads.record import JSON_ENCODER
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import integer, list_of, one_of
from api.http.request.query_string import QueryParameters

_CURSOR_TYPES = ("timestamptz", "uuid")


class ImportListParameters(RevisionsParameters, frozen=True, kw_only=True):
    status: Annotated[
        tuple[str, ...] | None, list_of(one_of(get_args(ImportStatus))), "Only imports with one of these statuses."
    ] = None


class ImportRowListParameters(QueryParameters, frozen=True, kw_only=True):
    limit: Annotated[int, integer(1, 1000), "Maximum number of rows per page."] = 100
    cursor: CursorParameter = None
    action: Annotated[
        tuple[str, ...] | None, list_of(one_of(get_args(RowAction))), "Only rows with one of these results."
    ] = None


@get(
    "/v1/imports",
    summary="List imports",
    description="Newest first: your own imports and those of your institution. With `read:drafts`, or with "
    "`publish` and no institution, all imports.",
    tag="imports",
    requires="caller",
    response_model=Page[ImportRun],
    query_model=ImportListParameters,
    response_headers=("Link",),
)
async def list_imports(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: ImportListParameters = request.query
    bound_to = f"imports {query.status}"
    after = (
        ImportPosition(*decode_cursor(bound_to, query.cursor, _CURSOR_TYPES))  # type: ignore[arg-type]  # typed by _CURSOR_TYPES
        if query.cursor
        else NEWEST_POSITION
    )
    async with open_read_session(request, database) as connection:
        listed = await queries.list_imports(connection, after, query.status, query.limit + 1)
    page = build_page(listed, query.limit, lambda last: encode_cursor(bound_to, (last.received_at, last.id)))
    return build_page_response(request, page)


@get(
    "/v1/imports/{id:str}",
    summary="Read one import",
    description="The status of the import, the results of its rows, and the first 1000 rejected rows.",
    tag="imports",
    requires="caller",
    response_model=ImportRun,
    path_parameters={"id": IMPORT_ID},
    problem_types=("not-found",),
)
async def read_import(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    body, etag = encode_import(await load_import(request, database, parse_import_id(request)))
    return build_response(body, headers={"etag": etag})


@get(
    "/v1/imports/{id:str}/rows",
    summary="List the rows of one import",
    description="The result of each row and what the service read, in file order.",
    tag="imports",
    requires="caller",
    response_model=Page[ImportRow],
    query_model=ImportRowListParameters,
    path_parameters={"id": IMPORT_ID},
    problem_types=("not-found",),
    response_headers=("Link",),
)
async def list_import_rows(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: ImportRowListParameters = request.query
    import_id = parse_import_id(request)
    run = await load_import(request, database, import_id)
    bound_to = f"rows of {import_id} {query.action}"
    after = int(str(decode_cursor(bound_to, query.cursor, ("int4",))[0])) if query.cursor else 0
    async with open_read_session(request, database) as connection:
        rows = await list_read_rows(connection, run, after, query.limit + 1, query.action)
    page = build_page(rows, query.limit, lambda last: encode_cursor(bound_to, (last.number,)))
    return build_page_response(request, page)


@get(
    "/v1/imports/{id:str}/totals",
    summary="Read the totals of one import",
    description="Number, sum and extremes of the valid figures per indicator, nature, breakdown, period and level of "
    "region, and how many of the regions they cover. In a dry run these are the figures as they would be.",
    tag="imports",
    requires="caller",
    response_model=ImportTotals,
    path_parameters={"id": IMPORT_ID},
    problem_types=("not-found",),
)
async def read_import_totals(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    run = await load_import(request, database, parse_import_id(request))
    async with open_read_session(request, database) as connection:
        return build_response(JSON_ENCODER.encode(await load_totals(connection, run.id)))


@get(
    "/v1/imports/{id:str}/errors",
    summary="List the errors of one import",
    description="The errors of the rejected rows. Equal errors are one entry with the number of their rows; the most "
    "frequent ones come first.",
    tag="imports",
    requires="caller",
    response_model=Page[ErrorGroup],
    query_model=RevisionsParameters,
    path_parameters={"id": IMPORT_ID},
    problem_types=("not-found",),
    response_headers=("Link",),
)
async def list_import_errors(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: RevisionsParameters = request.query
    run = await load_import(request, database, parse_import_id(request))
    bound_to = f"errors of {run.id} {run.revision}"
    skipped = int(str(decode_cursor(bound_to, query.cursor, ("int4",))[0])) if query.cursor else 0
    async with open_read_session(request, database) as connection:
        groups = await list_error_groups(connection, run, skipped, query.limit + 1)
    page = build_page(groups, query.limit, lambda _: encode_cursor(bound_to, (skipped + query.limit,)))
    return build_page_response(request, page)


handlers = [list_imports, read_import, list_import_rows, read_import_totals, list_import_errors]
