"""Routes of structures: dataflows, data structures, concepts and codelists, and the schema of a dataflow."""

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.database.pool import Database
from api.exchange.sdmx.data_response import VARY_ACCEPT
from api.exchange.sdmx.formats import SDMX_REST_1, SDMX_REST_2, STRUCTURE_JSON, STRUCTURE_WRITERS, SdmxRestVersion
from api.exchange.sdmx.negotiation import list_base_media_types, negotiate_format
from api.exchange.sdmx.query.path_parameters import (
    AGENCY_PARAMETER,
    FLOW_PARAMETERS,
    KIND_PARAMETER,
    NAME_PARAMETER,
    VERSION_PARAMETER,
)
from api.exchange.sdmx.query.structure_parameters import SdmxStructureParameters
from api.exchange.sdmx.structure.artefacts import (
    AGENCY_SCHEME,
    Artefact,
    find_artefacts,
    find_descendants,
    find_related,
)
from api.exchange.sdmx.structure.identifiers import build_urn, find_dataflow
from api.exchange.sdmx.structure.json_writer import write_structure_json
from api.exchange.sdmx.structure.message import load_structure_message, select_stubs
from api.http.request.api_request import ApiRequest, get_header, open_read_session
from api.http.request.operation import RawResponse, build_response, get

_DESCRIPTION = (
    "{version}, as pysdmx and sdmx1 request it: structures of one `kind`, optionally by agency, id and version. Names "
    "are in Indonesian and English."
)
_SCHEMA_KINDS = {"datastructure": "DataStructure", "conceptscheme": "ConceptScheme", "codelist": "Codelist"}
_PATH_PARAMETERS = {
    "kind": KIND_PARAMETER,
    "agency": AGENCY_PARAMETER,
    "name": NAME_PARAMETER,
    "version": VERSION_PARAMETER,
}


def _build_structure_route(edition: SdmxRestVersion, parts: tuple[str, ...]) -> HTTPRouteHandler:
    """Build the route with these parts of the path; a missing part at its end means all."""
    prefix = f"{edition.path}/structure" if edition is SDMX_REST_2 else edition.path
    by = f"by {parts[-1]}" if parts else "of all kinds"
    operation_id = f"read_sdmx_{edition.path[-2:]}_structures_{by.replace(' ', '_')}"
    path_parameters = {name: kind for part in parts for name, kind in _PATH_PARAMETERS[part].items()}

    @get(
        "".join((prefix, *(f"/{{{part}:str}}" for part in parts))),
        operation_id=operation_id,
        summary=f"Read SDMX structures {by} ({edition.version})",
        description=_DESCRIPTION.format(version=edition.version),
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxStructureParameters,
        media_types=list_base_media_types(edition.structures),
        path_parameters=path_parameters,
        # Without parts, the request selects all structures.
        problem_types=("not-found", "not-implemented") if parts else (),
    )
    async def read_structures(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        accepted = negotiate_format(get_header(request, "accept"), edition.structures)
        publisher = request.services.publisher
        query: SdmxStructureParameters = request.query
        found = find_artefacts(
            publisher.sdmx_agency, *(request.path_params.get(part, "*") for part in _PATH_PARAMETERS)
        )
        referenced = find_related(query.references, found)
        async with open_read_session(request, database, repeatable_read=True) as connection:
            message = await load_structure_message(
                connection, publisher, found | referenced, select_stubs(query.detail, found, referenced)
            )
        return build_response(STRUCTURE_WRITERS[accepted.media_type](message), accepted.content_type, VARY_ACCEPT)

    return read_structures


def _build_schema_route(*, by_version: bool) -> HTTPRouteHandler:
    operation_id = "read_sdmx_schema" if by_version else "read_latest_sdmx_schema"

    @get(
        f"{SDMX_REST_2.path}/schema/dataflow/{{agency:str}}/{{flow:str}}" + ("/{version:str}" if by_version else ""),
        operation_id=operation_id,
        summary=f"Read the {'' if by_version else 'latest '}schema of a dataflow",
        description="SDMX-REST 2: the data structure of the dataflow, its concepts and codelists, and their URNs.",
        tag="sdmx",
        requires="public",
        response_model=None,
        media_types=list_base_media_types((STRUCTURE_JSON,)),
        path_parameters=FLOW_PARAMETERS | (VERSION_PARAMETER if by_version else {}),
        problem_types=("not-found", "not-implemented"),
    )
    async def read_schema(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        accepted = negotiate_format(get_header(request, "accept"), (STRUCTURE_JSON,))
        publisher = request.services.publisher
        flow = find_dataflow(publisher.sdmx_agency, request.path_params)
        structure = Artefact("datastructure", flow.structure.id)
        described = {structure, *find_descendants({structure})} - {AGENCY_SCHEME}
        async with open_read_session(request, database, repeatable_read=True) as connection:
            message = await load_structure_message(connection, publisher, described)
        urns = [
            build_urn(message.agency, urn_kind, name)
            for kind, urn_kind in _SCHEMA_KINDS.items()
            for name in message.list_ids(kind)
        ]
        links = [{"rel": "structure", "urn": urn} for urn in urns]
        return build_response(write_structure_json(message, links=links), accepted.content_type, VARY_ACCEPT)

    return read_schema


handlers = [
    *(
        _build_structure_route(edition, tuple(_PATH_PARAMETERS)[:depth])
        for edition in (SDMX_REST_2, SDMX_REST_1)
        for depth in range(0 if edition is SDMX_REST_2 else 1, len(_PATH_PARAMETERS) + 1)
    ),
    *(_build_schema_route(by_version=by_version) for by_version in (True, False)),
]
