"""Routes of data and availability: the observations of a dataflow, and their number and codes."""

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api.database.pool import Database
from api.errors import NotFoundError, UnsupportedFeatureError
from api.exchange.sdmx.data.availability import build_content_constraint, load_availability, parse_components
from api.exchange.sdmx.data_response import VARY_ACCEPT, build_data_response
from api.exchange.sdmx.formats import SDMX_REST_1, SDMX_REST_2, STRUCTURE_JSON
from api.exchange.sdmx.negotiation import list_base_media_types, negotiate_format
from api.exchange.sdmx.query.data_parameters import (
    AVAILABILITY_REFERENCES,
    SdmxAvailabilityParameters,
    SdmxV1DataParameters,
    SdmxV2DataParameters,
)
from api.exchange.sdmx.query.data_query import DataQuery, build_filters, build_v1_query, build_v2_query
from api.exchange.sdmx.query.path_parameters import (
    COMPONENT_PARAMETER,
    CONTEXT_PARAMETER,
    CONTEXTS,
    FLOW_PARAMETERS,
    KEY_PARAMETER,
    PROVIDER_PARAMETER,
    REFERENCE_PARAMETER,
    VERSION_PARAMETER,
)
from api.exchange.sdmx.query.series_keys import parse_series_keys
from api.exchange.sdmx.structure.artefacts import ARTEFACT_KINDS, Artefact, find_descendants
from api.exchange.sdmx.structure.identifiers import find_dataflow, matches_name
from api.exchange.sdmx.structure.json_writer import write_structure_json
from api.exchange.sdmx.structure.message import load_structure_message
from api.exchange.sdmx.structure.unsupported import UNSUPPORTED_ARTEFACTS
from api.http.request.api_request import ApiRequest, get_header, open_read_session
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import ParameterType

_DESCRIPTION = (
    "{version}, for pandas and other clients: SDMX-CSV 2.0 and 1.0, SDMX-JSON 2.0, generic and structure-specific "
    "SDMX-ML 2.1. Sorted like the lists, from one snapshot, buffered or streamed like an export. An empty result is a "
    "404 instead of the 204 of the standard, because clients fail on a 204. A process serves eight such requests "
    "concurrently, two per caller; more are a 503."
)
_PROBLEMS = ("not-found", "no-data", "not-implemented")
# The last parts of a path; a missing part means all.
_LAST_PARTS: dict[str, dict[str, ParameterType]] = {
    "version": VERSION_PARAMETER,
    "key": KEY_PARAMETER,
    "component": COMPONENT_PARAMETER,
}


def _build_path(start: str, depth: int) -> str:
    return "".join((f"{start}/{{agency:str}}/{{flow:str}}", *(f"/{{{part}:str}}" for part in [*_LAST_PARTS][:depth])))


def _list_path_parameters(depth: int) -> dict[str, ParameterType]:
    return FLOW_PARAMETERS | {name: kind for part in [*_LAST_PARTS.values()][:depth] for name, kind in part.items()}


def _build_v2_data_route(operation_id: str, content: str, depth: int) -> HTTPRouteHandler:
    @get(
        _build_path(f"{SDMX_REST_2.path}/data/{{context:str}}", depth),
        operation_id=operation_id,
        summary=f"Read {content} of a dataflow (SDMX-REST 2)",
        description=_DESCRIPTION.format(version=SDMX_REST_2.version),
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxV2DataParameters,
        media_types=list_base_media_types(SDMX_REST_2.data),
        path_parameters=CONTEXT_PARAMETER | _list_path_parameters(depth),
        problem_types=_PROBLEMS,
        response_headers=("Capaian-Complete-Until", "Capaian-Known-At"),
        may_stream=True,
    )
    async def read_data(
        request: ApiRequest, database: NamedDependency[Database], sdmx_limiter: NamedDependency[ConcurrencyLimiter]
    ) -> ASGIApp:
        context = request.path_params["context"]
        if context not in CONTEXTS:
            raise (
                UnsupportedFeatureError(f"data/{context}")
                if context in UNSUPPORTED_ARTEFACTS | set(ARTEFACT_KINDS)
                else NotFoundError(context)
            )
        flow = find_dataflow(request.services.publisher.sdmx_agency, request.path_params)
        query = build_v2_query(flow, request.path_params.get("key", "*"), request.query)
        return build_data_response(request, database, sdmx_limiter, query, SDMX_REST_2.data)

    return read_data


def _build_v1_data_route(*parts: str) -> HTTPRouteHandler:
    content = {(): "data", ("key",): "series", ("key", "provider"): "series_by_provider"}[parts]
    operation_id = f"read_sdmx_v1_{content}"

    @get(
        "".join((SDMX_REST_1.path, "/data/{reference:str}", *(f"/{{{part}:str}}" for part in parts))),
        operation_id=operation_id,
        summary=f"Read {content.replace('_', ' ')} of a dataflow (SDMX-REST 1.5)",
        description=_DESCRIPTION.format(version=SDMX_REST_1.version),
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxV1DataParameters,
        media_types=list_base_media_types(SDMX_REST_1.data),
        path_parameters={
            **REFERENCE_PARAMETER,
            **(KEY_PARAMETER | PROVIDER_PARAMETER if "provider" in parts else KEY_PARAMETER if parts else {}),
        },
        problem_types=_PROBLEMS,
        response_headers=("Capaian-Complete-Until", "Capaian-Known-At"),
        may_stream=True,
    )
    async def read_data(
        request: ApiRequest, database: NamedDependency[Database], sdmx_limiter: NamedDependency[ConcurrencyLimiter]
    ) -> ASGIApp:
        own_agency = request.services.publisher.sdmx_agency
        if not matches_name(request.path_params.get("provider", "all"), own_agency):
            raise NotFoundError(request.scope["path"])
        flow = find_dataflow(own_agency, _parse_dataflow_reference(own_agency, request.path_params["reference"]))
        query = build_v1_query(flow, request.path_params.get("key", "all"), request.query)
        return build_data_response(request, database, sdmx_limiter, query, SDMX_REST_1.data)

    return read_data


def _build_availability_route(operation_id: str, content: str, depth: int) -> HTTPRouteHandler:
    @get(
        _build_path(f"{SDMX_REST_2.path}/availability/dataflow", depth),
        operation_id=operation_id,
        summary=f"Read the availability of {content}",
        description="SDMX-REST 2: the number of series and observations, and the values of the dimensions with "
        "few values; with `references=all` also the structures. pysdmx requests it with every load.",
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxAvailabilityParameters,
        media_types=list_base_media_types((STRUCTURE_JSON,)),
        path_parameters=_list_path_parameters(depth),
        problem_types=_PROBLEMS,
    )
    async def read_availability(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        accepted = negotiate_format(get_header(request, "accept"), (STRUCTURE_JSON,))
        query: SdmxAvailabilityParameters = request.query
        publisher = request.services.publisher
        flow = find_dataflow(publisher.sdmx_agency, request.path_params)
        components = parse_components(flow, request.path_params.get("component", "*"))
        keys = parse_series_keys(request.path_params.get("key", "*"), flow.structure, may_be_partial=True)
        data_query = DataQuery(flow, components, keys, build_filters(flow, query))
        kinds = AVAILABILITY_REFERENCES if "all" in query.references else query.references
        dataflow = {Artefact("dataflow", flow.id)}
        structures = {one for one in dataflow | find_descendants(dataflow) if one.kind in kinds}
        async with open_read_session(request, database, repeatable_read=True) as connection:
            availability = await load_availability(connection, data_query)
            message = await load_structure_message(connection, publisher, structures)
        constraint = build_content_constraint(publisher.sdmx_agency, flow, availability)
        body = write_structure_json(message, {"dataConstraints": [constraint]})
        return build_response(body, accepted.content_type, VARY_ACCEPT)

    return read_availability


def _parse_dataflow_reference(own_agency: str, reference: str) -> dict[str, str]:
    """Parse `STATEMENT`, `CAPAIAN,STATEMENT` or `CAPAIAN,STATEMENT,2.0.0`. Raise NotFoundError."""
    match reference.split(","):
        case [name]:
            return {"agency": own_agency, "flow": name}
        case [agency, name]:
            return {"agency": agency, "flow": name}
        case [agency, name, version]:
            return {"agency": agency, "flow": name, "version": version}
    raise NotFoundError(reference)


handlers = [
    _build_v2_data_route("read_latest_sdmx_v2_data", "the latest version", 0),
    _build_v2_data_route("read_sdmx_v2_data", "the data", 1),
    _build_v2_data_route("read_sdmx_v2_series", "series", 2),
    _build_availability_route("read_latest_sdmx_availability", "the latest version of a dataflow", 0),
    _build_availability_route("read_sdmx_availability", "a dataflow", 1),
    _build_availability_route("read_sdmx_series_availability", "series", 2),
    _build_availability_route("read_sdmx_component_availability", "dimensions of series", 3),
    *(_build_v1_data_route(*parts) for parts in ((), ("key",), ("key", "provider"))),
]
