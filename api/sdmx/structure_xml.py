"""Structures as SDMX-ML 2.1."""

from collections.abc import Iterable, Sequence

from api.faults import Text
from api.http.snapshot import written
from api.sdmx import concepts
from api.sdmx.codelists import Code, Codelist
from api.sdmx.components import OBS_VALUE, TIME_PERIOD, Component
from api.sdmx.flows import AGENCY, CONCEPTS, VERSION, Flow, Structure
from api.sdmx.markup import element, root, text
from api.sdmx.message import Message


def write(message: Message) -> bytes:
    header = element(
        "message:Header",
        element("message:ID", AGENCY),
        element("message:Test", "false"),
        element("message:Prepared", written(message.prepared)),
        element("message:Sender", id=AGENCY),
    )
    told = (
        ("Dataflows", [_flow(one, is_stub=message.is_stub("dataflow", one.id)) for one in message.flows]),
        ("Codelists", [_codelist(one, message.codes.get(one.id)) for one in message.codelists]),
        ("Concepts", [_concepts(is_stub=message.is_stub("conceptscheme", CONCEPTS))] if message.has_concepts else []),
        (
            "DataStructures",
            [_structure(one, is_stub=message.is_stub("datastructure", one.id)) for one in message.structures],
        ),
    )
    structures = element("message:Structures", *(element(f"structure:{name}", *those) for name, those in told if those))
    begin = root("message:Structure", "message", "structure", "common")
    return f"{begin}{header}{structures}</message:Structure>".encode()


def _named(tag: str, named: Text) -> Iterable[str]:
    for language in ("id", "en"):
        yield f'<common:{tag} xml:lang="{language}">{text(getattr(named, language))}</common:{tag}>'


def _maintained(tag: str, name: str, told: Iterable[str], inside: Iterable[str] = ()) -> str:
    return element(tag, *told, *inside, id=name, agencyID=AGENCY, version=VERSION)


def _reference(tag: str, name: str, kind: str, package: str) -> str:
    reference = element("Ref", id=name, agencyID=AGENCY, version=VERSION, package=package, **{"class": kind})
    return element(tag, reference)


def _flow(flow: Flow, *, is_stub: bool) -> str:
    reference = _reference("structure:Structure", flow.structure.id, "DataStructure", "datastructure")
    told = (*_named("Name", flow.name), *_named("Description", flow.about))
    return _maintained("structure:Dataflow", flow.id, told, [] if is_stub else [reference])


def _structure(structure: Structure, *, is_stub: bool) -> str:
    components = element(
        "structure:DataStructureComponents",
        element(
            "structure:DimensionList",
            *(_dimension(one, place) for place, one in enumerate(structure.series, start=1)),
            element(
                "structure:TimeDimension",
                *_represented(TIME_PERIOD),
                id=TIME_PERIOD.id,
                position=str(len(structure.dimensions)),
            ),
            id="DimensionDescriptor",
        ),
        element(
            "structure:AttributeList",
            *(_attribute(one) for one in structure.attributes),
            id="AttributeDescriptor",
        ),
        element(
            "structure:MeasureList",
            element("structure:PrimaryMeasure", *_represented(OBS_VALUE), id=OBS_VALUE.id),
            id="MeasureDescriptor",
        ),
    )
    told = _named("Name", structure.name)
    return _maintained("structure:DataStructure", structure.id, told, [] if is_stub else [components])


def _dimension(component: Component, place: int) -> str:
    return element("structure:Dimension", *_represented(component), id=component.id, position=str(place))


def _attribute(component: Component) -> str:
    measure = element("structure:PrimaryMeasure", element("Ref", id=OBS_VALUE.id))
    return element(
        "structure:Attribute",
        *_represented(component),
        element("structure:AttributeRelationship", measure),
        id=component.id,
        assignmentStatus="Mandatory" if component.is_mandatory else "Conditional",
    )


def _represented(component: Component) -> Iterable[str]:
    yield element(
        "structure:ConceptIdentity",
        element(
            "Ref",
            id=component.id,
            maintainableParentID=CONCEPTS,
            maintainableParentVersion=VERSION,
            agencyID=AGENCY,
            package="conceptscheme",
            **{"class": "Concept"},
        ),
    )
    yield element(
        "structure:LocalRepresentation",
        _reference("structure:Enumeration", component.codelist, "Codelist", "codelist")
        if component.codelist is not None
        else element("structure:TextFormat", textType=component.data_type),
    )


def _concepts(*, is_stub: bool) -> str:
    each = (
        element("structure:Concept", *_named("Name", one.name), *_named("Description", one.about), id=one.id)
        for one in concepts.ALL
    )
    return _maintained("structure:ConceptScheme", CONCEPTS, _named("Name", concepts.NAME), () if is_stub else each)


def _codelist(codelist: Codelist, codes: Sequence[Code] | None) -> str:
    each = (
        element(
            "structure:Code",
            *_named("Name", one.name),
            *([element("structure:Parent", element("Ref", id=one.parent))] if one.parent is not None else []),
            id=one.id,
        )
        for one in codes or ()
    )
    return _maintained("structure:Codelist", codelist.id, _named("Name", codelist.name), each)
