"""The structures (artefacts in SDMX), their references to each other, and the selection of a request."""

from collections.abc import Callable
from typing import NamedTuple

from api.errors import NotFoundError, UnsupportedFeatureError
from api.exchange.sdmx.structure.codelists import CODELISTS
from api.exchange.sdmx.structure.dataflows import AGENCY, CONCEPTS, FLOWS, STRUCTURES
from api.exchange.sdmx.structure.identifiers import matches_name, matches_version
from api.exchange.sdmx.structure.unsupported import UNSUPPORTED_ARTEFACTS


class Artefact(NamedTuple):
    """One structure: its kind as in the path, and its id."""

    kind: str
    id: str


ARTEFACT_KINDS = ("dataflow", "datastructure", "conceptscheme", "codelist")
_ALL_ARTEFACTS = tuple(
    Artefact(kind, name)
    for kind, names in zip(
        ARTEFACT_KINDS,
        (
            [flow.id for flow in FLOWS],
            [structure.id for structure in STRUCTURES],
            [CONCEPTS],
            [codelist.id for codelist in CODELISTS],
        ),
        strict=True,
    )
    for name in names
)
_REFERENCES_BY_ARTEFACT: dict[Artefact, set[Artefact]] = {
    **{Artefact("dataflow", flow.id): {Artefact("datastructure", flow.structure.id)} for flow in FLOWS},
    **{
        Artefact("datastructure", structure.id): {
            Artefact("conceptscheme", CONCEPTS),
            *(Artefact("codelist", one.codelist) for one in structure.components if one.codelist is not None),
        }
        for structure in STRUCTURES
    },
}


def find_children(artefacts: set[Artefact]) -> set[Artefact]:
    """Return the structures that these refer to."""
    return {child for artefact in artefacts for child in _REFERENCES_BY_ARTEFACT.get(artefact, ())}


def find_parents(artefacts: set[Artefact]) -> set[Artefact]:
    """Return the structures that refer to these."""
    return {parent for parent, children in _REFERENCES_BY_ARTEFACT.items() if children & artefacts}


def _transitive_closure(step: Callable[[set[Artefact]], set[Artefact]], artefacts: set[Artefact]) -> set[Artefact]:
    found: set[Artefact] = set()
    while new := step(artefacts | found) - found:
        found |= new
    return found


# By value of the parameter `references`: the related structures of a selection.
REFERENCES: dict[str, Callable[[set[Artefact]], set[Artefact]]] = {
    "none": lambda _: set(),
    "children": find_children,
    "descendants": lambda selected: _transitive_closure(find_children, selected),
    "parents": find_parents,
    "ancestors": lambda selected: _transitive_closure(find_parents, selected),
    "parentsandsiblings": lambda selected: find_parents(selected) | find_children(find_parents(selected)),
    "all": lambda selected: find_parents(selected) | _transitive_closure(find_children, selected),
}


def find_artefacts(kind: str, agency: str, name: str, version: str) -> set[Artefact]:
    """Return the requested structures. Raise NotFoundError or UnsupportedFeatureError."""
    if kind in UNSUPPORTED_ARTEFACTS:
        raise UnsupportedFeatureError(kind)
    found = {one for one in _ALL_ARTEFACTS if one.kind == kind and matches_name(name, one.id)}
    if not found or not matches_name(agency, AGENCY) or not matches_version(version):
        raise NotFoundError(f"{kind} {agency}:{name}({version})")
    return found


def sort_artefacts(artefacts: set[Artefact]) -> list[Artefact]:
    """Sort structures by kind, then in the order of their definition."""
    return [artefact for artefact in _ALL_ARTEFACTS if artefact in artefacts]
