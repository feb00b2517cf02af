"""Write structures as SDMX-JSON 2.0."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from api.errors import Text
from api.exchange.sdmx.structure import concepts
from api.exchange.sdmx.structure.codelists import Codelist, CodelistCode
from api.exchange.sdmx.structure.components import OBS_VALUE, TIME_PERIOD, SdmxComponent
from api.exchange.sdmx.structure.dataflows import AGENCY, CONCEPTS, VERSION, Dataflow, DataStructure
from api.exchange.sdmx.structure.identifiers import build_urn
from api.exchange.sdmx.structure.message import StructureMessage
from api.types import JsonObject, format_timestamp

# pysdmx recognizes the format by this URL, which must be in the first 350 characters of the message.
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)
ENCODER = msgspec.json.Encoder()


def build_meta(prepared: datetime) -> JsonObject:
    return {
        "schema": SCHEMA,
        "id": AGENCY,
        "prepared": format_timestamp(prepared),
        "test": False,
        "contentLanguages": ["id", "en"],
        "sender": {"id": AGENCY},
    }


def build_data(message: StructureMessage) -> JsonObject:
    """Build the structures of a message; kinds without structures are omitted."""
    data = {
        "dataflows": [_build_dataflow(flow, is_stub=message.is_stub("dataflow", flow.id)) for flow in message.flows],
        "dataStructures": [
            _build_data_structure(structure, is_stub=message.is_stub("datastructure", structure.id))
            for structure in message.structures
        ],
        "conceptSchemes": [_build_concept_scheme(is_stub=message.is_stub("conceptscheme", CONCEPTS))]
        if message.has_concepts
        else [],
        "codelists": [_build_codelist(codelist, message.codes.get(codelist.id)) for codelist in message.codelists],
    }
    return {name: structures for name, structures in data.items() if structures}


def write_structure_json(message: StructureMessage) -> bytes:
    return ENCODER.encode({"meta": build_meta(message.prepared), "data": build_data(message)})


def build_maintainable(structure_id: str, name: Text, description: Text | None = None) -> JsonObject:
    """Build the fields of every structure: id, agency, version and names."""
    descriptions = {} if description is None else _build_names("description", description)
    return {"id": structure_id, "agencyID": AGENCY, "version": VERSION, **_build_names("name", name), **descriptions}


def _build_names(field: str, text: Text) -> JsonObject:
    return {field: text.id, f"{field}s": {"id": text.id, "en": text.en}}


def _build_dataflow(flow: Dataflow, *, is_stub: bool) -> JsonObject:
    structure = {} if is_stub else {"structure": build_urn("DataStructure", flow.structure.id)}
    return {**build_maintainable(flow.id, flow.name, flow.description), **structure}


def _build_data_structure(structure: DataStructure, *, is_stub: bool) -> JsonObject:
    names = build_maintainable(structure.id, structure.name)
    return names if is_stub else {**names, "dataStructureComponents": _build_component_lists(structure)}


def _build_component_lists(structure: DataStructure) -> JsonObject:
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {**_build_component(dimension), "position": position}
                for position, dimension in enumerate(structure.series, start=1)
            ],
            "timeDimension": _build_component(TIME_PERIOD),
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [{**_build_component(OBS_VALUE), "usage": "mandatory"}]},
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {
                    **_build_component(attribute),
                    "usage": "mandatory" if attribute.is_mandatory else "optional",
                    "attributeRelationship": {"observation": {}},
                    "measureRelationship": [OBS_VALUE.id],
                }
                for attribute in structure.attributes
            ],
        },
    }


def _build_component(component: SdmxComponent) -> JsonObject:
    return {
        "id": component.id,
        "conceptIdentity": build_urn("Concept", CONCEPTS, component.id),
        "localRepresentation": {"enumeration": build_urn("Codelist", component.codelist)}
        if component.codelist is not None
        else {"format": {"dataType": component.data_type}},
    }


def _build_concept_scheme(*, is_stub: bool) -> JsonObject:
    names = build_maintainable(CONCEPTS, concepts.CONCEPT_SCHEME_NAME)
    items = [
        {"id": concept.id, **_build_names("name", concept.name), **_build_names("description", concept.description)}
        for concept in concepts.CONCEPTS
    ]
    return names if is_stub else {**names, "concepts": items}


def _build_codelist(codelist: Codelist, codes: Sequence[CodelistCode] | None) -> JsonObject:
    names = build_maintainable(codelist.id, codelist.name)
    if codes is None:
        return names
    return {
        **names,
        "codes": [
            {
                "id": code.id,
                **_build_names("name", code.name),
                **({"parent": code.parent} if code.parent is not None else {}),
            }
            for code in codes
        ],
    }
