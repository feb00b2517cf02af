"""Routes of the front page and of `/`: a page for people, JSON for programs."""

from collections.abc import Mapping
from types import MappingProxyType

from litestar.di import NamedDependency

from api.analysis.findings.cache import FindingsCache
from api.auth.caller import UnauthenticatedError
from api.database.pool import Database
from api.exchange.catalog.linkset import API_CATALOG_LINK
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.query_string import QueryParameters
from api.openapi.service_info import ServiceInfo, encode_service_info
from api.pages.front.front_page import FrontPageParameters, load_front_page
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_request, build_page_route, build_page_routes, list_operation_ids
from api.pages.problem_page import prefers_html
from api.pages.rendering import build_page_response, render

OPERATION_IDS = ("read_service", "read_front_page_en", *list_operation_ids("programs"))


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
        return await _read_front_page(request, build_page_request(request, database, findings, "id"), headers)
    return build_response(encode_service_info(request.app), headers=headers)


async def _read_front_page(
    request: ApiRequest, page_request: PageRequest, headers: Mapping[str, str] = MappingProxyType({})
) -> RawResponse:
    """Read the front page. Raise UnauthenticatedError if the public may not read; `/` itself requires nothing."""
    if "caller" not in request.scope["state"] and not request.services.public_read:
        raise UnauthenticatedError
    q = getattr(request.query, "q", None)
    page = await load_front_page(page_request, q)
    query = page_request.point.build_query(**({} if q is None else {"q": " ".join(q)}))
    html = render("front.html", page, "/programs" if query else "/", query, page_request.language)
    return build_page_response(html, headers, is_complete=page.is_computed)


handlers = [
    read_service,
    build_page_route("/", "front", "en", QueryParameters, _read_front_page),
    *build_page_routes("/programs", "programs", FrontPageParameters, _read_front_page),
]
