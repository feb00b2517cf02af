"""The routes of the two catalogs: data sets and APIs."""

import msgspec
from litestar.di import NamedDependency

from api.database.pool import Database
from api.exchange.catalog.coverage import load_catalog_facts
from api.exchange.catalog.document import CatalogContext, build_catalog
from api.exchange.catalog.linkset import API_CATALOG_LINK, API_CATALOG_PATH, PROFILE, build_linkset
from api.http.headers.content_negotiation import choose_media_type
from api.http.request.api_request import ApiRequest, get_header
from api.http.request.operation import JSON_TYPE, RawResponse, build_response, get
from api.service_url import PUBLIC_URL

OPERATION_IDS = (
    "read_catalog",
    "read_api_catalog",
)

JSON_LD = "application/ld+json"
LINKSET = "application/linkset+json"


@get(
    "/catalog",
    summary="Read the catalog of the data sets",
    description="DCAT-AP 3 in JSON-LD, for data portals: the data sets with description, coverage in time and "
    "space, last change, license, publisher and URLs. `application/json` returns the same document.",
    tag="service",
    requires="public",
    response_model=None,
    media_type=JSON_LD,
    media_types=(JSON_LD, JSON_TYPE),
)
async def read_catalog(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    media_type = choose_media_type(get_header(request, "accept"), (JSON_LD, JSON_TYPE))
    async with database.acquire_public_snapshot() as connection:
        facts = await load_catalog_facts(connection)
    services = request.services
    catalog = build_catalog(CatalogContext(PUBLIC_URL, services.publisher, services.public_read), facts)
    return build_response(msgspec.json.encode(catalog), media_type, {"vary": "Accept"})


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


handlers = [read_catalog, read_api_catalog]
