"""Routes of pages in frames, and of oEmbed."""

from typing import ClassVar, Final

import msgspec
from litestar.di import NamedDependency

from api.analysis.findings.cache import FindingsCache
from api.database.pool import Database
from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import JSON_TYPE, RawResponse, build_response, get
from api.http.request.parameter_types import CODE
from api.http.request.rate_limit import EXPENSIVE_COST
from api.pages.embed.embed_page import EMBED_HEADERS, load_embed_page
from api.pages.embed.oembed import OembedParameters, find_target, load_oembed
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_request, build_page_routes, list_operation_ids
from api.pages.panels.selected_panel import ChartSubject, SeriesParameters
from api.pages.rendering import build_page_response, render

OPERATION_IDS: Final = ("read_oembed", *list_operation_ids("embedded_program", "embedded_indicator"))


class IndicatorSeriesParameters(SeriesParameters, frozen=True, kw_only=True):
    omitted_fields: ClassVar[frozenset[str]] = frozenset({"indicator"})


async def _read_embedded_program(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    return await _read_embed(request, page_request, ChartSubject("programs", code))


async def _read_embedded_indicator(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/indicators")
    return await _read_embed(request, page_request, ChartSubject("indicators", code))


async def _read_embed(request: ApiRequest, page_request: PageRequest, subject: ChartSubject) -> RawResponse:
    query: SeriesParameters = request.query
    page = await load_embed_page(page_request, subject, query)
    path = f"/embed/{subject.collection}/{subject.code}"
    html = render("embed.html", page, path, query.build_series_query(), page_request.language)
    return build_page_response(html, EMBED_HEADERS)


@get(
    "/oembed",
    "Read how a site shows a page",
    "oEmbed 1.0: a frame with the picture of the page of a program or an indicator.",
    "service",
    None,
    requires="public",
    query_model=OembedParameters,
    problem_types=("not-found", "gone", "not-implemented"),
    cost=EXPENSIVE_COST,
    is_documented=False,
)
async def read_oembed(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    query: OembedParameters = request.query
    target = find_target(query)
    page_request = build_page_request(request, database, findings, target.language)._replace(point=target.query)
    return build_response(msgspec.json.encode(await load_oembed(page_request, target, query)), JSON_TYPE)


handlers = [
    read_oembed,
    *build_page_routes(
        "/embed/programs/{code:str}", "embedded_program", SeriesParameters, _read_embedded_program, code=CODE
    ),
    *build_page_routes(
        "/embed/indicators/{code:str}",
        "embedded_indicator",
        IndicatorSeriesParameters,
        _read_embedded_indicator,
        code=CODE,
    ),
]
