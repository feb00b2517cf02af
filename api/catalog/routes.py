"""The catalog of the data sets, and the catalog of the APIs."""

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.catalog.document import Asked, catalog_of
from api.catalog.held import read_held
from api.catalog.linkset import ADDRESS, LINK, PROFILE, linkset_of
from api.exports.addresses import origin
from api.http.negotiation import best_of
from api.http.operation import CapaianRequest, Operation, answer, field_of
from api.http.whole import JSON, WholeAnswer
from api.postgres.pool import Database

JSON_LD = "application/ld+json"
LINKSET = "application/linkset+json"


@get(
    "/catalog",
    operation_id="read_catalog",
    opt={
        "operation": Operation(
            summary="The catalog of the data sets",
            description="DCAT-AP 3 in JSON-LD, for data portals to harvest: the data sets with what they hold, their "
            "extent in time and space, when they last changed, their licence and publisher, and where each is had. "
            "`application/json` is the same document.",
            tag="service",
            asks="public",
            answers=None,
            media_type=JSON_LD,
            media_types=(JSON_LD, JSON),
        )
    },
)
async def read_catalog(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    media_type = best_of(field_of(request, "accept"), (JSON_LD, JSON))
    async with database.public() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        held = await read_held(connection)
    state = request.app.state
    catalog = catalog_of(Asked(origin(request), state.terms, state.public_read), held)
    return answer(msgspec.json.encode(catalog), media_type, {"vary": "Accept"})


@get(
    ADDRESS,
    operation_id="read_api_catalog",
    opt={
        "operation": Operation(
            summary="The catalog of the APIs",
            description="A linkset (RFC 9727): which APIs there are, and where each is described and explained.",
            tag="service",
            asks="nothing",
            answers=None,
            media_type=LINKSET,
            headers=("Link-Catalog",),
        )
    },
)
async def read_api_catalog(request: CapaianRequest) -> WholeAnswer:
    linkset = msgspec.json.encode(linkset_of(origin(request)))
    return answer(linkset, f'{LINKSET}; profile="{PROFILE}"', {"link": LINK})


handlers = [read_catalog, read_api_catalog]
