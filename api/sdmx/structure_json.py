"""Structures as SDMX-JSON 2.0."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from api.faults import Text
from api.http.snapshot import written
from api.sdmx import concepts
from api.sdmx.addresses import urn
from api.sdmx.codelists import Code, Codelist
from api.sdmx.components import OBS_VALUE, TIME_PERIOD, Component
from api.sdmx.flows import AGENCY, CONCEPTS, VERSION, Flow, Structure
from api.sdmx.message import Message

JsonObject = dict[str, Any]

# Clients tell the format by this address, and look for it at the beginning of the message.
SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)
ENCODER = msgspec.json.Encoder()


def meta(prepared: datetime) -> JsonObject:
    return {
        "schema": SCHEMA,
        "id": AGENCY,
        "prepared": written(prepared),
        "test": False,
        "contentLanguages": ["id", "en"],
        "sender": {"id": AGENCY},
    }


def data_of(message: Message) -> JsonObject:
    told = {
        "dataflows": [_flow(one, is_stub=message.is_stub("dataflow", one.id)) for one in message.flows],
        "dataStructures": [
            _structure(one, is_stub=message.is_stub("datastructure", one.id)) for one in message.structures
        ],
        "conceptSchemes": [_concepts(is_stub=message.is_stub("conceptscheme", CONCEPTS))]
        if message.has_concepts
        else [],
        "codelists": [_codelist(one, message.codes.get(one.id)) for one in message.codelists],
    }
    return {name: those for name, those in told.items() if those}


def write(message: Message) -> bytes:
    return ENCODER.encode({"meta": meta(message.prepared), "data": data_of(message)})


def maintained(name: str, called: Text, about: Text | None = None) -> JsonObject:
    described = {} if about is None else _named("description", about)
    return {"id": name, "agencyID": AGENCY, "version": VERSION, **_named("name", called), **described}


def _named(member: str, text: Text) -> JsonObject:
    return {member: text.id, f"{member}s": {"id": text.id, "en": text.en}}


def _flow(flow: Flow, *, is_stub: bool) -> JsonObject:
    structure = {} if is_stub else {"structure": urn("DataStructure", flow.structure.id)}
    return {**maintained(flow.id, flow.name, flow.about), **structure}


def _structure(structure: Structure, *, is_stub: bool) -> JsonObject:
    told = maintained(structure.id, structure.name)
    return told if is_stub else {**told, "dataStructureComponents": _components(structure)}


def _components(structure: Structure) -> JsonObject:
    measured = [OBS_VALUE.id]
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {**_component(one), "position": place} for place, one in enumerate(structure.series, start=1)
            ],
            "timeDimension": _component(TIME_PERIOD),
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [{**_component(OBS_VALUE), "usage": "mandatory"}]},
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {
                    **_component(one),
                    "usage": "mandatory" if one.is_mandatory else "optional",
                    "attributeRelationship": {"observation": {}},
                    "measureRelationship": measured,
                }
                for one in structure.attributes
            ],
        },
    }


def _component(component: Component) -> JsonObject:
    return {
        "id": component.id,
        "conceptIdentity": urn("Concept", CONCEPTS, component.id),
        "localRepresentation": {"enumeration": urn("Codelist", component.codelist)}
        if component.codelist is not None
        else {"format": {"dataType": component.data_type}},
    }


def _concepts(*, is_stub: bool) -> JsonObject:
    told = maintained(CONCEPTS, concepts.NAME)
    each = [{"id": one.id, **_named("name", one.name), **_named("description", one.about)} for one in concepts.ALL]
    return told if is_stub else {**told, "concepts": each}


def _codelist(codelist: Codelist, codes: Sequence[Code] | None) -> JsonObject:
    told = maintained(codelist.id, codelist.name)
    if codes is None:
        return told
    return {
        **told,
        "codes": [
            {"id": one.id, **_named("name", one.name), **({"parent": one.parent} if one.parent is not None else {})}
            for one in codes
        ],
    }
