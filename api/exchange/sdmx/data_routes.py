"""Routes of data and availability: the observations of a dataflow, and their number and codes."""

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api.database.pool import Database
from api.errors import NotFoundError, UnsupportedFeatureError
from api.exchange.sdmx.data.availability import build_content_constraint, load_availability
from api.exchange.sdmx.data_response import VARY_ACCEPT, build_data_response
from api.exchange.sdmx.formats import SDMX_REST_1, SDMX_REST_2, STRUCTURE_JSON, list_base_media_types
from api.exchange.sdmx.query.data_parameters import (
    SdmxAvailabilityParameters,
    SdmxV1DataParameters,
    SdmxV2DataParameters,
)
from api.exchange.sdmx.query.data_query import DataQuery, build_filters, build_v1_query, build_v2_query
from api.exchange.sdmx.query.path_parameters import (
    CONTEXT_PARAMETER,
    CONTEXTS,
    FLOW_PARAMETERS,
    KEY_PARAMETER,
    PROVIDER_PARAMETER,
    REFERENCE_PARAMETER,
)
from api.exchange.sdmx.query.series_keys import parse_series_keys
from api.exchange.sdmx.structure.artefacts import ARTEFACT_KINDS, REFERENCES, Artefact
from api.exchange.sdmx.structure.dataflows import AGENCY, VERSION, Dataflow
from api.exchange.sdmx.structure.identifiers import find_dataflow, matches_name
from api.exchange.sdmx.structure.json_writer import ENCODER, build_data, build_meta
from api.exchange.sdmx.structure.message import load_structure_message
from api.exchange.sdmx.structure.unsupported import UNSUPPORTED_ARTEFACTS
from api.http.headers.content_negotiation import choose_media_type
from api.http.request.api_request import ApiRequest, get_header, open_read_session
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.request.operation import RawResponse, build_response, get

_DESCRIPTION = (
    "{version}, for pandas and other clients: SDMX-CSV 2.0 and 1.0, generic SDMX-ML 2.1. Sorted like the lists, from "
    "one snapshot, buffered or streamed like an export. An empty result is a 404 instead of the 204 of the standard, "
    "because clients fail on a 204. A process serves eight such requests concurrently, two per caller; more are a 503."
)
_PROBLEMS = ("not-found", "no-data", "not-implemented")


def _build_v2_data_route(*, by_key: bool) -> HTTPRouteHandler:
    operation_id = f"read_sdmx_v2_{'series' if by_key else 'data'}"

    @get(
        f"{SDMX_REST_2.path}/data/{{context:str}}/{{agency:str}}/{{flow:str}}/{{version:str}}"
        + ("/{key:str}" if by_key else ""),
        operation_id=operation_id,
        summary=f"Read {'series' if by_key else 'the data'} of a dataflow (SDMX-REST 2)",
        description=_DESCRIPTION.format(version=SDMX_REST_2.version),
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxV2DataParameters,
        media_types=list_base_media_types(SDMX_REST_2.data),
        path_parameters=CONTEXT_PARAMETER | FLOW_PARAMETERS | (KEY_PARAMETER if by_key else {}),
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
        query = build_v2_query(_find_dataflow(request), request.path_params.get("key", "*"), request.query)
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
        if not matches_name(request.path_params.get("provider", "all"), AGENCY):
            raise NotFoundError(request.scope["path"])
        flow = _parse_dataflow_reference(request.path_params["reference"])
        query = build_v1_query(flow, request.path_params.get("key", "all"), request.query)
        return build_data_response(request, database, sdmx_limiter, query, SDMX_REST_1.data)

    return read_data


def _build_availability_route(*, by_key: bool) -> HTTPRouteHandler:
    operation_id = f"read_sdmx_{'series_' if by_key else ''}availability"

    @get(
        f"{SDMX_REST_2.path}/availability/dataflow/{{agency:str}}/{{flow:str}}/{{version:str}}"
        + ("/{key:str}" if by_key else ""),
        operation_id=operation_id,
        summary=f"Count the series and observations of {'series' if by_key else 'a dataflow'}",
        description="SDMX-REST 2: the number of series and observations, and the values of the dimensions with "
        "few values; with `references=all` also the structures. pysdmx requests it with every load.",
        tag="sdmx",
        requires="public",
        response_model=None,
        query_model=SdmxAvailabilityParameters,
        media_types=list_base_media_types((STRUCTURE_JSON,)),
        path_parameters=FLOW_PARAMETERS | (KEY_PARAMETER if by_key else {}),
        problem_types=_PROBLEMS,
    )
    async def read_availability(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        media_type = choose_media_type(get_header(request, "accept"), (STRUCTURE_JSON,))
        query: SdmxAvailabilityParameters = request.query
        flow = _find_dataflow(request)
        keys = parse_series_keys(request.path_params.get("key", "*"), flow.structure)
        data_query = DataQuery(flow, (), keys, build_filters(flow, query))
        dataflow = {Artefact("dataflow", flow.id)}
        structures = dataflow | REFERENCES["descendants"](dataflow) if query.references == "all" else set()
        async with open_read_session(request, database, repeatable_read=True) as connection:
            availability = await load_availability(connection, data_query)
            message = await load_structure_message(connection, structures)
        data = {**build_data(message), "dataConstraints": [build_content_constraint(flow, availability)]}
        return build_response(
            ENCODER.encode({"meta": build_meta(message.prepared), "data": data}), media_type, VARY_ACCEPT
        )

    return read_availability


def _find_dataflow(request: ApiRequest) -> Dataflow:
    return find_dataflow(*(request.path_params[part] for part in ("agency", "flow", "version")))


def _parse_dataflow_reference(reference: str) -> Dataflow:
    """Find the dataflow of `STATEMENT`, `CAPAIAN,STATEMENT` or `CAPAIAN,STATEMENT,2.0.0`. Raise NotFoundError."""
    match reference.split(","):
        case [name]:
            return find_dataflow(AGENCY, name, VERSION)
        case [agency, name]:
            return find_dataflow(agency, name, VERSION)
        case [agency, name, version]:
            return find_dataflow(agency, name, version)
    raise NotFoundError(reference)


handlers = [
    *(_build_v2_data_route(by_key=by_key) for by_key in (False, True)),
    *(_build_availability_route(by_key=by_key) for by_key in (False, True)),
    *(_build_v1_data_route(*parts) for parts in ((), ("key",), ("key", "provider"))),
]
