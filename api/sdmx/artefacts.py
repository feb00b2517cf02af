"""The structures as the standard counts them, what each names, and which of them a request means."""

from collections.abc import Callable
from typing import NamedTuple

from api.faults import Missing, NotOffered
from api.sdmx.addresses import named, of_this_version
from api.sdmx.codelists import CODELISTS
from api.sdmx.elsewhere import NOT_OFFERED
from api.sdmx.flows import AGENCY, CONCEPTS, FLOWS, STRUCTURES


class Artefact(NamedTuple):
    """One structure: its kind as addresses have it, and its id."""

    kind: str
    id: str


KINDS = ("dataflow", "datastructure", "conceptscheme", "codelist")
_ALL = tuple(
    Artefact(kind, name)
    for kind, names in zip(
        KINDS,
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
_NAMES: dict[Artefact, set[Artefact]] = {
    **{Artefact("dataflow", flow.id): {Artefact("datastructure", flow.structure.id)} for flow in FLOWS},
    **{
        Artefact("datastructure", structure.id): {
            Artefact("conceptscheme", CONCEPTS),
            *(Artefact("codelist", one.codelist) for one in structure.components if one.codelist is not None),
        }
        for structure in STRUCTURES
    },
}


def children(artefacts: set[Artefact]) -> set[Artefact]:
    """What they name."""
    return {named for artefact in artefacts for named in _NAMES.get(artefact, ())}


def parents(artefacts: set[Artefact]) -> set[Artefact]:
    """What names them."""
    return {namer for namer, those in _NAMES.items() if those & artefacts}


def _closure(step: Callable[[set[Artefact]], set[Artefact]], artefacts: set[Artefact]) -> set[Artefact]:
    found: set[Artefact] = set()
    while new := step(artefacts | found) - found:
        found |= new
    return found


REFERENCES: dict[str, Callable[[set[Artefact]], set[Artefact]]] = {
    "none": lambda _: set(),
    "children": children,
    "descendants": lambda asked: _closure(children, asked),
    "parents": parents,
    "ancestors": lambda asked: _closure(parents, asked),
    "parentsandsiblings": lambda asked: parents(asked) | children(parents(asked)),
    "all": lambda asked: parents(asked) | _closure(children, asked),
}


def asked_for(kind: str, agency: str, name: str, version: str) -> set[Artefact]:
    """Raises Missing where nothing is, or NotOffered."""
    if kind in NOT_OFFERED:
        raise NotOffered(kind)
    found = {one for one in _ALL if one.kind == kind and named(name, one.id)}
    if not found or not named(agency, AGENCY) or not of_this_version(version):
        raise Missing(f"{kind} {agency}:{name}({version})")
    return found


def in_order(artefacts: set[Artefact]) -> list[Artefact]:
    return [artefact for artefact in _ALL if artefact in artefacts]
