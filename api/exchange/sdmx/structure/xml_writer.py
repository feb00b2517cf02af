"""Write structures as SDMX-ML 2.1."""

from collections.abc import Callable, Iterable

from api.errors import Text
from api.exchange.sdmx.message_header import MessageHeader, build_message_id
from api.exchange.sdmx.structure import concepts, topics
from api.exchange.sdmx.structure.artefacts import AGENCY_SCHEME_VERSION, ROOT_AGENCY
from api.exchange.sdmx.structure.codelists import CODELISTS_BY_ID, CodelistCode
from api.exchange.sdmx.structure.components import OBS_VALUE, TIME_PERIOD, SdmxComponent
from api.exchange.sdmx.structure.dataflows import CONCEPTS, FLOWS_BY_ID, STRUCTURES_BY_ID, VERSION
from api.exchange.sdmx.structure.message import StructureMessage
from api.exchange.sdmx.xml import build_element, build_header, escape_text, open_root
from api.types import format_timestamp


def write_structure_xml(message: StructureMessage) -> bytes:
    groups = []
    for kind, (group, build) in _BUILDERS.items():
        elements = [build(message, name, message.is_stub(kind, name)) for name in message.list_ids(kind)]
        if elements:
            groups.append(build_element(f"structure:{group}", *elements))
    body = build_element("message:Structures", *groups)
    timestamp = format_timestamp(message.prepared).encode()
    header = MessageHeader(message.agency, build_message_id(timestamp, body.encode()), message.prepared)
    start = open_root("message:Structure", "message", "structure", "common")
    return f"{start}{build_header(header)}{body}</message:Structure>".encode()


def _build_names(tag: str, text: Text) -> Iterable[str]:
    for language in ("id", "en"):
        yield f'<common:{tag} xml:lang="{language}">{escape_text(getattr(text, language))}</common:{tag}>'


def _build_maintainable(
    tag: str, agency: str, structure_id: str, names: Iterable[str], children: Iterable[str] = ()
) -> str:
    return build_element(tag, *names, *children, id=structure_id, agencyID=agency, version=VERSION)


def build_reference(agency: str, structure_id: str, kind: str, package: str) -> str:
    """Build the reference to a structure of the current version."""
    return build_element("Ref", id=structure_id, agencyID=agency, version=VERSION, package=package, **{"class": kind})


def _build_reference(tag: str, agency: str, structure_id: str, kind: str, package: str) -> str:
    return build_element(tag, build_reference(agency, structure_id, kind, package))


def _build_item_reference(tag: str, agency: str, scheme: str, item: str, kind: str) -> str:
    reference = build_element(
        "Ref",
        id=item,
        maintainableParentID=scheme,
        maintainableParentVersion=VERSION,
        agencyID=agency,
        package=f"{kind.lower()}scheme",
        **{"class": kind},
    )
    return build_element(tag, reference)


def _build_agency_scheme(message: StructureMessage, name: str, is_stub: bool) -> str:
    parent, _, agency = message.agency.rpartition(".")
    publisher = Text(message.publisher.name, message.publisher.name)
    items = [] if is_stub else [build_element("structure:Agency", *_build_names("Name", publisher), id=agency)]
    return build_element(
        "structure:AgencyScheme",
        *_build_names("Name", concepts.AGENCY_SCHEME_NAME),
        *items,
        id=name,
        agencyID=parent or ROOT_AGENCY,
        version=AGENCY_SCHEME_VERSION,
    )


def _build_dataflow(message: StructureMessage, name: str, is_stub: bool) -> str:
    flow, agency = FLOWS_BY_ID[name], message.agency
    reference = _build_reference("structure:Structure", agency, flow.structure.id, "DataStructure", "datastructure")
    names = (*_build_names("Name", flow.name), *_build_names("Description", flow.description))
    return _build_maintainable("structure:Dataflow", agency, name, names, [] if is_stub else [reference])


def _build_data_structure(message: StructureMessage, name: str, is_stub: bool) -> str:
    structure, agency = STRUCTURES_BY_ID[name], message.agency
    components = build_element(
        "structure:DataStructureComponents",
        build_element(
            "structure:DimensionList",
            *(
                build_element(
                    "structure:Dimension",
                    *_build_representation(agency, dimension),
                    id=dimension.id,
                    position=str(position),
                )
                for position, dimension in enumerate(structure.series, start=1)
            ),
            build_element(
                "structure:TimeDimension",
                *_build_representation(agency, TIME_PERIOD),
                id=TIME_PERIOD.id,
                position=str(len(structure.dimensions)),
            ),
            id="DimensionDescriptor",
        ),
        build_element(
            "structure:AttributeList",
            *(_build_attribute(agency, attribute) for attribute in structure.attributes),
            id="AttributeDescriptor",
        ),
        build_element(
            "structure:MeasureList",
            build_element("structure:PrimaryMeasure", *_build_representation(agency, OBS_VALUE), id=OBS_VALUE.id),
            id="MeasureDescriptor",
        ),
    )
    names = _build_names("Name", structure.name)
    return _build_maintainable("structure:DataStructure", agency, name, names, [] if is_stub else [components])


def _build_attribute(agency: str, component: SdmxComponent) -> str:
    measure = build_element("structure:PrimaryMeasure", build_element("Ref", id=OBS_VALUE.id))
    return build_element(
        "structure:Attribute",
        *_build_representation(agency, component),
        build_element("structure:AttributeRelationship", measure),
        id=component.id,
        assignmentStatus="Mandatory" if component.is_mandatory else "Conditional",
    )


def _build_representation(agency: str, component: SdmxComponent) -> Iterable[str]:
    yield _build_item_reference("structure:ConceptIdentity", agency, CONCEPTS, component.id, "Concept")
    yield build_element(
        "structure:LocalRepresentation",
        _build_reference("structure:Enumeration", agency, component.codelist, "Codelist", "codelist")
        if component.codelist is not None
        else build_element("structure:TextFormat", textType=component.data_type),
    )


def _build_concept_scheme(message: StructureMessage, name: str, is_stub: bool) -> str:
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
    return _build_maintainable("structure:ConceptScheme", message.agency, name, names, () if is_stub else elements)


def _build_codelist(message: StructureMessage, name: str, _is_stub: bool) -> str:
    # The codes of a stub are not loaded.
    codes = (_build_code(code) for code in message.codes.get(name, ()))
    names = _build_names("Name", CODELISTS_BY_ID[name].name)
    return _build_maintainable("structure:Codelist", message.agency, name, names, codes)


def _build_code(code: CodelistCode) -> str:
    parts = list(_build_names("Name", code.name))
    if code.annotations:
        annotations = (
            build_element("common:Annotation", build_element("common:AnnotationTitle", escape_text(value)), id=name)
            for name, value in code.annotations.items()
        )
        parts.insert(0, build_element("common:Annotations", *annotations))
    if code.parent is not None:
        parts.append(build_element("structure:Parent", build_element("Ref", id=code.parent)))
    return build_element("structure:Code", *parts, id=code.id)


def _build_category_scheme(message: StructureMessage, name: str, is_stub: bool) -> str:
    elements = (
        build_element("structure:Category", *_build_names("Name", topic.name), id=topic.id) for topic in topics.TOPICS
    )
    names = _build_names("Name", topics.TOPIC_SCHEME_NAME)
    return _build_maintainable("structure:CategoryScheme", message.agency, name, names, () if is_stub else elements)


def _build_categorisation(message: StructureMessage, name: str, is_stub: bool) -> str:
    one, agency = topics.CATEGORISATIONS_BY_ID[name], message.agency
    ends = (
        _build_reference("structure:Source", agency, one.flow.id, "Dataflow", "datastructure"),
        _build_item_reference("structure:Target", agency, topics.TOPIC_SCHEME, one.topic.id, "Category"),
    )
    names = _build_names("Name", one.name)
    return _build_maintainable("structure:Categorisation", agency, name, names, () if is_stub else ends)


# By kind, in the order of the schema: the group of the message, and the function that builds a structure or its stub.
_BUILDERS: dict[str, tuple[str, Callable[[StructureMessage, str, bool], str]]] = {
    "agencyscheme": ("OrganisationSchemes", _build_agency_scheme),
    "dataflow": ("Dataflows", _build_dataflow),
    "categoryscheme": ("CategorySchemes", _build_category_scheme),
    "categorisation": ("Categorisations", _build_categorisation),
    "codelist": ("Codelists", _build_codelist),
    "conceptscheme": ("Concepts", _build_concept_scheme),
    "datastructure": ("DataStructures", _build_data_structure),
}
