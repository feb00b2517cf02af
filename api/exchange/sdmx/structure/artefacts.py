"""The structures (artefacts in SDMX), their references to each other, and the selection of a request."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from api.errors import NotFoundError, UnsupportedFeatureError
from api.exchange.sdmx.structure.codelists import CODELISTS
from api.exchange.sdmx.structure.dataflows import CONCEPTS, FLOWS, STRUCTURES
from api.exchange.sdmx.structure.identifiers import WILDCARDS, matches_name, matches_version
from api.exchange.sdmx.structure.topics import CATEGORISATIONS, TOPIC_SCHEME
from api.exchange.sdmx.structure.unsupported import UNSUPPORTED_ARTEFACTS, UNSUPPORTED_ENDPOINTS


class Artefact(NamedTuple):
    """One structure: its kind as in the path, and its id."""

    kind: str
    id: str


# The standard fixes the id and the version. The parent agency maintains the scheme: `ID` of `ID.BPS`, SDMX of others.
AGENCY_SCHEME = Artefact("agencyscheme", "AGENCIES")
AGENCY_SCHEME_VERSION = "1.0"
ROOT_AGENCY = "SDMX"
_TOPICS = Artefact("categoryscheme", TOPIC_SCHEME)
_CONCEPTS = Artefact("conceptscheme", CONCEPTS)
_ALL_ARTEFACTS = (
    *(Artefact("dataflow", flow.id) for flow in FLOWS),
    *(Artefact("datastructure", structure.id) for structure in STRUCTURES),
    _CONCEPTS,
    *(Artefact("codelist", codelist.id) for codelist in CODELISTS),
    _TOPICS,
    *(Artefact("categorisation", one.id) for one in CATEGORISATIONS),
    AGENCY_SCHEME,
)
ARTEFACT_KINDS = tuple(dict.fromkeys(artefact.kind for artefact in _ALL_ARTEFACTS))
# Names of a kind in SDMX-REST 1.5; `structure` is any kind.
_KINDS_BY_NAME = {"organisationscheme": "agencyscheme", "structure": "*"}

_REFERENCES_BY_ARTEFACT: dict[Artefact, set[Artefact]] = {
    artefact: {AGENCY_SCHEME} for artefact in _ALL_ARTEFACTS if artefact != AGENCY_SCHEME
}
for _flow in FLOWS:
    _REFERENCES_BY_ARTEFACT[Artefact("dataflow", _flow.id)].add(Artefact("datastructure", _flow.structure.id))
for _structure in STRUCTURES:
    _REFERENCES_BY_ARTEFACT[Artefact("datastructure", _structure.id)] |= {
        _CONCEPTS,
        *(Artefact("codelist", one.codelist) for one in _structure.components if one.codelist is not None),
    }
for _one in CATEGORISATIONS:
    _REFERENCES_BY_ARTEFACT[Artefact("categorisation", _one.id)] |= {_TOPICS, Artefact("dataflow", _one.flow.id)}


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


def _find_parents_and_siblings(artefacts: set[Artefact]) -> set[Artefact]:
    parents = find_parents(artefacts)
    return parents | find_children(parents)


def find_descendants(artefacts: set[Artefact]) -> set[Artefact]:
    return _transitive_closure(find_children, artefacts)


# By value of the parameter `references`: the related structures of a selection.
_RELATIONS: dict[str, Callable[[set[Artefact]], set[Artefact]]] = {
    "none": lambda _: set(),
    "children": find_children,
    "descendants": find_descendants,
    "parents": find_parents,
    "ancestors": lambda selected: _transitive_closure(find_parents, selected),
    "parentsandsiblings": _find_parents_and_siblings,
    "all": lambda selected: _find_parents_and_siblings(selected) | find_descendants(selected),
}
# A kind of which this service has no structure is a valid value that adds nothing.
REFERENCES = (*_RELATIONS, *ARTEFACT_KINDS, *_KINDS_BY_NAME, *sorted(UNSUPPORTED_ARTEFACTS))


def find_related(references: Sequence[str], selected: set[Artefact]) -> set[Artefact]:
    """Return the related structures of a selection: by relation, or of a kind in any relation."""
    found: set[Artefact] = set()
    for name in references:
        if name in _RELATIONS:
            found |= _RELATIONS[name](selected)
        else:
            kind = _KINDS_BY_NAME.get(name, name)
            in_any_relation = _RELATIONS["all"](selected) | _RELATIONS["ancestors"](selected)
            found |= {one for one in in_any_relation if kind in (one.kind, "*")}
    return found


def find_artefacts(own_agency: str, kind: str, agency: str, name: str, version: str) -> set[Artefact]:
    """Return the requested structures. Raise NotFoundError or UnsupportedFeatureError."""
    kind = _KINDS_BY_NAME.get(kind, kind)
    if kind in UNSUPPORTED_ARTEFACTS | UNSUPPORTED_ENDPOINTS:
        raise UnsupportedFeatureError(kind)
    found = {
        one
        for one in _ALL_ARTEFACTS
        if (one.kind == kind or kind in WILDCARDS)
        and matches_name(name, one.id)
        and _matches_agency_and_version(one, own_agency, agency, version)
    }
    if not found:
        raise NotFoundError(f"{kind} {agency}:{name}({version})")
    return found


def _matches_agency_and_version(artefact: Artefact, own_agency: str, agency: str, version: str) -> bool:
    if artefact != AGENCY_SCHEME:
        return matches_name(agency, own_agency) and matches_version(version)
    # Clients such as sdmx1 request the scheme from the agency that is in it.
    parent = own_agency.rpartition(".")[0] or ROOT_AGENCY
    return matches_name(agency, own_agency, parent) and matches_version(version, AGENCY_SCHEME_VERSION)


def sort_artefacts(artefacts: set[Artefact]) -> tuple[Artefact, ...]:
    """Sort structures by kind, then in the order of their definition."""
    return tuple(artefact for artefact in _ALL_ARTEFACTS if artefact in artefacts)
