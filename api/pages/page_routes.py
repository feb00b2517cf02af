"""The two routes of a page, one in each language, and what a page is built from."""

from collections.abc import Awaitable, Callable

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.analysis.findings.cache import FindingsCache
from api.database.pool import Database
from api.http.headers.client_ip import identify_client
from api.http.request.api_request import ApiRequest, find_request_ip, identify_caller
from api.http.request.concurrency_limit import CallerIdentity
from api.http.request.operation import RawResponse, get
from api.http.request.parameter_types import ParameterType
from api.http.request.query_string import QueryParameters
from api.pages.language import LANGUAGES, Language, build_path
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters
from api.pages.rendering import HTML

ReadPage = Callable[[ApiRequest, PageRequest], Awaitable[RawResponse]]


def build_page_routes(
    path: str, name: str, query_model: type[QueryParameters], read_page: ReadPage, **path_parameters: ParameterType
) -> list[HTTPRouteHandler]:
    """Build the routes of a page with a path in Indonesian, in each language: `read_{name}_page_id` and `…_en`."""
    return [build_page_route(path, name, language, query_model, read_page, **path_parameters) for language in LANGUAGES]


def list_operation_ids(*names: str) -> tuple[str, ...]:
    """List the identifiers of the routes that `build_page_routes` builds."""
    return tuple(f"read_{name}_page_{language}" for name in names for language in LANGUAGES)


def build_page_route(
    path: str,
    name: str,
    language: Language,
    query_model: type[QueryParameters],
    read_page: ReadPage,
    **path_parameters: ParameterType,
) -> HTTPRouteHandler:
    """Build the route of a page in one language."""

    @get(
        build_path(path, language),
        f"Read the page of {name}",
        "A page for people.",
        "service",
        None,
        operation_id=f"read_{name}_page_{language}",
        requires="public",
        media_type=HTML,
        query_model=query_model,
        path_parameters=path_parameters,
        problem_types=("not-found", "gone") if path_parameters else (),
        expensive_parameters=("as_of", "known_at", "q"),
        is_documented=False,
    )
    async def read(
        request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
    ) -> RawResponse:
        return await read_page(request, build_page_request(request, database, findings, language))

    return read


def build_page_request(
    request: ApiRequest, database: Database, findings: FindingsCache, language: Language
) -> PageRequest:
    """Build what a page is built from. Without parameters of a point in time, the page is of today."""
    point = request.query if isinstance(request.query, PointParameters) else PointParameters()
    return PageRequest(database, findings, point, language, _identify(request))


def _identify(request: ApiRequest) -> CallerIdentity:
    if "caller" in request.scope["state"]:
        return identify_caller(request)
    return CallerIdentity(identify_client(find_request_ip(request)), has_key=False)
