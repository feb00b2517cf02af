"""The routes of the two catalogs: data sets and APIs."""

from collections.abc import Callable

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.database.pool import Database
from api.exchange.catalog.coverage import load_catalog_facts
from api.exchange.catalog.document import CatalogContext, build_catalog
from api.exchange.catalog.linkset import API_CATALOG_LINK, API_CATALOG_PATH, PROFILE, build_linkset
from api.exchange.catalog.rdf import to_rdf_xml, to_turtle
from api.http.headers.content_negotiation import choose_media_type
from api.http.request.api_request import ApiRequest, get_header
from api.http.request.operation import JSON_TYPE, RawResponse, build_response, get
from api.service_url import PUBLIC_URL
from api.types import JsonObject

OPERATION_IDS = (
    "read_catalog",
    "read_catalog_turtle",
    "read_catalog_rdf_xml",
    "read_api_catalog",
)

JSON_LD = "application/ld+json"
TURTLE = "text/turtle"
RDF_XML = "application/rdf+xml"
LINKSET = "application/linkset+json"
_WRITERS: dict[str, Callable[[JsonObject], bytes]] = {
    JSON_LD: msgspec.json.encode,
    JSON_TYPE: msgspec.json.encode,
    TURTLE: to_turtle,
    RDF_XML: to_rdf_xml,
}


@get(
    "/catalog",
    summary="Read the catalog of the data sets",
    description="DCAT-AP 3 for data portals: the data sets with description, coverage in time and space, last change, "
    "publisher and URLs. `application/json` returns the same document as JSON-LD; `/catalog.ttl` and `/catalog.rdf` "
    "return Turtle and RDF/XML without `Accept`.",
    tag="service",
    requires="public",
    response_model=None,
    media_type=JSON_LD,
    media_types=tuple(_WRITERS),
)
async def read_catalog(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    media_type = choose_media_type(get_header(request, "accept"), tuple(_WRITERS))
    return await _respond(request, database, media_type, {"vary": "Accept"})


def _build_route(path: str, operation_id: str, media_type: str, title: str) -> HTTPRouteHandler:
    """Build the route of one form, for portals that choose it by the URL."""

    @get(
        path,
        operation_id=operation_id,
        summary=f"Read the catalog as {title}",
        description=f"The same as `/catalog`, as {title}.",
        tag="service",
        requires="public",
        response_model=None,
        media_type=media_type,
        is_documented=False,
    )
    async def read_form(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        return await _respond(request, database, media_type, {})

    return read_form


async def _respond(request: ApiRequest, database: Database, media_type: str, headers: dict[str, str]) -> RawResponse:
    async with database.acquire_public_snapshot() as connection:
        facts = await load_catalog_facts(connection)
    services = request.services
    catalog = build_catalog(CatalogContext(PUBLIC_URL, services.publisher, services.public_read), facts)
    return build_response(_WRITERS[media_type](catalog), media_type, headers)


read_catalog_turtle = _build_route("/catalog.ttl", "read_catalog_turtle", TURTLE, "Turtle")
read_catalog_rdf_xml = _build_route("/catalog.rdf", "read_catalog_rdf_xml", RDF_XML, "RDF/XML")


@get(
    API_CATALOG_PATH,
    summary="Read the catalog of the APIs",
    description="A linkset (RFC 9727): the APIs with the URLs of their descriptions and documentation.",
    tag="service",
    requires="nothing",
    response_model=None,
    media_type=LINKSET,
    response_headers=("Link-Catalog",),
    is_documented=False,
)
async def read_api_catalog() -> RawResponse:
    linkset = msgspec.json.encode(build_linkset(PUBLIC_URL))
    return build_response(linkset, f'{LINKSET}; profile="{PROFILE}"', {"link": API_CATALOG_LINK})


handlers = [read_catalog, read_catalog_turtle, read_catalog_rdf_xml, read_api_catalog]
