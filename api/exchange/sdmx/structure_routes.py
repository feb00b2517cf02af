"""Routes of structures: dataflows, data structures, concepts and codelists, and the schema of a dataflow."""

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.database.pool import Database
from api.exchange.sdmx.data_response import VARY_ACCEPT
from api.exchange.sdmx.formats import (
    SDMX_REST_1,
    SDMX_REST_2,
    STRUCTURE_JSON,
    STRUCTURE_WRITERS,
    SdmxRestVersion,
    list_base_media_types,
)
from api.exchange.sdmx.query.path_parameters import (
    AGENCY_PARAMETER,
    FLOW_PARAMETERS,
    KIND_PARAMETER,
    NAME_PARAMETER,
    VERSION_PARAMETER,
)
from api.exchange.sdmx.query.structure_parameters import SdmxStructureParameters
from api.exchange.sdmx.structure.artefacts import REFERENCES, Artefact, find_artefacts
from api.exchange.sdmx.structure.dataflows import CONCEPTS
from api.exchange.sdmx.structure.identifiers import build_urn, find_dataflow
from api.exchange.sdmx.structure.json_writer import ENCODER, build_data, build_meta
from api.exchange.sdmx.structure.message import load_structure_message, select_stubs
from api.http.headers.content_negotiation import choose_media_type
from api.http.request.api_request import ApiRequest, get_header, open_read_session
from api.http.request.operation import RawResponse, build_response, get

_DESCRIPTION = (
    "{version}, as pysdmx and sdmx1 request it: structures of one `kind`, optionally by agency, id and version. Names "
    "are in Indonesian and English."
)
_PATH_PARAMETERS = {"agency": AGENCY_PARAMETER, "name": NAME_PARAMETER, "version": VERSION_PARAMETER}


def _build_structure_route(edition: SdmxRestVersion, parts: tuple[str, ...]) -> HTTPRouteHandler:
    """Build the route with `kind` and these further parts of the path."""
    prefix = f"{edition.path}/structure" if edition is SDMX_REST_2 else edition.path
    by = parts[-1] if parts else "kind"
    operation_id = f"read_sdmx_{edition.path[-2:]}_structures_by_{by}"
    path_parameters = {name: kind for part in parts for name, kind in _PATH_PARAMETERS[part].items()}

    @get(
        "".join((prefix, "/{kind:str}", *(f"/{{{part}:str}}" for part in parts))),
        operation_id=operation_id,
        summary=f"Read SDMX structures by {by} ({edition.version})",
        description=_DESCRIPTION.format(version=edition.version),
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxStructureParameters,
        media_types=list_base_media_types(edition.structures),
        path_parameters=KIND_PARAMETER | path_parameters,
        problem_types=("not-found", "not-implemented"),
    )
    async def read_structures(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        media_type = choose_media_type(get_header(request, "accept"), edition.structures)
        query: SdmxStructureParameters = request.query
        found = find_artefacts(
            request.path_params["kind"], *(request.path_params.get(part, "*") for part in _PATH_PARAMETERS)
        )
        referenced = REFERENCES[query.references](found)
        async with open_read_session(request, database, repeatable_read=True) as connection:
            message = await load_structure_message(
                connection, found | referenced, select_stubs(query.detail, found, referenced)
            )
        return build_response(STRUCTURE_WRITERS[media_type](message), media_type, VARY_ACCEPT)

    return read_structures


@get(
    f"{SDMX_REST_2.path}/schema/dataflow/{{agency:str}}/{{flow:str}}/{{version:str}}",
    summary="Read the schema of a dataflow",
    description="SDMX-REST 2: the data structure of the dataflow, its concepts and codelists, and their URNs.",
    tag="sdmx",
    requires="public",
    response_model=None,
    media_types=list_base_media_types((STRUCTURE_JSON,)),
    path_parameters=FLOW_PARAMETERS,
    problem_types=("not-found",),
)
async def read_sdmx_schema(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    media_type = choose_media_type(get_header(request, "accept"), (STRUCTURE_JSON,))
    flow = find_dataflow(*(request.path_params[part] for part in ("agency", "flow", "version")))
    structure = Artefact("datastructure", flow.structure.id)
    async with open_read_session(request, database, repeatable_read=True) as connection:
        message = await load_structure_message(connection, {structure, *REFERENCES["descendants"]({structure})})
    links = [
        build_urn("DataStructure", flow.structure.id),
        build_urn("ConceptScheme", CONCEPTS),
        *(build_urn("Codelist", codelist.id) for codelist in message.codelists),
    ]
    meta = {**build_meta(message.prepared), "links": [{"rel": "structure", "urn": link} for link in links]}
    return build_response(ENCODER.encode({"meta": meta, "data": build_data(message)}), media_type, VARY_ACCEPT)


handlers = [
    *(
        _build_structure_route(edition, tuple(_PATH_PARAMETERS)[:depth])
        for edition in (SDMX_REST_2, SDMX_REST_1)
        for depth in range(len(_PATH_PARAMETERS) + 1)
    ),
    read_sdmx_schema,
]
