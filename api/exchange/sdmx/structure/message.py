"""The content of a structure message, independent of its format."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.database.pool import Connection
from api.exchange.sdmx.structure.artefacts import Artefact, sort_artefacts
from api.exchange.sdmx.structure.codelists import CODELISTS, Codelist, CodelistCode, load_codes, load_last_change
from api.exchange.sdmx.structure.dataflows import CONCEPTS, FLOWS, STRUCTURES, Dataflow, DataStructure


@dataclass(frozen=True, slots=True)
class StructureMessage:
    """The structures of a message. `stubs` are written with ids and names only; `codes` are those of the others.

    `prepared` is the time of the last change of the codelists, so that equal structures result in equal messages.
    """

    prepared: datetime
    flows: tuple[Dataflow, ...]
    structures: tuple[DataStructure, ...]
    has_concepts: bool
    codelists: tuple[Codelist, ...]
    stubs: frozenset[Artefact]
    codes: Mapping[str, tuple[CodelistCode, ...]]

    def is_stub(self, kind: str, name: str) -> bool:
        return Artefact(kind, name) in self.stubs


async def load_structure_message(
    connection: Connection, artefacts: set[Artefact], stubs: frozenset[Artefact] = frozenset()
) -> StructureMessage:
    """Load the codes of these structures and build the message."""
    names: dict[str, list[str]] = {}
    for artefact in sort_artefacts(artefacts):
        names.setdefault(artefact.kind, []).append(artefact.id)
    codelist_ids = names.get("codelist", [])
    complete = frozenset(name for name in codelist_ids if Artefact("codelist", name) not in stubs)
    return StructureMessage(
        await load_last_change(connection),
        tuple(flow for flow in FLOWS if flow.id in names.get("dataflow", ())),
        tuple(structure for structure in STRUCTURES if structure.id in names.get("datastructure", ())),
        CONCEPTS in names.get("conceptscheme", ()),
        tuple(codelist for codelist in CODELISTS if codelist.id in codelist_ids),
        stubs,
        await load_codes(connection, complete),
    )


def select_stubs(detail: str, found: set[Artefact], referenced: set[Artefact]) -> frozenset[Artefact]:
    """Return the structures that `detail` reduces to ids and names."""
    match detail:
        case "allstubs" | "allcompletestubs":
            return frozenset(found | referenced)
        case "referencestubs" | "referencecompletestubs":
            return frozenset(referenced - found)
    return frozenset()  # referencepartial: no structure restricts a codelist, so all codes are returned
