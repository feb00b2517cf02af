"""Saved mappings: descriptions of files under a name, kept by administrators for everybody who imports."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from msgspec import Meta

from api import words
from api.faults import Fault, Invalid, Missing, Text
from api.http.acting_as import reading, told_of
from api.http.body import read_body
from api.http.cursor import read_cursor, write_cursor
from api.http.decoding import decode
from api.http.entity import ENCODER
from api.http.kinds import CODE
from api.http.list_query import RevisionsQuery
from api.http.listing import next_page
from api.http.operation import CapaianRequest, Operation, answer
from api.http.page import Page, one_page
from api.http.perform import perform
from api.http.replay import Answer
from api.http.whole import WholeAnswer
from api.imports.rows.mapping import Mapping
from api.postgres.pool import Connection, Database

NEWEST = "SELECT DISTINCT ON (name) name, revision, content::text, recorded_at, recorded_by FROM mapping"
FIND = f"{NEWEST} WHERE name = $1 ORDER BY name, revision DESC"
LIST = f"{NEWEST} WHERE name > $1 ORDER BY name, revision DESC LIMIT $2"
SAVE = """INSERT INTO mapping (name, revision, content, recorded_by)
    SELECT $1::text, coalesce(max(revision), 0) + 1, $2::jsonb, $3::text FROM mapping WHERE name = $1::text"""
TRACE = """INSERT INTO audit (principal, key_id, address, request_id, action, noun, key, detail)
    VALUES ($1, $2, $3, $4, 'save', 'mapping', $5, $6::jsonb)"""
PATH = {"name": replace(CODE, schema={**CODE.schema, "examples": ["kemenkop-monthly"]})}


class SavedMapping(msgspec.Struct, frozen=True):
    """A mapping under its name."""

    name: Annotated[words.Code, Meta(description="Name of the mapping.", examples=["kemenkop-monthly"])]
    mapping: Annotated[Mapping, Meta(description="Which column is what.")]
    revision: words.Revision
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy


async def wanted(request: CapaianRequest, database: Database, text: str | None) -> Mapping | None:
    """The mapping that a request names or writes out. Raises Invalid for one that is none."""
    if text is None:
        return None
    try:
        if text.startswith("{"):
            return decode(text.encode(), Mapping)
        async with reading(request, database) as connection:
            saved = await _find(connection, text)
    except Invalid as refusal:
        told = [Fault(fault.code, fault.detail, parameter="mapping") for fault in refusal.faults]
        raise Invalid("parameters", told) from refusal
    if saved is None:
        raise Invalid("parameters", [Fault("unknown-mapping", UNKNOWN, parameter="mapping")])
    return saved.mapping


async def _find(connection: Connection, name: str) -> SavedMapping | None:
    row = await connection.fetchrow(FIND, name)
    return None if row is None else _saved(*row)


def _saved(name: str, revision: int, content: str, recorded_at: datetime, recorded_by: str) -> SavedMapping:
    return SavedMapping(name, msgspec.json.decode(content, type=Mapping), revision, recorded_at, recorded_by)


@put(
    "/v1/mappings/{name:str}",
    operation_id="save_mapping",
    opt={
        "operation": Operation(
            summary="Save a mapping under a name",
            description="Or a new revision of it. Imports use the newest one: `mapping=NAME`. For administrators who "
            "are not bound to an institution, as everybody's imports use it.",
            tag="imports",
            asks="admin",
            answers=SavedMapping,
            takes=Mapping,
            path_parameters=PATH,
            asked_in_headers=("Idempotency-Key", "Prefer"),
            problems=("not-found", "conflict", "outcome-unknown"),
        )
    },
)
async def save_mapping(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    name = _named(request)
    body = await read_body(request)
    content = msgspec.json.encode(decode(body, Mapping)).decode()
    told = told_of(request, "save")

    async def write(connection: Connection) -> Answer:
        await connection.execute(SAVE, name, content, told["principal"])
        traced = (told[part] or None for part in ("principal", "key_id", "address", "request_id"))
        await connection.execute(TRACE, *traced, name, content)
        return Answer(200, {}, ENCODER.encode(await _find(connection, name)))

    return await perform(request, database, "save", body, write)


@get(
    "/v1/mappings/{name:str}",
    operation_id="read_mapping",
    opt={
        "operation": Operation(
            summary="Read a saved mapping",
            description="Its newest revision.",
            tag="imports",
            asks="caller",
            answers=SavedMapping,
            path_parameters=PATH,
            problems=("not-found",),
        )
    },
)
async def read_mapping(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    name = _named(request)
    async with reading(request, database) as connection:
        saved = await _find(connection, name)
    if saved is None:
        raise Missing(f"/v1/mappings/{name}")
    return answer(ENCODER.encode(saved))


@get(
    "/v1/mappings",
    operation_id="list_mappings",
    opt={
        "operation": Operation(
            summary="List saved mappings",
            description="The newest revision of each, by name.",
            tag="imports",
            asks="caller",
            answers=Page[SavedMapping],
            query=RevisionsQuery,
            headers=("Link",),
        )
    },
)
async def list_mappings(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    query: RevisionsQuery = request.query
    after = read_cursor("mappings", query.cursor, ("text",))[0] if query.cursor else ""
    async with reading(request, database) as connection:
        rows = await connection.fetch(LIST, after, query.limit + 1)
    page = one_page([_saved(*row) for row in rows], query.limit, lambda last: write_cursor("mappings", (last.name,)))
    return answer(ENCODER.encode(page), headers=next_page(request, page.meta))


def _named(request: CapaianRequest) -> str:
    name: str = request.path_params["name"]
    try:
        return str(CODE.read(name))
    except ValueError:
        raise Missing(f"/v1/mappings/{name}") from None


UNKNOWN = Text("tidak ada pemetaan tersimpan dengan nama ini", "names no saved mapping")
handlers = [list_mappings, read_mapping, save_mapping]
