"""The route that lists the values of a filter: how many records of a collection have each one, and its name."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple, cast

import asyncpg
import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from msgspec import Meta

from api.database.conditions import resolve_filters
from api.database.pool import Connection, Database
from api.database.record_names import select_name
from api.database.revision_reads import (
    BindValue,
    ParameterBinder,
    RevisionTable,
    Selection,
    published_condition,
    where_clause,
)
from api.errors import ErrorDetail, QueryTooSlowError, Text
from api.http.reads.collection import ONLY_PUBLISHED_VISIBLE, Collection
from api.http.reads.list_parameters import ListParameters
from api.http.reads.page import Page, build_page_meta, build_page_response
from api.http.request.api_request import ApiRequest, identify_caller, open_read_session
from api.http.request.operation import RawResponse, get
from api.http.request.parameter_types import one_of
from api.http.request.rate_limit import EXPENSIVE_COST

OMITTED_PARAMETERS = frozenset({"cursor", "sort", "count", "include"})  # one response has the most frequent values
TOO_SLOW = Text(
    "menghitung semua baris yang cocok dan melampaui batas waktu. Silakan tambahkan saringan.",
    "counts all matching records and timed out. Add a filter.",
)


class FilterValue(msgspec.Struct, frozen=True):
    """A value of a filter."""

    value: Annotated[str, Meta(description="Value of the filter.", examples=["umkm-digital"])]
    count: Annotated[
        int,
        Meta(description="Number of records with it.", examples=[12], extra_json_schema={"format": "int32"}),
    ]
    name: (
        Annotated[
            str, Meta(description="Name in Indonesian; null if the value is no code.", examples=["Digitalisasi UMKM"])
        ]
        | None
    )
    name_en: (
        Annotated[str, Meta(description="Name in English.", examples=["Digitalization of small businesses"])] | None
    )


class ValueSource(NamedTuple):
    """How the values of a filter are read.

    `sql` of the value in a row `t`; `join` adds rows for filters with several values per record, as of `known_at`.
    `names`: the table of the records with these codes.
    """

    sql: str
    names: str | None = None
    join: Callable[[datetime | None, BindValue], str] | None = None


def build_values_sql(
    table: RevisionTable[Any], source: ValueSource, selection: Selection, limit: int
) -> tuple[str, list[object]]:
    """Build the query of the values of a filter, the most frequent ones first."""
    bind = ParameterBinder()
    joined = "" if source.join is None else f", {source.join(selection.known_at, bind)}"
    counted = (
        f"SELECT {source.sql} AS value, count(*)::integer AS count FROM {table.name} t{joined} "
        f"WHERE {where_clause(table, selection, bind)} AND {source.sql} IS NOT NULL "
        f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit:d}"
    )
    if source.names is None:
        return f"SELECT value, count, NULL AS name, NULL AS name_en FROM ({counted}) AS listed", bind.values
    sql = (
        f"SELECT value, count, {select_name(source.names, 'named')} FROM ({counted}) AS listed "
        f"LEFT JOIN {source.names} named ON named.code = listed.value "
        f"AND {published_condition('named', selection.known_at, bind)} ORDER BY count DESC, value"
    )
    return sql, bind.values


def build_values_route(collection: Collection[Any], sources: Mapping[str, ValueSource]) -> HTTPRouteHandler:
    """Build list_{singular}_values for the filters in `sources`."""

    @get(
        f"/v1/{collection.name}/values",
        operation_id=f"list_{collection.singular}_values",
        summary=f"List the values of a filter of {collection.name}",
        description="The most frequent first, counted in the records that match all other filters. `docs/search.md`.",
        tag=collection.name,
        requires="public",
        response_model=Page[FilterValue],
        query_model=_build_values_parameters(collection.parameters, tuple(sources)),
        problem_types=("query-too-slow",) if collection.table.indexed_sorts else (),
        cost=EXPENSIVE_COST,
    )
    async def list_filter_values(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        query: Any = request.query
        filters = {name: value for name, value in query.filters().items() if name not in ("of", query.of)}
        statuses = query.list_visible_statuses(is_public=request.caller.is_public)
        selection = Selection(query.known_at, statuses, filters)
        is_large = bool(collection.table.indexed_sorts)
        with request.services.count_limiter.acquire(identify_caller(request)) if is_large else nullcontext():
            async with open_read_session(request, database) as connection:
                values = await _load_values(connection, collection.table, sources[query.of], selection, query.limit + 1)
        note = None if statuses else ONLY_PUBLISHED_VISIBLE
        meta = msgspec.structs.replace(
            build_page_meta(query.limit, None),
            has_more=len(values) > query.limit,
            as_of=query.get_applied_day(),
            known_at=None if query.known_at is None else query.known_at.astimezone(UTC),
            note=None if note is None else note.id,
            note_en=None if note is None else note.en,
        )
        return build_page_response(request, Page(values[: query.limit], meta))

    return list_filter_values


async def _load_values(
    connection: Connection, table: RevisionTable[Any], source: ValueSource, selection: Selection, limit: int
) -> list[FilterValue]:
    try:
        selection = await resolve_filters(connection, table, selection)
        sql, values = build_values_sql(table, source, selection, limit)
        rows = await connection.fetch(sql, *values)
    except asyncpg.QueryCanceledError as error:
        if not table.indexed_sorts:
            raise  # the collection is small, so the database is slow
        raise QueryTooSlowError([ErrorDetail("slow_count", TOO_SLOW, parameter="of")]) from error
    return [FilterValue(row["value"], row["count"], row["name"], row["name_en"]) for row in rows]


def _build_values_parameters(query: type[ListParameters], names: tuple[str, ...]) -> type[ListParameters]:
    of = Annotated[str, one_of(names), "Filter whose values are listed."]
    parameters = msgspec.defstruct(
        f"{query.__name__.removesuffix('ListParameters')}ValuesParameters",
        [("of", of, names[0])],
        bases=(query,),
        namespace={"omitted_fields": OMITTED_PARAMETERS},
        frozen=True,
        kw_only=True,
    )
    return cast("type[ListParameters]", parameters)  # a subclass of `query`
