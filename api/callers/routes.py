"""What callers may ask about themselves, and administrators about keys."""

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.access.keyring import KeyRecord, find_key, list_keys
from api.callers import writes
from api.callers.ids import KEY_ID, key_id_of
from api.callers.model import Me
from api.faults import Missing
from api.http.acting_as import reading
from api.http.cursor import read_cursor, write_cursor
from api.http.list_query import RevisionsQuery
from api.http.listing import next_page
from api.http.operation import CapaianRequest, Operation, answer
from api.http.page import Page, one_page
from api.http.whole import WholeAnswer
from api.postgres.pool import Database

ORDER = ("text", "timestamptz", "text")  # the types of the columns that keys are listed by


@get(
    "/v1/me",
    operation_id="read_me",
    opt={
        "operation": Operation(
            summary="Who am I",
            description="The principal, scopes, institution and end of the key that asks.",
            tag="keys",
            answers=Me,
            asks="caller",
        )
    },
)
async def read_me(request: CapaianRequest) -> WholeAnswer:
    caller = request.caller
    me = Me(caller.principal or "", sorted(caller.scopes), caller.institution, caller.expires_at)  # type: ignore[arg-type]  # the database knows no other scopes
    return answer(msgspec.json.encode(me))


@get(
    "/v1/keys",
    operation_id="list_keys",
    opt={
        "operation": Operation(
            summary="List the API keys",
            description="By name, every key that there ever was, with its principal, scopes, end and last use; secrets "
            "are kept by nobody. An administrator who is bound to an institution sees its keys.",
            tag="keys",
            answers=Page[KeyRecord],
            asks="admin",
            query=RevisionsQuery,
            headers=("Link",),
        )
    },
)
async def list_all_keys(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    query: RevisionsQuery = request.query
    after = read_cursor("keys", query.cursor, ORDER) if query.cursor else None
    async with reading(request, database) as connection:
        found = await list_keys(connection, after, query.limit + 1)
    page = one_page(found, query.limit, lambda last: write_cursor("keys", (last.name, last.created_at, last.id)))
    return answer(msgspec.json.encode(page), headers=next_page(request, page.meta))


@get(
    "/v1/keys/{id:str}",
    operation_id="read_key",
    opt={
        "operation": Operation(
            summary="Read one API key",
            description="What is known of it; its secret is kept by nobody.",
            tag="keys",
            answers=KeyRecord,
            asks="admin",
            path_parameters={"id": KEY_ID},
            problems=("not-found",),
        )
    },
)
async def read_one_key(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    identity = key_id_of(request)
    async with reading(request, database) as connection:
        record = await find_key(connection, identity)
    if record is None:
        raise Missing(f"/v1/keys/{identity}")
    return answer(msgspec.json.encode(record))


handlers = [read_me, list_all_keys, read_one_key, *writes.handlers]
