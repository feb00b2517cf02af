"""Three read routes of every collection: list, one record, and its revisions. `api/exchange/exports` has the CSV."""

from email.utils import format_datetime
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from api.database.complete_until import load_complete_until
from api.database.conditions import resolve_filters
from api.database.pool import Connection, Database
from api.database.revision_reads import Selection, count_records, list_records
from api.http.reads.collection import (
    ONLY_PUBLISHED_VISIBLE,
    Collection,
    list_revisions_response,
    load_record,
    parse_record_path,
)
from api.http.reads.cursor import CursorKey
from api.http.reads.includes import includes_records, load_included
from api.http.reads.list_parameters import ListParameters, RevisionsParameters
from api.http.reads.page import (
    AnyPage,
    PageRows,
    acquire_count_slot,
    build_page_response,
    load_page,
)
from api.http.reads.query_timeout import translate_timeouts
from api.http.reads.record import encode_record
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, get


def build_read_routes(collection: Collection[Any]) -> list[HTTPRouteHandler]:
    """Build list_{name}, read_{singular} and list_{singular}_revisions."""
    return [
        _build_list_route(collection),
        _build_read_route(collection),
        _build_revisions_route(collection),
    ]


def _build_list_route(collection: Collection[Any]) -> HTTPRouteHandler:
    @get(
        f"/v1/{collection.name}",
        operation_id=f"list_{collection.name}",
        summary=f"List {collection.name}",
        description=collection.description,
        tag=collection.name,
        requires="public",
        response_model=collection.page_model,
        query_model=collection.parameters,
        default_order=collection.table.default_order,
        problem_types=("query-too-slow",) if collection.table.indexed_sorts else (),
        response_headers=("Link",),
    )
    async def list_collection(request: ApiRequest) -> RawResponse:
        return build_page_response(request, await load_collection_page(collection, request, request.services.database))

    return list_collection


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
        query_model=collection.record_parameters,
        path_parameters={collection.key_name: collection.key_type},
        problem_types=("not-found", "gone"),
        response_headers=("Last-Modified",),
    )
    async def read_record(request: ApiRequest) -> RawResponse:
        caller = request.caller
        async with open_read_session(
            request, request.services.database, repeatable_read=includes_records(request)
        ) as connection:
            record, state = await load_record(collection, request, connection)
            included = await load_included(collection.includes, request, connection, [record])
        if included is not None:
            record = msgspec.structs.replace(record, included=included)
        request.scope["state"]["record_program"] = getattr(record, "program", None)  # for the response cache
        body, tag = encode_record(record, caller, state)
        headers = {"etag": tag}
        # For a caller with a key only the ETag is reliable: after the withdrawal of a draft the record is an older one.
        # Included records can change later than the record.
        if caller.is_public and included is None:
            headers["last-modified"] = format_datetime(record.recorded_at, usegmt=True)
        return build_response(body, headers=headers)

    return read_record


def _build_revisions_route(collection: Collection[Any]) -> HTTPRouteHandler:
    @get(
        f"/v1/{collection.name}/{{{collection.key_name}:str}}/revisions",
        operation_id=f"list_{collection.singular}_revisions",
        summary=f"List the revisions of one {collection.singular}",
        description="All revisions, newest first. The public sees those that were published or withdrawn.",
        tag=collection.name,
        requires="public",
        response_model=collection.page_model,
        query_model=RevisionsParameters,
        path_parameters={collection.key_name: collection.key_type},
        problem_types=("not-found",),
        response_headers=("Link",),
    )
    async def list_record_revisions(request: ApiRequest) -> RawResponse:
        path, key = parse_record_path(collection, request)
        return await list_revisions_response(request, request.services.database, collection.table, key, path)

    return list_record_revisions


async def load_collection_page(collection: Collection[Any], request: ApiRequest, database: Database) -> AnyPage[Any]:
    """Load one page of the list, in JSON or CSV."""
    query: ListParameters = request.query
    is_public = request.caller.is_public
    visible_statuses = query.list_visible_statuses(is_public=is_public)

    can_be_followed = collection.table.can_be_followed

    async def load(connection: Connection, after: CursorKey | None) -> PageRows[Any]:
        selection = Selection(query.known_at, visible_statuses, query.filters(), query.sort, after)
        complete_until, count = None, None
        if can_be_followed and after is None:
            complete_until = await load_complete_until(connection, query.known_at, of_public=is_public)
        with translate_timeouts(collection.table, query, selection):
            selection = await resolve_filters(connection, collection.table, selection)
            records, next_key = await list_records(connection, collection.table, selection, query.limit)
            if query.count is not None:
                count = await count_records(connection, collection.table, selection)
        included = await load_included(collection.includes, request, connection, records)
        note = None if visible_statuses else ONLY_PUBLISHED_VISIBLE
        return PageRows(records, next_key, count, note, complete_until, query.get_applied_day(), included)

    needs_snapshot = query.count is not None or includes_records(request)
    session = open_read_session(request, database, repeatable_read=needs_snapshot)
    cursor_scope = f"{collection.name} {query.cursor_scope()}"
    sql_types = collection.table.sort_column_types(query.sort)
    with acquire_count_slot(request):
        return await load_page(session, query, cursor_scope, sql_types, load, can_be_followed=can_be_followed)
