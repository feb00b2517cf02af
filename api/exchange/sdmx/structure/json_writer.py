"""Write structures as SDMX-JSON 2.0."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from api.errors import Text
from api.exchange.sdmx.message_header import MessageHeader, build_message_id
from api.exchange.sdmx.structure import concepts, topics
from api.exchange.sdmx.structure.artefacts import AGENCY_SCHEME_VERSION, ROOT_AGENCY
from api.exchange.sdmx.structure.codelists import CODELISTS_BY_ID, CodelistCode
from api.exchange.sdmx.structure.components import OBS_VALUE, TIME_PERIOD, SdmxComponent
from api.exchange.sdmx.structure.dataflows import CONCEPTS, FLOWS_BY_ID, STRUCTURES_BY_ID, VERSION
from api.exchange.sdmx.structure.identifiers import build_urn
from api.exchange.sdmx.structure.message import StructureMessage
from api.types import JsonObject, format_timestamp

# pysdmx recognizes the format by this URL, which must be in the first 350 characters of the message.
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/{0}-message/tools/schemas/2.0.0/"
    "sdmx-json-{0}-schema.json"
)
ENCODER = msgspec.json.Encoder()


def build_meta(header: MessageHeader, schema: str) -> JsonObject:
    return {
        "schema": SCHEMA.format(schema),
        "id": header.id,
        "prepared": format_timestamp(header.prepared),
        "test": False,
        "contentLanguages": ["id", "en"],
        "sender": {"id": header.sender},
    }


def write_structure_json(
    message: StructureMessage, more: Mapping[str, object] | None = None, links: Sequence[JsonObject] = ()
) -> bytes:
    """Write the message with `more` structures and `links` to the structures."""
    data = ENCODER.encode({**build_data(message), **(more or {})})
    timestamp = format_timestamp(message.prepared).encode()
    header = MessageHeader(message.agency, build_message_id(timestamp, data), message.prepared)
    meta = build_meta(header, "structure") | ({"links": links} if links else {})
    return ENCODER.encode({"meta": meta, "data": msgspec.Raw(data)})


def build_data(message: StructureMessage) -> JsonObject:
    """Build the structures of a message; kinds without structures are omitted."""
    data: JsonObject = {}
    for kind, (field, build) in _BUILDERS.items():
        for name in message.list_ids(kind):
            names, content = build(message, name)
            data.setdefault(field, []).append(names if message.is_stub(kind, name) else {**names, **content})
    return data


def build_maintainable(agency: str, structure_id: str, name: Text, description: Text | None = None) -> JsonObject:
    """Build the fields of every structure: id, agency, version and names."""
    descriptions = {} if description is None else _build_names("description", description)
    return {"id": structure_id, "agencyID": agency, "version": VERSION, **build_names(name), **descriptions}


def build_names(text: Text) -> JsonObject:
    return _build_names("name", text)


def _build_names(field: str, text: Text) -> JsonObject:
    return {field: text.id, f"{field}s": {"id": text.id, "en": text.en}}


# The functions below return the fields of a stub, and those that only a complete structure has.
_Parts: TypeAlias = "tuple[JsonObject, JsonObject]"


def _build_agency_scheme(message: StructureMessage, name: str) -> _Parts:
    parent, _, agency = message.agency.rpartition(".")
    names = {
        "id": name,
        "agencyID": parent or ROOT_AGENCY,
        "version": AGENCY_SCHEME_VERSION,
        **build_names(concepts.AGENCY_SCHEME_NAME),
    }
    publisher = Text(message.publisher.name, message.publisher.name)
    return names, {"agencies": [{"id": agency, **build_names(publisher)}]}


def _build_dataflow(message: StructureMessage, name: str) -> _Parts:
    flow = FLOWS_BY_ID[name]
    names = build_maintainable(message.agency, name, flow.name, flow.description)
    return names, {"structure": build_urn(message.agency, "DataStructure", flow.structure.id)}


def _build_data_structure(message: StructureMessage, name: str) -> _Parts:
    structure, agency = STRUCTURES_BY_ID[name], message.agency
    components = {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {**_build_component(agency, dimension), "position": position}
                for position, dimension in enumerate(structure.series, start=1)
            ],
            "timeDimension": _build_component(agency, TIME_PERIOD),
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [{**_build_component(agency, OBS_VALUE), "usage": "mandatory"}],
        },
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {
                    **_build_component(agency, attribute),
                    "usage": "mandatory" if attribute.is_mandatory else "optional",
                    "attributeRelationship": {"observation": {}},
                    "measureRelationship": [OBS_VALUE.id],
                }
                for attribute in structure.attributes
            ],
        },
    }
    return build_maintainable(agency, name, structure.name), {"dataStructureComponents": components}


def _build_component(agency: str, component: SdmxComponent) -> JsonObject:
    return {
        "id": component.id,
        "conceptIdentity": build_urn(agency, "Concept", CONCEPTS, component.id),
        "localRepresentation": {"enumeration": build_urn(agency, "Codelist", component.codelist)}
        if component.codelist is not None
        else {"format": {"dataType": component.data_type}},
    }


def _build_concept_scheme(message: StructureMessage, name: str) -> _Parts:
    items = [
        {"id": concept.id, **build_names(concept.name), **_build_names("description", concept.description)}
        for concept in concepts.CONCEPTS
    ]
    return build_maintainable(message.agency, name, concepts.CONCEPT_SCHEME_NAME), {"concepts": items}


def _build_codelist(message: StructureMessage, name: str) -> _Parts:
    codes = [_build_code(code) for code in message.codes.get(name, ())]
    return build_maintainable(message.agency, name, CODELISTS_BY_ID[name].name), {"codes": codes}


def _build_code(code: CodelistCode) -> JsonObject:
    annotations = [{"id": name, "title": value} for name, value in code.annotations.items()]
    return {
        "id": code.id,
        **build_names(code.name),
        **({"parent": code.parent} if code.parent is not None else {}),
        **({"annotations": annotations} if annotations else {}),
    }


def _build_category_scheme(message: StructureMessage, name: str) -> _Parts:
    items = [{"id": topic.id, **build_names(topic.name)} for topic in topics.TOPICS]
    return build_maintainable(message.agency, name, topics.TOPIC_SCHEME_NAME), {"categories": items}


def _build_categorisation(message: StructureMessage, name: str) -> _Parts:
    one, agency = topics.CATEGORISATIONS_BY_ID[name], message.agency
    return build_maintainable(agency, name, one.name), {
        "source": build_urn(agency, "Dataflow", one.flow.id),
        "target": build_urn(agency, "Category", topics.TOPIC_SCHEME, one.topic.id),
    }


# By kind: the field of the message, and the function that builds a structure.
_BUILDERS: dict[str, tuple[str, Callable[[StructureMessage, str], _Parts]]] = {
    "agencyscheme": ("agencySchemes", _build_agency_scheme),
    "dataflow": ("dataflows", _build_dataflow),
    "datastructure": ("dataStructures", _build_data_structure),
    "conceptscheme": ("conceptSchemes", _build_concept_scheme),
    "codelist": ("codelists", _build_codelist),
    "categoryscheme": ("categorySchemes", _build_category_scheme),
    "categorisation": ("categorisations", _build_categorisation),
}
