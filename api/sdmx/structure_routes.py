"""Structures on the wire: flows, their structures, concepts and codes, and the schema of a flow."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.http.acting_as import reading
from api.http.negotiation import best_of
from api.http.operation import CapaianRequest, Operation, answer, field_of
from api.http.whole import WholeAnswer
from api.postgres.pool import Database
from api.sdmx.addresses import flow_of, urn
from api.sdmx.answering import VARY
from api.sdmx.artefacts import REFERENCES, Artefact, asked_for
from api.sdmx.flows import CONCEPTS
from api.sdmx.formats import JSON, NEW, OLD, STRUCTURE_WRITERS, Edition, names_of
from api.sdmx.message import message_of, stubs_of
from api.sdmx.path_parameters import AGENCIES, FLOW, KINDS_OF_STRUCTURE, STRUCTURES, VERSIONS_ASKED
from api.sdmx.structure_json import ENCODER, data_of, meta
from api.sdmx.structure_query import SdmxStructureQuery

_ABOUT = (
    "{version}, as pysdmx and sdmx1 ask. `kind` is a list of them: all, those of an agency, one by its id, or one in a "
    "version. Names are in Indonesian and English."
)
_PARTS = {"agency": AGENCIES, "name": STRUCTURES, "version": VERSIONS_ASKED}


def _read(edition: Edition, parts: tuple[str, ...]) -> HTTPRouteHandler:
    before = f"{edition.path}/structure" if edition is NEW else edition.path
    told = f"by {parts[-1]}" if parts else "of a kind"
    known = {name: kind for part in parts for name, kind in _PARTS[part].items()}

    @get(
        "".join((before, "/{kind:str}", *(f"/{{{part}:str}}" for part in parts))),
        operation_id=f"read_sdmx_{edition.path[-2:]}_structures_{told.replace(' ', '_')}",
        opt={
            "operation": Operation(
                summary=f"Read SDMX structures {told} ({edition.version})",
                description=_ABOUT.format(version=edition.version),
                tag="sdmx",
                asks="public",
                answers=None,
                query=SdmxStructureQuery,
                media_types=names_of(edition.structures),
                path_parameters=KINDS_OF_STRUCTURE | known,
                problems=("not-found", "not-offered"),
            )
        },
    )
    async def read_structures(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        media_type = best_of(field_of(request, "accept"), edition.structures)
        query: SdmxStructureQuery = request.query
        asked = asked_for(request.path_params["kind"], *(request.path_params.get(part, "*") for part in _PARTS))
        referred = REFERENCES[query.references](asked)
        async with reading(request, database, of_one_moment=True) as connection:
            message = await message_of(connection, asked | referred, stubs_of(query.detail, asked, referred))
        return answer(STRUCTURE_WRITERS[media_type](message), media_type, VARY)

    return read_structures


@get(
    f"{NEW.path}/schema/dataflow/{{agency:str}}/{{flow:str}}/{{version:str}}",
    operation_id="read_sdmx_schema",
    opt={
        "operation": Operation(
            summary="Read the schema of a flow",
            description="SDMX-REST 2: the structure of the flow's data with all that it names, and links to each.",
            tag="sdmx",
            asks="public",
            answers=None,
            media_types=names_of((JSON,)),
            path_parameters=FLOW,
            problems=("not-found",),
        )
    },
)
async def read_schema(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    media_type = best_of(field_of(request, "accept"), (JSON,))
    flow = flow_of(*(request.path_params[part] for part in ("agency", "flow", "version")))
    structure = Artefact("datastructure", flow.structure.id)
    async with reading(request, database, of_one_moment=True) as connection:
        message = await message_of(connection, {structure, *REFERENCES["descendants"]({structure})})
    links = [
        urn("DataStructure", flow.structure.id),
        urn("ConceptScheme", CONCEPTS),
        *(urn("Codelist", one.id) for one in message.codelists),
    ]
    told = {**meta(message.prepared), "links": [{"rel": "structure", "urn": link} for link in links]}
    return answer(ENCODER.encode({"meta": told, "data": data_of(message)}), media_type, VARY)


handlers = [
    *(_read(edition, tuple(_PARTS)[:depth]) for edition in (NEW, OLD) for depth in range(len(_PARTS) + 1)),
    read_schema,
]
