"""The `.csv` variant of a list: the whole collection as an export, or with `limit` one page of the list."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, cast

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api.database.pool import Database
from api.exchange.exports.export import Export
from api.exchange.exports.formats import CSV_FORMAT
from api.exchange.exports.response import build_export_request, build_export_response
from api.http.reads.csv_file import build_csv_response
from api.http.reads.list_parameters import build_csv_parameters
from api.http.reads.page import AnyPage, PageMeta
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.request.operation import CSV_TYPE, get
from api.http.request.query_string import QueryParameters
from api.http.request.rate_limit import EXPENSIVE_COST
from api.resources.figures.names import NamesParameter, add_names

LoadPage = Callable[[ApiRequest, Database], Awaitable[AnyPage[Any]]]
BuildHeaders = Callable[[ApiRequest, PageMeta], Mapping[str, str]]


def build_list_csv_route(export: Export, load_page: LoadPage, build_headers: BuildHeaders) -> HTTPRouteHandler:
    """Build the route. `load_page` loads a page of the list; `build_headers` builds its headers."""

    @get(
        f"/v1/{export.name}.csv",
        cost=EXPENSIVE_COST,
        operation_id=f"list_{export.name.replace('-', '_')}_csv",
        summary=f"List {export.name} as CSV",
        description=f"All rows of `/v1/{export.name}` as CSV (RFC 4180), from one snapshot. With `limit` one page.",
        tag=export.name,
        requires="public",
        response_model=None,
        query_model=build_list_csv_parameters(export.query, tuple(export.columns)),
        media_type=CSV_TYPE,
        problem_types=("query-too-slow",) if export.table is not None and export.table.indexed_sorts else (),
        is_documented=False,
        may_stream=True,
    )
    async def list_collection_csv(
        request: ApiRequest, database: NamedDependency[Database], export_limiter: NamedDependency[ConcurrencyLimiter]
    ) -> ASGIApp:
        if request.query.limit is None:
            return build_export_response(request, database, export_limiter, export, CSV_FORMAT)
        page = await load_page(request, database)
        rows = [export.to_line(row) for row in page.data]
        export_request = build_export_request(request, export)
        if export_request.names:
            async with open_read_session(request, database) as connection:
                rows = await add_names(connection, rows, export_request.columns, request.query.known_at)
        headers = build_headers(request, page.meta)
        return build_csv_response(export.name, rows, export_request.columns, headers, export_request.dialect)

    return list_collection_csv


@cache
def build_list_csv_parameters(query: type[QueryParameters], columns: tuple[str, ...]) -> type[QueryParameters]:
    """Build the parameters of a CSV with `names`."""
    base = build_csv_parameters(query, columns)
    parameters = msgspec.defstruct(
        f"{base.__name__}Names", [("names", NamesParameter, None)], bases=(base,), frozen=True, kw_only=True
    )
    return cast("type[QueryParameters]", parameters)  # QueryParameters is its base
