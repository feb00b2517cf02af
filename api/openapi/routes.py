"""Routes of the service itself: the OpenAPI document, the documentation pages, the problems, and the index."""

from api.errors import NotFoundError
from api.http.problems.problem_types import PROBLEM_TYPES, RENAMED_PROBLEM_TYPES
from api.http.request.api_request import ApiRequest
from api.http.request.operation import JSON_TYPE, HandlerDecorator, RawResponse, build_response, get
from api.http.request.parameter_types import one_of
from api.openapi.document.operation_list import list_operations
from api.openapi.pages import committed
from api.openapi.pages.deprecations import render_deprecations_page
from api.openapi.pages.docs_pages import INDEX, PAGES, render_docs_index, render_docs_page
from api.openapi.pages.problem_pages import STATIC_FOLDER, render_problem_page, render_problems_page
from api.openapi.pages.static_files import STATIC_FILES, read_static_file
from api.openapi.service_info import ServiceInfo, encode_service_info
from api.service_url import build_url

HTML = "text/html"
YAML = "application/yaml"
OPERATION_IDS = (
    "read_index",
    "read_openapi_yaml",
    "read_openapi_json",
    "read_openapi_3_0_json",
    "read_sdmx_openapi_json",
    "read_docs",
    "read_docs_page",
    "list_problems",
    "read_problem",
    "list_deprecations",
)

CACHE_ONE_DAY = {"cache-control": "public, max-age=86400"}
# Only files of this service may be loaded and run; the icons of Swagger UI are data: images.
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = {"content-security-policy": _CONTENT_SECURITY_POLICY, "referrer-policy": "no-referrer"}


def _get_document(
    path: str,
    summary: str,
    description: str,
    media_type: str = HTML,
    *,
    response_model: type | None = None,
    headers: tuple[str, ...] = (),
    is_documented: bool = False,
) -> HandlerDecorator:
    """Declare a GET operation of the service itself, without access requirement and parameters."""
    return get(
        path,
        summary,
        description,
        "service",
        response_model,
        requires="nothing",
        media_type=media_type,
        response_headers=headers,
        is_documented=is_documented,
    )


@_get_document(
    "/v1",
    "Read the index of the API",
    "Returns the URLs of the collections, as `/` does.",
    JSON_TYPE,
    response_model=ServiceInfo,
    is_documented=True,
)
async def read_index(request: ApiRequest) -> RawResponse:
    return build_response(encode_service_info(request.app))


@_get_document("/openapi.yaml", "Read the OpenAPI document as YAML", "This document, OpenAPI 3.1, as a file.", YAML)
def read_openapi_yaml(request: ApiRequest) -> RawResponse:
    return build_response(committed.load_yaml(contact=request.services.publisher.contact), YAML)


@_get_document(
    "/openapi.json", "Read the OpenAPI document as JSON", "OpenAPI 3.1, the same as `/openapi.yaml`.", JSON_TYPE
)
def read_openapi_json(request: ApiRequest) -> RawResponse:
    return build_response(committed.load_json(request.services.publisher.contact))


@_get_document(
    "/openapi-3.0.json",
    "Read the OpenAPI 3.0 document",
    "OpenAPI 3.0.3, for gateways and generators that do not support 3.1.",
    JSON_TYPE,
)
def read_openapi_3_0_json(request: ApiRequest) -> RawResponse:
    return build_response(committed.load_json_3_0(request.services.publisher.contact))


@_get_document("/sdmx/openapi.json", "Read the OpenAPI document of SDMX", "OpenAPI 3.1, as `/openapi.json`.", JSON_TYPE)
def read_sdmx_openapi_json(request: ApiRequest) -> RawResponse:
    return build_response(committed.load_sdmx_json(request.services.publisher.contact))


@_get_document("/docs", "Read the interactive documentation", "Swagger UI; all files come from this service.")
async def read_docs() -> RawResponse:
    return build_response((STATIC_FOLDER / "docs.html").read_bytes(), HTML, PAGE_HEADERS)


@get(
    "/docs/{file:str}",
    "Read a page of the documentation",
    "`guide`, `panduan` (the guide in Indonesian), `index` (a list of all pages), or a file of these pages.",
    "service",
    None,
    requires="nothing",
    media_type=HTML,
    path_parameters={"file": one_of((INDEX, *PAGES, *STATIC_FILES))},
    problem_types=("not-found",),
    is_documented=False,
)
def read_docs_page(request: ApiRequest) -> RawResponse:
    name = request.path_params["file"]
    if name in STATIC_FILES:
        return build_response(read_static_file(name), STATIC_FILES[name].media_type, CACHE_ONE_DAY)
    if name == INDEX:
        return build_response(render_docs_index(), HTML, PAGE_HEADERS)
    if name not in PAGES:
        raise NotFoundError(f"/docs/{name}")
    return build_response(render_docs_page(name), HTML, PAGE_HEADERS)


@_get_document("/problems", "List the problem types", "A page that lists all problem types of this service.")
async def list_problems() -> RawResponse:
    return build_response(render_problems_page(), HTML, PAGE_HEADERS)


@get(
    "/problems/{slug:str}",
    "Read the explanation of one problem type",
    "Cause and remedy, as a page in Indonesian and English. `type` of a problem is the URL of its page. Four "
    "problem types have a new URL since 0.2.0; their old URLs return 301.",
    "service",
    None,
    requires="nothing",
    media_type=HTML,
    path_parameters={"slug": one_of(tuple(PROBLEM_TYPES))},
    problem_types=("not-found",),
    is_documented=False,
)
async def read_problem(request: ApiRequest) -> RawResponse:
    slug = request.path_params["slug"]
    if slug in RENAMED_PROBLEM_TYPES:
        headers = {"location": build_url(f"/problems/{RENAMED_PROBLEM_TYPES[slug]}"), **CACHE_ONE_DAY}
        return RawResponse(b"", status=301, media_type="", headers=headers)
    if slug not in PROBLEM_TYPES:
        raise NotFoundError(f"/problems/{slug}")
    return build_response(render_problem_page(slug), HTML, PAGE_HEADERS)


@_get_document(
    "/deprecations",
    "List the deprecated parts",
    "A page that lists the deprecated parts, their sunset dates and successors.",
)
async def list_deprecations(request: ApiRequest) -> RawResponse:
    return build_response(render_deprecations_page(list_operations(request.app)), HTML, PAGE_HEADERS)


handlers = [
    read_index,
    read_openapi_yaml,
    read_openapi_json,
    read_openapi_3_0_json,
    read_sdmx_openapi_json,
    read_docs,
    read_docs_page,
    list_problems,
    read_problem,
    list_deprecations,
]
