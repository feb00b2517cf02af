"""Routes of the data as pages: for each operation a page in each language and its JSON, and an index."""

import asyncio
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from api.http.reads.includes import INCLUDED_TYPES
from api.http.request.api_request import ApiRequest, get_operation
from api.http.request.operation import JSON_TYPE, HandlerDecorator, RawResponse, get
from api.http.request.query_string import QueryParameters, list_parameters
from api.pages.browse.browse_page import BrowsedRequest, BrowsePage, Link, build_browse_page, build_problem_page
from api.pages.browse.links import Links
from api.pages.browse.operations import API_PREFIX, BROWSE_PREFIX, JSON_PREFIX, OPERATIONS, BrowsedOperation
from api.pages.browse.redirect import encode_query, parse_query_pairs
from api.pages.language import LANGUAGES, Language, build_path, choose_text
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes
from api.pages.problem_page import PROBLEM_PAGE
from api.pages.rendering import HTML, build_page_response, render
from api.pages.texts.fields import FIELDS


class BrowseIndex(msgspec.Struct, frozen=True):
    """What the template of the index shows."""

    lists: list[Link]


def build_browse_routes(page_paths: Iterable[str]) -> list[HTTPRouteHandler]:
    """Build all routes. `page_paths` are those of the other pages; records with one are linked to it."""
    pages = frozenset(path.replace(":str", "") for path in page_paths)
    return [
        *build_page_routes(BROWSE_PREFIX, "browse", QueryParameters, _read_index),
        *(_build_json_route(browsed) for browsed in OPERATIONS.values()),
        *(
            _build_page_route(browsed, Links(pages, language))
            for browsed in OPERATIONS.values()
            for language in LANGUAGES
        ),
    ]


async def _read_index(_request: ApiRequest, page_request: PageRequest) -> RawResponse:
    language = page_request.language
    links = Links(frozenset(), language)
    lists = [
        Link(choose_text(FIELDS[path.removeprefix("/")], language), links.browse(path))
        for path in OPERATIONS
        if path.count("/") == 1
    ]
    return build_page_response(render("browse_index.html", BrowseIndex(lists), BROWSE_PREFIX, "", language))


def _build_page_route(browsed: BrowsedOperation, links: Links) -> HTTPRouteHandler:
    """Build the route of a page. It has the parameters, limits and cost of the operation, and calls its handler."""
    template = build_path(BROWSE_PREFIX + browsed.path, links.language)

    @functools.wraps(browsed.handler)
    async def read(*args: Any, request: ApiRequest, **dependencies: Any) -> RawResponse:
        _include_names(request)
        response = await browsed.handler(*args, request=request, **dependencies)
        # A table of 1,000 rows takes a tenth of a second, which would delay other requests.
        html = await asyncio.to_thread(render_result, request, response.body)
        # A response that waits for a change must not be stored.
        return build_page_response(html, is_complete=(b"cache-control", b"no-store") not in response.headers)

    def render_result(request: ApiRequest, body: bytes) -> bytes:
        return _render(request, build_browse_page(_build_request(request, browsed, links), body), links.language)

    def render_problem(request: ApiRequest, problem: Mapping[str, Any]) -> bytes:
        return _render(request, build_problem_page(_build_request(request, browsed, links), problem), links.language)

    handler = _declare(template, browsed, f"browse_{browsed.name}_{links.language}", HTML)(read)
    handler.opt[PROBLEM_PAGE] = render_problem
    return handler


def _build_json_route(browsed: BrowsedOperation) -> HTTPRouteHandler:
    """Build the route of the JSON of an operation for browsers, which are redirected from `/v1/…`."""

    @functools.wraps(browsed.handler)
    async def read(*args: Any, **dependencies: Any) -> RawResponse:
        return await browsed.handler(*args, **dependencies)

    return _declare(JSON_PREFIX + browsed.path, browsed, f"{browsed.name}_json", JSON_TYPE)(read)


def _declare(path: str, browsed: BrowsedOperation, operation_id: str, media_type: str) -> HandlerDecorator:
    operation = browsed.operation
    return get(
        path.replace("}", ":str}"),
        operation.summary,
        f"`{API_PREFIX}{browsed.path}` for people.",
        "service",
        None,
        operation_id=operation_id,
        requires=operation.requires,
        media_type=media_type,
        query_model=operation.query_model,
        path_parameters=operation.path_parameters,
        problem_types=operation.problem_types,
        cost=operation.cost,
        expensive_parameters=operation.expensive_parameters,
        is_documented=False,
    )


def _include_names(request: ApiRequest) -> None:
    """Let the response include the records that it refers to, for their names, if the operation can."""
    include = list_parameters(get_operation(request).query_model).get("include")
    if include is not None and include.type.schema.get("items", {}).get("enum") == list(INCLUDED_TYPES):
        request.scope["state"]["query"] = msgspec.structs.replace(request.query, include=INCLUDED_TYPES)


def _build_request(request: ApiRequest, browsed: BrowsedOperation, links: Links) -> BrowsedRequest:
    keys: dict[str, str] = request.path_params
    return BrowsedRequest(browsed, browsed.path.format_map(keys), keys, parse_query_pairs(request), links)


def _render(request: ApiRequest, page: BrowsePage, language: Language) -> bytes:
    path: str = request.scope["path"]
    indonesian = path.removeprefix("/en") if language == "en" else path
    return render("browse.html", page, indonesian, encode_query(parse_query_pairs(request)), language)
