"""Routes of saved mappings: column mappings that administrators store for all imports."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from msgspec import Meta

from api import types
from api.database.pool import Connection, Database
from api.errors import ErrorDetail, InvalidRequestError, NotFoundError, Text
from api.exchange.imports.rows.mapping import ImportMapping
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.list_parameters import RevisionsParameters
from api.http.reads.page import Page, build_page, build_page_response
from api.http.reads.record import JSON_ENCODER, encode_record
from api.http.request.api_request import ApiRequest, build_session_variables, open_read_session, parse_path_parameter
from api.http.request.json_body import decode_body
from api.http.request.operation import MAX_LARGE_BODY_BYTES, RawResponse, build_response, get, post, put
from api.http.request.parameter_types import CODE
from api.http.request.read_json import read_json
from api.http.writes.execute import execute_write
from api.http.writes.idempotency import IdempotencyRecord
from api.http.writes.preconditions import check_preconditions, require_existing
from api.service_url import build_url

SELECT_LATEST = """SELECT name, revision, content::text, recorded_at, recorded_by FROM (
    SELECT DISTINCT ON (name) * FROM import_mapping ORDER BY name, revision DESC) AS latest WHERE content IS NOT NULL"""
FIND_MAPPING = f"{SELECT_LATEST} AND name = $1"
LIST_MAPPINGS = f"{SELECT_LATEST} AND name > $1 ORDER BY name LIMIT $2"
INSERT_REVISION = """INSERT INTO import_mapping (name, revision, content, recorded_by)
    SELECT $1::text, coalesce(max(revision), 0) + 1, $2::jsonb, $3::text FROM import_mapping WHERE name = $1::text"""
INSERT_AUDIT_ENTRY = """INSERT INTO audit_entry
    (principal, key_id, client_ip, request_id, action, record_type, record_id, detail)
    VALUES ($1, $2, $3, $4, $5, 'mapping', $6, $7::jsonb)"""
NAME_PARAMETER = {"name": replace(CODE, schema={**CODE.schema, "examples": ["kemenkop-monthly"]})}


class SavedMapping(msgspec.Struct, frozen=True):
    """A saved mapping."""

    name: Annotated[types.Code, Meta(description="Name of the mapping.", examples=["kemenkop-monthly"])]
    mapping: Annotated[ImportMapping, Meta(description="How the columns of a file map to fields, as stored.")]
    revision: types.Revision
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy


async def resolve_mapping(request: ApiRequest, database: Database, text: str) -> ImportMapping:
    """Return the mapping of a request: a saved one by name, or one in JSON. Raise InvalidRequestError."""
    try:
        if text.startswith("{"):
            return decode_body(text.encode(), ImportMapping)
        async with open_read_session(request, database) as connection:
            saved = await _find_mapping(connection, text)
    except InvalidRequestError as invalid:
        errors = [ErrorDetail(error.code, error.detail, parameter="mapping") for error in invalid.errors]
        raise InvalidRequestError("parameters", errors) from invalid
    if saved is None:
        raise InvalidRequestError("parameters", [ErrorDetail("unknown_mapping", UNKNOWN_MAPPING, parameter="mapping")])
    return saved.mapping


async def _find_mapping(connection: Connection, name: str) -> SavedMapping | None:
    row = await connection.fetchrow(FIND_MAPPING, name)
    return None if row is None else _build_saved_mapping(*row)


def _build_saved_mapping(
    name: str, revision: int, content: str, recorded_at: datetime, recorded_by: str
) -> SavedMapping:
    return SavedMapping(name, msgspec.json.decode(content, type=ImportMapping), revision, recorded_at, recorded_by)


@put(
    "/v1/mappings/{name:str}",
    summary="Save a mapping under a name",
    description="Creates the mapping or a new revision of it. Imports with `mapping=NAME` use the latest "
    "revision. `If-None-Match: *` only creates, `If-Match` only revises. Requires an administrator without an "
    "institution, because all imports can use it.",
    tag="imports",
    requires="admin",
    response_model=SavedMapping,
    body_model=ImportMapping,
    max_body_bytes=MAX_LARGE_BODY_BYTES,
    may_return_201=True,
    path_parameters=NAME_PARAMETER,
    request_headers=("If-Match", "If-None-Match-Write", "Idempotency-Key", "Prefer"),
    response_headers=("ETag",),
    problem_types=("not-found", "conflict", "outcome-unknown"),
)
async def save_mapping(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    name = parse_path_parameter(request, "name", CODE, "/v1/mappings")
    body, mapping = await read_json(request, ImportMapping)
    content = msgspec.json.encode(mapping).decode()

    async def write(connection: Connection) -> IdempotencyRecord:
        before = await _find_mapping(connection, name)
        check_preconditions(request, None if before is None else before.revision, required=False)
        await _insert_revision(connection, request, "save", name, content)
        after, etag = encode_record(await _find_mapping(connection, name), request.caller, None)
        if before is None:
            return IdempotencyRecord(201, {"etag": etag, "location": build_url(f"/v1/mappings/{name}")}, after)
        return IdempotencyRecord(200, {"etag": etag}, after)

    return await execute_write(request, database, "save", body, write)


@post(
    "/v1/mappings/{name:str}/delete",
    summary="Delete a saved mapping",
    description="Returns the mapping as it was. Imports can no longer use it; saving it again creates a new revision. "
    "Requires an administrator without an institution.",
    tag="imports",
    requires="admin",
    response_model=SavedMapping,
    path_parameters=NAME_PARAMETER,
    request_headers=("If-Match", "Idempotency-Key", "Prefer"),
    problem_types=("not-found", "conflict", "outcome-unknown"),
)
async def delete_mapping(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    name = parse_path_parameter(request, "name", CODE, "/v1/mappings")

    async def write(connection: Connection) -> IdempotencyRecord:
        saved = await _find_mapping(connection, name)
        if saved is None:
            require_existing(request)
            raise NotFoundError(f"/v1/mappings/{name}")
        check_preconditions(request, saved.revision, required=False)
        await _insert_revision(connection, request, "delete", name, None)
        return IdempotencyRecord(200, {}, JSON_ENCODER.encode(saved))

    return await execute_write(request, database, "delete", b"", write)


async def _insert_revision(
    connection: Connection, request: ApiRequest, action: str, name: str, content: str | None
) -> None:
    variables = build_session_variables(request, action)
    await connection.execute(INSERT_REVISION, name, content, variables["principal"])
    caller = (variables[name] or None for name in ("principal", "key_id", "client_ip", "request_id"))
    await connection.execute(INSERT_AUDIT_ENTRY, *caller, action, name, content or "{}")


@get(
    "/v1/mappings/{name:str}",
    summary="Read a saved mapping",
    description="The latest revision.",
    tag="imports",
    requires="caller",
    response_model=SavedMapping,
    path_parameters=NAME_PARAMETER,
    problem_types=("not-found",),
)
async def read_mapping(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    name = parse_path_parameter(request, "name", CODE, "/v1/mappings")
    async with open_read_session(request, database) as connection:
        saved = await _find_mapping(connection, name)
    if saved is None:
        raise NotFoundError(f"/v1/mappings/{name}")
    body, etag = encode_record(saved, request.caller, None)
    return build_response(body, headers={"etag": etag})


@get(
    "/v1/mappings",
    summary="List saved mappings",
    description="The latest revision of each mapping, sorted by name.",
    tag="imports",
    requires="caller",
    response_model=Page[SavedMapping],
    query_model=RevisionsParameters,
    response_headers=("Link",),
)
async def list_mappings(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: RevisionsParameters = request.query
    after = decode_cursor("mappings", query.cursor, ("text",))[0] if query.cursor else ""
    async with open_read_session(request, database) as connection:
        rows = await connection.fetch(LIST_MAPPINGS, after, query.limit + 1)
    page = build_page(
        [_build_saved_mapping(*row) for row in rows], query.limit, lambda last: encode_cursor("mappings", (last.name,))
    )
    return build_page_response(request, page)


UNKNOWN_MAPPING = Text("bukan nama pemetaan yang tersimpan", "is not the name of a saved mapping")
handlers = [list_mappings, read_mapping, save_mapping, delete_mapping]
