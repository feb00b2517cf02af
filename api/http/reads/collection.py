"""The four read routes of every collection: list, list as CSV, one record, and its revisions."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Generic

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.database.revision_reads import (
    RecordT,
    RevisionTable,
    Selection,
    count_records,
    find_record,
    list_records,
    list_revisions,
)
from api.database.revision_writes import RevisionState, find_revision_state, was_public
from api.errors import NotFoundError, Text, WithdrawnError
from api.http.reads.cursor import CursorKey, decode_cursor, encode_cursor
from api.http.reads.list_parameters import ListParameters, RecordParameters, RevisionsParameters, add_columns_parameter
from api.http.reads.page import (
    FOLLOW_HEADERS,
    Page,
    PageRows,
    acquire_count_slot,
    build_csv_headers,
    build_csv_response,
    build_page,
    build_page_response,
    load_page,
)
from api.http.reads.query_timeout import translate_timeouts
from api.http.reads.record import encode_record
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import CSV_TYPE, RawResponse, build_response, get
from api.http.request.parameter_types import ParameterType
from api.http.request.rate_limit import EXPENSIVE_COST

MAX_REVISION = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Collection(Generic[RecordT]):
    """A collection of the API, such as `targets`: its names, its table and its query parameters."""

    name: str
    singular: str
    table: RevisionTable[RecordT]
    parameters: type[ListParameters]
    key_type: ParameterType
    description: str
    is_writable: bool = True  # by callers; otherwise its records are seed data only

    @property
    def key_name(self) -> str:
        return self.table.key


def build_read_routes(collection: Collection[Any]) -> list[HTTPRouteHandler]:
    """Build list_{name}, list_{name}_csv, read_{singular} and list_{singular}_revisions."""
    return [
        _build_list_route(collection),
        _build_list_csv_route(collection),
        _build_read_route(collection),
        _build_revisions_route(collection),
    ]


def _build_list_route(collection: Collection[Any]) -> HTTPRouteHandler:
    page_type = Page[collection.table.model]  # type: ignore[name-defined]  # the model is a value here

    @get(
        f"/v1/{collection.name}",
        operation_id=f"list_{collection.name}",
        summary=f"List {collection.name}",
        description=collection.description,
        tag=collection.name,
        requires="public",
        response_model=page_type,
        query_model=collection.parameters,
        default_order=collection.table.default_order,
        problem_types=("query-too-slow",) if collection.table.indexed_sorts else (),
        response_headers=("Link",),
    )
    async def list_collection(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        return build_page_response(request, await _load_page(collection, request, database))

    return list_collection


def _build_list_csv_route(collection: Collection[Any]) -> HTTPRouteHandler:
    @get(
        f"/v1/{collection.name}.csv",
        cost=EXPENSIVE_COST,
        operation_id=f"list_{collection.name}_csv",
        summary=f"List {collection.name} as CSV",
        description=f"The list `/v1/{collection.name}` as CSV (RFC 4180). `Link` contains the next page.",
        tag=collection.name,
        requires="public",
        response_model=None,
        query_model=add_columns_parameter(collection.parameters, collection.table.columns),
        media_type=CSV_TYPE,
        problem_types=("query-too-slow",) if collection.table.indexed_sorts else (),
        is_documented=False,
        response_headers=("Content-Disposition", "Link", *(FOLLOW_HEADERS if collection.table.can_be_followed else ())),
    )
    async def list_collection_csv(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        page = await _load_page(collection, request, database)
        columns = request.query.columns or collection.table.columns
        return build_csv_response(collection.name, page.data, columns, build_csv_headers(request, page.meta))

    return list_collection_csv


def _build_read_route(collection: Collection[Any]) -> HTTPRouteHandler:
    @get(
        f"/v1/{collection.name}/{{{collection.key_name}:str}}",
        operation_id=f"read_{collection.singular}",
        summary=f"Read one {collection.singular}",
        description="The published state, or with `known_at` the state published at that time. With a key, "
        "the newest state that the key may read, and in `allowed_actions` what it may do next.",
        tag=collection.name,
        requires="public",
        response_model=collection.table.model,
        query_model=RecordParameters,
        path_parameters={collection.key_name: collection.key_type},
        problem_types=("not-found", "gone"),
        response_headers=("Last-Modified",),
    )
    async def read_record(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        caller = request.caller
        async with open_read_session(request, database) as connection:
            record, state = await load_record(collection, request, connection)
        body, tag = encode_record(record, caller, state)
        headers = {"etag": tag}
        # For a caller with a key only the ETag is reliable: after the withdrawal of a draft the record is an older one.
        if caller.is_public:
            headers["last-modified"] = format_datetime(record.recorded_at, usegmt=True)
        return build_response(body, headers=headers)

    return read_record


def _build_revisions_route(collection: Collection[Any]) -> HTTPRouteHandler:
    page_type = Page[collection.table.model]  # type: ignore[name-defined]  # the model is a value here

    @get(
        f"/v1/{collection.name}/{{{collection.key_name}:str}}/revisions",
        operation_id=f"list_{collection.singular}_revisions",
        summary=f"List the revisions of one {collection.singular}",
        description="All revisions, newest first. The public sees those that were published or withdrawn.",
        tag=collection.name,
        requires="public",
        response_model=page_type,
        query_model=RevisionsParameters,
        path_parameters={collection.key_name: collection.key_type},
        problem_types=("not-found",),
        response_headers=("Link",),
    )
    async def list_record_revisions(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        path, key = parse_record_path(collection, request)
        return await list_revisions_response(request, database, collection.table, key, path)

    return list_record_revisions


async def load_record(
    collection: Collection[Any], request: ApiRequest, connection: Connection
) -> tuple[Any, RevisionState | None]:
    """Return the record as the caller may see it and, for a caller with a key, its current revision state.

    Raise NotFoundError or WithdrawnError. A withdrawn publication is visible to callers with the scope `read:drafts`,
    and to publishers, who can restore it; a withdrawn draft is visible to its writers.
    """
    path, key = parse_record_path(collection, request)
    caller = request.caller
    known_at: datetime | None = request.query.known_at
    record = await find_record(connection, collection.table, key, known_at)
    if record is None:
        raise NotFoundError(path)
    is_hidden = record.status == "withdrawn" and caller.scopes.isdisjoint(("read:drafts", "publish"))
    if is_hidden and await was_public(connection, collection.table, key, record.revision):
        raise WithdrawnError(path, record.reason, record.recorded_at)
    if caller.is_public or not collection.is_writable or known_at is not None:
        return record, None
    return record, await find_revision_state(connection, collection.table, key)


async def list_revisions_response(
    request: ApiRequest, database: Database, table: RevisionTable[Any], key: object, path: str
) -> RawResponse:
    """Return one page of the revisions of a record, newest first. Raise NotFoundError if there are none."""
    query: RevisionsParameters = request.query
    before = MAX_REVISION
    if query.cursor is not None:
        (before,) = decode_cursor(path, query.cursor, ("int4",))  # type: ignore[assignment]  # typed by its kind
    async with open_read_session(request, database) as connection:
        revisions = await list_revisions(connection, table, key, before, query.limit + 1)
    if not revisions and query.cursor is None:
        raise NotFoundError(path)
    page = build_page(revisions, query.limit, lambda last: encode_cursor(path, (last.revision,)))
    return build_page_response(request, page)


def parse_record_path(collection: Collection[Any], request: ApiRequest) -> tuple[str, object]:
    """Return the URL path and the key of the requested record. Raise NotFoundError if the key is invalid."""
    text: str = request.path_params[collection.key_name]
    path = f"/v1/{collection.name}/{text}"
    try:
        return path, collection.key_type.parse(text)
    except ValueError:
        raise NotFoundError(path) from None  # no record has such a key


async def _load_page(collection: Collection[Any], request: ApiRequest, database: Database) -> Page[Any]:
    query: ListParameters = request.query
    is_public = request.caller.is_public
    visible_statuses = tuple(status for status in query.status if status == "published") if is_public else query.status

    can_be_followed = collection.table.can_be_followed

    async def load(connection: Connection, after: CursorKey | None) -> PageRows[Any]:
        selection = Selection(query.known_at, visible_statuses, query.filters(), query.sort, after)
        complete_until, count = None, None
        if can_be_followed and after is None:
            complete_until = await load_complete_until(connection, query.known_at, of_public=is_public)
        with translate_timeouts(collection.table, query, selection):
            records, next_key = await list_records(connection, collection.table, selection, query.limit)
            if query.count is not None:
                count = await count_records(connection, collection.table, selection)
        note = None if visible_statuses else ONLY_PUBLISHED_VISIBLE
        return PageRows(records, next_key, count, note, complete_until, query.get_applied_day())

    session = open_read_session(request, database, repeatable_read=query.count is not None)
    cursor_scope = f"{collection.name} {query.cursor_scope()}"
    sql_types = collection.table.sort_column_types(query.sort)
    with acquire_count_slot(request):
        return await load_page(session, query, cursor_scope, sql_types, load, can_be_followed=can_be_followed)


ONLY_PUBLISHED_VISIBLE = Text(
    "Umum hanya dapat melihat data berstatus published.", "The public sees only records with the status published."
)
