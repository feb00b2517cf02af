"""Routes of the pages in both languages, their style sheet, and `/`: a page for people, JSON for programs."""

from collections.abc import Mapping
from types import MappingProxyType

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.analysis.findings.cache import FindingsCache
from api.auth.caller import UnauthenticatedError
from api.database.pool import Database
from api.exchange.catalog.linkset import API_CATALOG_LINK
from api.http.headers.client_ip import identify_client
from api.http.request.api_request import (
    ApiRequest,
    find_request_ip,
    identify_caller,
    parse_path_parameter,
)
from api.http.request.concurrency_limit import CallerIdentity
from api.http.request.operation import HandlerDecorator, RawResponse, build_response, get
from api.http.request.parameter_types import CODE
from api.http.request.query_string import QueryParameters
from api.openapi.service_info import ServiceInfo, encode_service_info
from api.pages.chart_file import ChartParameters, draw_chart_file
from api.pages.findings_page import FindingsPageParameters, build_findings_overview
from api.pages.front_page import FrontPageParameters, load_front_page
from api.pages.language import LANGUAGES, Language, build_path
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters
from api.pages.problem_page import prefers_html
from api.pages.program_page import load_program_page
from api.pages.rendering import FOLDER, HTML, build_page_response, render
from api.pages.source_page import load_source_page

OPERATION_IDS = (
    "read_service",
    "read_style_sheet",
    "read_front_page_en",
    "draw_program_progress",
    "read_programs_page_id",
    "read_programs_page_en",
    "read_program_page_id",
    "read_program_page_en",
    "read_findings_page_id",
    "read_findings_page_en",
    "read_source_page_id",
    "read_source_page_en",
)
_CSS = "text/css"
SVG = "image/svg+xml"


@get(
    "/",
    "Read the service information",
    "Returns the name and version of the service and the URLs of its parts. A browser gets the front page.",
    "service",
    ServiceInfo,
    requires="nothing",
    response_headers=("Link-Catalog",),
)
async def read_service(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    headers = {"vary": "Accept", "link": API_CATALOG_LINK}
    if prefers_html(request):
        return await _build_front_page(request, _build_request(request, database, findings, "id"), headers)
    return build_response(encode_service_info(request.app), headers=headers)


@get(
    "/pages/site.css",
    "Read the style sheet",
    "The style sheet of all pages.",
    "service",
    None,
    requires="nothing",
    media_type=_CSS,
    is_documented=False,
)
def read_style_sheet() -> RawResponse:
    return build_response(
        (FOLDER / "static" / "site.css").read_bytes(), _CSS, {"cache-control": "public, max-age=3600"}
    )


def _get_page(
    path: str, name: str, language: Language, query_model: type[QueryParameters], **path_parameters: object
) -> HandlerDecorator:
    return get(
        build_path(path, language),
        f"Read the page of {name}",
        "A page for people.",
        "service",
        None,
        operation_id=f"read_{name}_page_{language}",
        requires="public",
        media_type=HTML,
        query_model=query_model,
        path_parameters=path_parameters,  # type: ignore[arg-type]  # the types of parameters
        problem_types=("not-found", "gone") if path_parameters else (),
        expensive_parameters=("as_of", "known_at", "q"),
        is_documented=False,
    )


def _build_programs_route(language: Language) -> HTTPRouteHandler:
    @_get_page("/programs", "programs", language, FrontPageParameters)
    async def read_programs_page(
        request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
    ) -> RawResponse:
        return await _build_front_page(request, _build_request(request, database, findings, language))

    return read_programs_page


def _build_program_route(language: Language) -> HTTPRouteHandler:
    @_get_page("/programs/{code:str}", "program", language, PointParameters, code=CODE)
    async def read_program_page(
        request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
    ) -> RawResponse:
        code = parse_path_parameter(request, "code", CODE, "/v1/programs")
        page_request = _build_request(request, database, findings, language)
        page = await load_program_page(page_request, code)
        html = render("program.html", page, f"/programs/{code}", page_request.point.build_query(), language)
        return build_page_response(html, is_complete=page.findings is not None)

    return read_program_page


@get(
    "/v1/programs/{code:str}/progress.svg",
    "Draw the progress of one program",
    "The first picture of its page, or that of an indicator and nature, with title, day and sources.",
    "progress",
    None,
    requires="public",
    media_type=SVG,
    query_model=ChartParameters,
    path_parameters={"code": CODE},
    problem_types=("not-found", "gone"),
    expensive_parameters=("as_of", "known_at"),
    is_documented=False,
)
async def draw_program_progress(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    query: ChartParameters = request.query
    content = await draw_chart_file(_build_request(request, database, findings, query.language), code, query)
    headers = {"content-security-policy": "default-src 'none'", "content-disposition": f'inline; filename="{code}.svg"'}
    return build_response(content, SVG, headers)


def _build_findings_route(language: Language) -> HTTPRouteHandler:
    @_get_page("/findings", "findings", language, FindingsPageParameters)
    async def read_findings_page(
        request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
    ) -> RawResponse:
        query: FindingsPageParameters = request.query
        page = await build_findings_overview(_build_request(request, database, findings, language), query.severity)
        own = {} if query.severity is None else {"severity": query.severity}
        html = render("findings.html", page, "/findings", query.build_query(**own), language)
        return build_page_response(html, is_complete=page.programs is not None)

    return read_findings_page


def _build_source_route(language: Language) -> HTTPRouteHandler:
    @_get_page("/sources/{code:str}", "source", language, PointParameters, code=CODE)
    async def read_source_page(
        request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
    ) -> RawResponse:
        code = parse_path_parameter(request, "code", CODE, "/v1/sources")
        page_request = _build_request(request, database, findings, language)
        page = await load_source_page(page_request, code)
        return build_page_response(
            render("source.html", page, f"/sources/{code}", page_request.point.build_query(), language)
        )

    return read_source_page


@_get_page("/", "front", "en", QueryParameters)
async def read_front_page_en(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    return await _build_front_page(request, _build_request(request, database, findings, "en"))


async def _build_front_page(
    request: ApiRequest, page_request: PageRequest, headers: Mapping[str, str] = MappingProxyType({})
) -> RawResponse:
    """Build the front page. Raise UnauthenticatedError if the public may not read; `/` itself requires nothing."""
    if "caller" not in request.scope["state"] and not request.services.public_read:
        raise UnauthenticatedError
    q = getattr(request.query, "q", None)
    page = await load_front_page(page_request, q)
    query = page_request.point.build_query(**({} if q is None else {"q": " ".join(q)}))
    html = render("front.html", page, "/programs" if query else "/", query, page_request.language)
    return build_page_response(html, headers, is_complete=page.findings is not None)


def _build_request(request: ApiRequest, database: Database, findings: FindingsCache, language: Language) -> PageRequest:
    point = request.query if isinstance(request.query, PointParameters) else PointParameters()
    return PageRequest(database, findings, point, language, _identify(request))


def _identify(request: ApiRequest) -> CallerIdentity:
    if "caller" in request.scope["state"]:
        return identify_caller(request)
    return CallerIdentity(identify_client(find_request_ip(request)), has_key=False)


handlers = [
    read_service,
    read_style_sheet,
    read_front_page_en,
    draw_program_progress,
    *(
        build(language)
        for build in (_build_programs_route, _build_program_route, _build_findings_route, _build_source_route)
        for language in LANGUAGES
    ),
]
