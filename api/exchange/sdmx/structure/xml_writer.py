"""Write structures as SDMX-ML 2.1."""

from collections.abc import Iterable, Sequence

from api.errors import Text
from api.exchange.sdmx.structure import concepts
from api.exchange.sdmx.structure.codelists import Codelist, CodelistCode
from api.exchange.sdmx.structure.components import OBS_VALUE, TIME_PERIOD, SdmxComponent
from api.exchange.sdmx.structure.dataflows import AGENCY, CONCEPTS, VERSION, Dataflow, DataStructure
from api.exchange.sdmx.structure.message import StructureMessage
from api.exchange.sdmx.xml import build_element, escape_text, open_root
from api.types import format_timestamp


def write_structure_xml(message: StructureMessage) -> bytes:
    header = build_element(
        "message:Header",
        build_element("message:ID", AGENCY),
        build_element("message:Test", "false"),
        build_element("message:Prepared", format_timestamp(message.prepared)),
        build_element("message:Sender", id=AGENCY),
    )
    structures = (
        ("Dataflows", [_build_dataflow(flow, is_stub=message.is_stub("dataflow", flow.id)) for flow in message.flows]),
        ("Codelists", [_build_codelist(codelist, message.codes.get(codelist.id)) for codelist in message.codelists]),
        (
            "Concepts",
            [_build_concept_scheme(is_stub=message.is_stub("conceptscheme", CONCEPTS))] if message.has_concepts else [],
        ),
        (
            "DataStructures",
            [
                _build_data_structure(structure, is_stub=message.is_stub("datastructure", structure.id))
                for structure in message.structures
            ],
        ),
    )
    body = build_element(
        "message:Structures",
        *(build_element(f"structure:{name}", *elements) for name, elements in structures if elements),
    )
    start = open_root("message:Structure", "message", "structure", "common")
    return f"{start}{header}{body}</message:Structure>".encode()


def _build_names(tag: str, text: Text) -> Iterable[str]:
    for language in ("id", "en"):
        yield f'<common:{tag} xml:lang="{language}">{escape_text(getattr(text, language))}</common:{tag}>'


def _build_maintainable(tag: str, structure_id: str, names: Iterable[str], children: Iterable[str] = ()) -> str:
    return build_element(tag, *names, *children, id=structure_id, agencyID=AGENCY, version=VERSION)


def _build_reference(tag: str, structure_id: str, kind: str, package: str) -> str:
    reference = build_element(
        "Ref", id=structure_id, agencyID=AGENCY, version=VERSION, package=package, **{"class": kind}
    )
    return build_element(tag, reference)


def _build_dataflow(flow: Dataflow, *, is_stub: bool) -> str:
    reference = _build_reference("structure:Structure", flow.structure.id, "DataStructure", "datastructure")
    names = (*_build_names("Name", flow.name), *_build_names("Description", flow.description))
    return _build_maintainable("structure:Dataflow", flow.id, names, [] if is_stub else [reference])


def _build_data_structure(structure: DataStructure, *, is_stub: bool) -> str:
    components = build_element(
        "structure:DataStructureComponents",
        build_element(
            "structure:DimensionList",
            *(_build_dimension(dimension, position) for position, dimension in enumerate(structure.series, start=1)),
            build_element(
                "structure:TimeDimension",
                *_build_representation(TIME_PERIOD),
                id=TIME_PERIOD.id,
                position=str(len(structure.dimensions)),
            ),
            id="DimensionDescriptor",
        ),
        build_element(
            "structure:AttributeList",
            *(_build_attribute(attribute) for attribute in structure.attributes),
            id="AttributeDescriptor",
        ),
        build_element(
            "structure:MeasureList",
            build_element("structure:PrimaryMeasure", *_build_representation(OBS_VALUE), id=OBS_VALUE.id),
            id="MeasureDescriptor",
        ),
    )
    names = _build_names("Name", structure.name)
    return _build_maintainable("structure:DataStructure", structure.id, names, [] if is_stub else [components])


def _build_dimension(component: SdmxComponent, position: int) -> str:
    return build_element(
        "structure:Dimension", *_build_representation(component), id=component.id, position=str(position)
    )


def _build_attribute(component: SdmxComponent) -> str:
    measure = build_element("structure:PrimaryMeasure", build_element("Ref", id=OBS_VALUE.id))
    return build_element(
        "structure:Attribute",
        *_build_representation(component),
        build_element("structure:AttributeRelationship", measure),
        id=component.id,
        assignmentStatus="Mandatory" if component.is_mandatory else "Conditional",
    )


def _build_representation(component: SdmxComponent) -> Iterable[str]:
    yield build_element(
        "structure:ConceptIdentity",
        build_element(
            "Ref",
            id=component.id,
            maintainableParentID=CONCEPTS,
            maintainableParentVersion=VERSION,
            agencyID=AGENCY,
            package="conceptscheme",
            **{"class": "Concept"},
        ),
    )
    yield build_element(
        "structure:LocalRepresentation",
        _build_reference("structure:Enumeration", component.codelist, "Codelist", "codelist")
        if component.codelist is not None
        else build_element("structure:TextFormat", textType=component.data_type),
    )


def _build_concept_scheme(*, is_stub: bool) -> str:
    elements = (
        build_element(
            "structure:Concept",
            *_build_names("Name", concept.name),
            *_build_names("Description", concept.description),
            id=concept.id,
        )
        for concept in concepts.CONCEPTS
    )
    names = _build_names("Name", concepts.CONCEPT_SCHEME_NAME)
    return _build_maintainable("structure:ConceptScheme", CONCEPTS, names, () if is_stub else elements)


def _build_codelist(codelist: Codelist, codes: Sequence[CodelistCode] | None) -> str:
    elements = (
        build_element(
            "structure:Code",
            *_build_names("Name", code.name),
            *(
                [build_element("structure:Parent", build_element("Ref", id=code.parent))]
                if code.parent is not None
                else []
            ),
            id=code.id,
        )
        for code in codes or ()
    )
    return _build_maintainable("structure:Codelist", codelist.id, _build_names("Name", codelist.name), elements)
