"""Data on the wire: the observations of a flow, and what there is of them."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api.faults import Missing, NotOffered
from api.http.acting_as import reading
from api.http.negotiation import best_of
from api.http.operation import CapaianRequest, Operation, answer, field_of
from api.http.room import Room
from api.http.whole import WholeAnswer
from api.postgres.pool import Database
from api.sdmx.addresses import flow_of, named
from api.sdmx.answering import VARY, data_answer
from api.sdmx.artefacts import KINDS, REFERENCES, Artefact
from api.sdmx.asked import Asked, asked_in_the_old_way, asked_of, filters_of
from api.sdmx.availability import available, constraint_of
from api.sdmx.elsewhere import NOT_OFFERED
from api.sdmx.flows import AGENCY, VERSION, Flow
from api.sdmx.formats import JSON, NEW, OLD, names_of
from api.sdmx.keys import read_keys
from api.sdmx.message import message_of
from api.sdmx.path_parameters import CONTEXT, CONTEXTS, FLOW, KEYS, PROVIDER, REFERENCE
from api.sdmx.query import SdmxAvailabilityQuery, SdmxDataQuery, SdmxOldDataQuery
from api.sdmx.structure_json import ENCODER, data_of, meta

_ABOUT = (
    "{version}, for pandas and the like: SDMX-CSV 2.0 and 1.0, generic SDMX-ML 2.1. In the reading order of the lists, "
    "of one moment, whole or streamed as an export is. Where nothing matches it is a 404, not the 204 of the standard, "
    "which clients take for a broken answer. At most eight such answers are under way at once (503)."
)
_PROBLEMS = ("not-found", "no-data", "not-offered")


def _read_data(*, by_key: bool) -> HTTPRouteHandler:
    @get(
        f"{NEW.path}/data/{{context:str}}/{{agency:str}}/{{flow:str}}/{{version:str}}"
        + ("/{key:str}" if by_key else ""),
        operation_id=f"read_sdmx_v2_{'series' if by_key else 'data'}",
        opt={
            "operation": Operation(
                summary=f"Read {'series' if by_key else 'the data'} of a flow (SDMX-REST 2)",
                description=_ABOUT.format(version=NEW.version),
                tag="sdmx",
                asks="public",
                answers=None,
                query=SdmxDataQuery,
                media_types=names_of(NEW.data),
                path_parameters=CONTEXT | FLOW | (KEYS if by_key else {}),
                problems=_PROBLEMS,
                headers=("Capaian-Known-At", "Repr-Digest"),
                may_stream=True,
            )
        },
    )
    async def read_data(
        request: CapaianRequest, database: NamedDependency[Database], room_for_sdmx: NamedDependency[Room]
    ) -> ASGIApp:
        context = request.path_params["context"]
        if context not in CONTEXTS:
            raise NotOffered(f"data/{context}") if context in NOT_OFFERED | set(KINDS) else Missing(context)
        asked = asked_of(_flow(request), request.path_params.get("key", "*"), request.query)
        return data_answer(request, database, room_for_sdmx, asked, NEW.data)

    return read_data


def _read_in_the_old_way(*parts: str) -> HTTPRouteHandler:
    told = {(): "data", ("key",): "series", ("key", "provider"): "series_of_a_provider"}[parts]

    @get(
        "".join((OLD.path, "/data/{reference:str}", *(f"/{{{part}:str}}" for part in parts))),
        operation_id=f"read_sdmx_v1_{told}",
        opt={
            "operation": Operation(
                summary=f"Read {told.replace('_', ' ')} of a flow (SDMX-REST 1.5)",
                description=_ABOUT.format(version=OLD.version),
                tag="sdmx",
                asks="public",
                answers=None,
                query=SdmxOldDataQuery,
                media_types=names_of(OLD.data),
                path_parameters={**REFERENCE, **(KEYS | PROVIDER if "provider" in parts else KEYS if parts else {})},
                problems=_PROBLEMS,
                headers=("Capaian-Known-At", "Repr-Digest"),
                may_stream=True,
            )
        },
    )
    async def read_data_in_the_old_way(
        request: CapaianRequest, database: NamedDependency[Database], room_for_sdmx: NamedDependency[Room]
    ) -> ASGIApp:
        if not named(request.path_params.get("provider", "all"), AGENCY):
            raise Missing(request.scope["path"])
        flow = _referred(request.path_params["reference"])
        asked = asked_in_the_old_way(flow, request.path_params.get("key", "all"), request.query)
        return data_answer(request, database, room_for_sdmx, asked, OLD.data)

    return read_data_in_the_old_way


def _read_availability(*, by_key: bool) -> HTTPRouteHandler:
    @get(
        f"{NEW.path}/availability/dataflow/{{agency:str}}/{{flow:str}}/{{version:str}}"
        + ("/{key:str}" if by_key else ""),
        operation_id=f"read_sdmx_availability{'_of_series' if by_key else ''}",
        opt={
            "operation": Operation(
                summary=f"Count what a flow has{' of some series' if by_key else ''}",
                description="SDMX-REST 2: how many series and observations there are, and which values the dimensions "
                "with few values have; with `references=all` also the structures. pysdmx asks it with every load.",
                tag="sdmx",
                asks="public",
                answers=None,
                query=SdmxAvailabilityQuery,
                media_types=names_of((JSON,)),
                path_parameters=FLOW | (KEYS if by_key else {}),
                problems=_PROBLEMS,
            )
        },
    )
    async def read_availability(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        media_type = best_of(field_of(request, "accept"), (JSON,))
        query: SdmxAvailabilityQuery = request.query
        flow = _flow(request)
        keys = read_keys(request.path_params.get("key", "*"), flow.structure)
        asked = Asked(flow, (), keys, filters_of(flow, query))
        itself = {Artefact("dataflow", flow.id)}
        told = itself | REFERENCES["descendants"](itself) if query.references == "all" else set()
        async with reading(request, database, of_one_moment=True) as connection:
            found = await available(connection, asked)
            message = await message_of(connection, told)
        data = {**data_of(message), "dataConstraints": [constraint_of(flow, found)]}
        return answer(ENCODER.encode({"meta": meta(message.prepared), "data": data}), media_type, VARY)

    return read_availability


def _flow(request: CapaianRequest) -> Flow:
    return flow_of(*(request.path_params[part] for part in ("agency", "flow", "version")))


def _referred(reference: str) -> Flow:
    """`CLAIM`, `CAPAIAN,CLAIM` or `CAPAIAN,CLAIM,1.0.0`. Raises Missing."""
    match reference.split(","):
        case [name]:
            return flow_of(AGENCY, name, VERSION)
        case [agency, name]:
            return flow_of(agency, name, VERSION)
        case [agency, name, version]:
            return flow_of(agency, name, version)
    raise Missing(reference)


handlers = [
    *(_read_data(by_key=by_key) for by_key in (False, True)),
    *(_read_availability(by_key=by_key) for by_key in (False, True)),
    *(_read_in_the_old_way(*parts) for parts in ((), ("key",), ("key", "provider"))),
]
