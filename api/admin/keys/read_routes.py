"""Routes that read the caller (/v1/me) and the API keys (/v1/keys)."""

import msgspec
from litestar.di import NamedDependency

from api.admin.keys import write_routes
from api.admin.keys.model import CurrentCaller
from api.admin.keys.path_parameters import KEY_ID_PARAMETER, parse_key_id
from api.auth import api_key_store
from api.auth.api_key_store import ApiKey
from api.database.pool import Database
from api.errors import NotFoundError
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.list_parameters import RevisionsParameters
from api.http.reads.page import Page, build_page, build_page_response
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, get

OPERATION_IDS = ("read_me", "list_keys", "read_key", *write_routes.OPERATION_IDS)
CURSOR_TYPES = ("text", "timestamptz", "text")  # PostgreSQL types of name, created_at and id


@get(
    "/v1/me",
    summary="Read the current caller",
    description="Returns the principal, the scopes, the institution and the expiry of the key of the request.",
    tag="keys",
    response_model=CurrentCaller,
    requires="caller",
)
async def read_me(request: ApiRequest) -> RawResponse:
    caller = request.caller
    me = CurrentCaller(caller.principal or "", sorted(caller.scopes), caller.institution, caller.expires_at)  # type: ignore[arg-type]  # a constraint of the database allows no other scopes
    return build_response(msgspec.json.encode(me))


@get(
    "/v1/keys",
    summary="List the API keys",
    description="All keys by name, also revoked ones, with their principal, scopes, expiry and last use. "
    "Secrets are not stored. An administrator with an institution sees only its keys.",
    tag="keys",
    response_model=Page[ApiKey],
    requires="admin",
    query_model=RevisionsParameters,
    response_headers=("Link",),
)
async def list_keys(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: RevisionsParameters = request.query
    after = decode_cursor("keys", query.cursor, CURSOR_TYPES) if query.cursor else None
    async with open_read_session(request, database) as connection:
        found = await api_key_store.list_keys(connection, after, query.limit + 1)
    page = build_page(found, query.limit, lambda last: encode_cursor("keys", (last.name, last.created_at, last.id)))
    return build_page_response(request, page)


@get(
    "/v1/keys/{id:str}",
    summary="Read one API key",
    description="Returns the properties of a key; its secret is not stored.",
    tag="keys",
    response_model=ApiKey,
    requires="admin",
    path_parameters={"id": KEY_ID_PARAMETER},
    problem_types=("not-found",),
)
async def read_key(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    key_id = parse_key_id(request)
    async with open_read_session(request, database) as connection:
        record = await api_key_store.find_key(connection, key_id)
    if record is None:
        raise NotFoundError(f"/v1/keys/{key_id}")
    return build_response(msgspec.json.encode(record))


handlers = [read_me, list_keys, read_key, *write_routes.handlers]
