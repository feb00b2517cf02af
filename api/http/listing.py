"""The four reads that every stored noun has: its list, the list as CSV, one entity, and its revisions."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Generic
from urllib.parse import quote, unquote_to_bytes

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.faults import Missing, Text, Withdrawn
from api.http.acting_as import reading
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER, encoded
from api.http.in_time import in_time
from api.http.kinds import Kind
from api.http.list_query import EntityQuery, ListQuery, RevisionsQuery, csv_query
from api.http.operation import CSV, CSV_LINES, CapaianRequest, Operation, answer
from api.http.page import Meta, Page, one_page, to_csv
from api.http.whole import WholeAnswer
from api.postgres.chain import Chain, Entity, Selection, count_entities, find_entity, list_entities, list_revisions
from api.postgres.pool import Connection, Database
from api.postgres.record import Standing, find_standing, was_public

FIRST_PAGE_OF_REVISIONS = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Collection(Generic[Entity]):
    """One noun on the wire: `targets` of `target`, how it is stored, and what it may be filtered by."""

    name: str
    singular: str
    chain: Chain[Entity]
    query: type[ListQuery]
    key: Kind
    about: str
    is_written: bool = True  # by callers; else only by what ships

    @property
    def key_name(self) -> str:
        return self.chain.key


def reads_of(noun: Collection[Any]) -> list[HTTPRouteHandler]:
    """GET /v1/{noun}, /v1/{noun}.csv, /v1/{noun}/{key} and /v1/{noun}/{key}/revisions."""
    return [_list(noun), _list_csv(noun), _read(noun), _revisions(noun)]


def _list(noun: Collection[Any]) -> HTTPRouteHandler:
    page_type = Page[noun.chain.model]  # type: ignore[name-defined]  # the model is a value here

    @get(
        f"/v1/{noun.name}",
        operation_id=f"list_{noun.name}",
        opt={
            "operation": Operation(
                summary=f"List {noun.name}",
                description=noun.about,
                tag=noun.name,
                asks="public",
                answers=page_type,
                query=noun.query,
                problems=("query-too-slow",) if noun.chain.quick else (),
                headers=("Link",),
            )
        },
    )
    async def list_noun(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        entities, meta = await _page(noun, request, database)
        return answer(ENCODER.encode(Page(entities, meta)), headers=next_page(request, meta))

    return list_noun


def _list_csv(noun: Collection[Any]) -> HTTPRouteHandler:
    @get(
        f"/v1/{noun.name}.csv",
        operation_id=f"list_{noun.name}_csv",
        opt={
            "operation": Operation(
                summary=f"List {noun.name} as CSV",
                description=f"The same list as `/v1/{noun.name}`, with a header line (RFC 4180); `Link` leads to the "
                "next page.",
                tag=noun.name,
                asks="public",
                answers=None,
                query=csv_query(noun.query, noun.chain.columns),
                media_type=CSV,
                problems=("query-too-slow",) if noun.chain.quick else (),
                row=noun.chain.model,
                headers=("Content-Disposition", "Link"),
            )
        },
    )
    async def list_noun_csv(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        entities, meta = await _page(noun, request, database)
        body = to_csv(entities, request.query.columns or noun.chain.columns)
        headers = {"content-disposition": f'attachment; filename="{noun.name}.csv"', **next_page(request, meta)}
        return answer(body, CSV_LINES, headers)

    return list_noun_csv


def _read(noun: Collection[Any]) -> HTTPRouteHandler:
    @get(
        f"/v1/{noun.name}/{{{noun.key_name}:str}}",
        operation_id=f"read_{noun.singular}",
        opt={
            "operation": Operation(
                summary=f"Read one {noun.singular}",
                description="The published state, or with `known_at` the one published at that moment. Callers with a "
                "key see the work in hand that is theirs to see, and in `allowed_actions` what they may do next.",
                tag=noun.name,
                asks="public",
                answers=noun.chain.model,
                query=EntityQuery,
                path_parameters={noun.key_name: noun.key},
                problems=("not-found", "gone"),
                headers=("Last-Modified",),
            )
        },
    )
    async def read_noun(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        caller = request.caller
        async with reading(request, database) as connection:
            entity, standing = await look_up(noun, request, connection)
        body, tag = encoded(entity, caller, standing)
        headers = {"etag": tag}
        if caller.is_public:  # a draft that is taken back uncovers what is older: only tags tell insiders of that
            headers["last-modified"] = format_datetime(entity.recorded_at, usegmt=True)
        return answer(body, headers=headers)

    return read_noun


def _revisions(noun: Collection[Any]) -> HTTPRouteHandler:
    page_type = Page[noun.chain.model]  # type: ignore[name-defined]  # the model is a value here

    @get(
        f"/v1/{noun.name}/{{{noun.key_name}:str}}/revisions",
        operation_id=f"list_{noun.singular}_revisions",
        opt={
            "operation": Operation(
                summary=f"List the revisions of one {noun.singular}",
                description="Every state there was, newest first; the public sees those that were published or "
                "withdrawn.",
                tag=noun.name,
                asks="public",
                answers=page_type,
                query=RevisionsQuery,
                path_parameters={noun.key_name: noun.key},
                problems=("not-found",),
                headers=("Link",),
            )
        },
    )
    async def list_noun_revisions(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, key = address_of(noun, request)
        return await answer_revisions(request, database, noun.chain, key, address)

    return list_noun_revisions


async def look_up(
    noun: Collection[Any], request: CapaianRequest, connection: Connection
) -> tuple[Any, Standing | None]:
    """The entity at the request's address as its caller sees it and, for callers with a key, where it stands now.

    Raises Missing or Withdrawn. A publication that was taken back is for whoever sees all work; a draft that was taken
    back is its writers' to look up.
    """
    address, key = address_of(noun, request)
    caller = request.caller
    known_at: datetime | None = request.query.known_at
    entity = await find_entity(connection, noun.chain, key, known_at)
    if entity is None:
        raise Missing(address)
    is_hidden = entity.status == "withdrawn" and "read:drafts" not in caller.scopes
    if is_hidden and await was_public(connection, noun.chain, key, entity.revision):
        raise Withdrawn(address, entity.reason, entity.recorded_at)
    if caller.is_public or not noun.is_written or known_at is not None:
        return entity, None
    return entity, await find_standing(connection, noun.chain, key)


async def answer_revisions(
    request: CapaianRequest, database: Database, chain: Chain[Any], key: object, address: str
) -> WholeAnswer:
    """A page of what there ever was at the address, newest first. Raises Missing."""
    query: RevisionsQuery = request.query
    before = FIRST_PAGE_OF_REVISIONS
    if query.cursor is not None:
        (before,) = read_cursor(address, query.cursor, ("int4",))  # type: ignore[assignment]  # typed by its kind
    async with reading(request, database) as connection:
        found = await list_revisions(connection, chain, key, before, query.limit + 1)
    if not found and query.cursor is None:
        raise Missing(address)
    page = one_page(found, query.limit, lambda last: write_cursor(address, (last.revision,)))
    return answer(ENCODER.encode(page), headers=next_page(request, page.meta))


def address_of(noun: Collection[Any], request: CapaianRequest) -> tuple[str, object]:
    text: str = request.path_params[noun.key_name]
    address = f"/v1/{noun.name}/{text}"
    try:
        return address, noun.key.read(text)
    except ValueError:
        raise Missing(address) from None  # no entity can have such a key


async def _page(noun: Collection[Any], request: CapaianRequest, database: Database) -> tuple[list[Any], Meta]:
    query: ListQuery = request.query
    is_public = request.caller.is_public
    bound_to = f"{noun.name} {query.identity()}"
    after = read_cursor(bound_to, query.cursor, noun.chain.order_types(query.sort)) if query.cursor else None
    visible = tuple(status for status in query.status if status == "published") if is_public else query.status
    selection = Selection(query.known_at, visible, query.filters(), query.sort, after)
    count = None
    async with reading(request, database, of_one_moment=query.count is not None) as connection:
        with in_time(noun.chain, query, selection):
            entities, key = await list_entities(connection, noun.chain, selection, query.limit)
            if query.count is not None:
                count = await count_entities(connection, noun.chain, selection)
    cursor = write_cursor(bound_to, key) if key is not None else None
    note = None if visible else " / ".join(UNPUBLISHED)
    return entities, Meta(limit=query.limit, has_more=key is not None, next_cursor=cursor, count=count, note=note)


def next_page(request: CapaianRequest, meta: Meta) -> dict[str, str]:
    if meta.next_cursor is None:
        return {}
    pairs: list[bytes] = request.scope["query_string"].split(b"&")
    kept = [pair for pair in pairs if pair and unquote_to_bytes(pair.partition(b"=")[0]) != b"cursor"]
    # A header is ASCII, and what a client left unencoded may not be.
    query = quote(b"&".join([*kept, b"cursor=" + meta.next_cursor.encode()]), safe="!$%&'()*+,-./:;=?@[]_~")
    return {"link": f'<{request.scope["path"]}?{query}>; rel="next"'}


UNPUBLISHED = Text(
    "Hanya yang berstatus published terlihat oleh umum.", "The public sees only what has the status published."
)
