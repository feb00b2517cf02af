"""What a message about structures holds, before it is written in one of its formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.postgres.pool import Connection
from api.sdmx.artefacts import Artefact, in_order
from api.sdmx.codelists import CODELISTS, Code, Codelist, last_changed, read_codes
from api.sdmx.flows import CONCEPTS, FLOWS, STRUCTURES, Flow, Structure


@dataclass(frozen=True, slots=True)
class Message:
    """`codes` are those of the lists that are told in full; what is a stub has its names alone.

    Its moment is that of the last change of what it may tell, so that equal structures are equal messages.
    """

    prepared: datetime
    flows: tuple[Flow, ...]
    structures: tuple[Structure, ...]
    has_concepts: bool
    codelists: tuple[Codelist, ...]
    stubs: frozenset[Artefact]
    codes: Mapping[str, tuple[Code, ...]]

    def is_stub(self, kind: str, name: str) -> bool:
        return Artefact(kind, name) in self.stubs


async def message_of(
    connection: Connection, artefacts: set[Artefact], stubs: frozenset[Artefact] = frozenset()
) -> Message:
    names: dict[str, list[str]] = {}
    for artefact in in_order(artefacts):
        names.setdefault(artefact.kind, []).append(artefact.id)
    lists = names.get("codelist", [])
    told = frozenset(name for name in lists if Artefact("codelist", name) not in stubs)
    return Message(
        await last_changed(connection),
        tuple(one for one in FLOWS if one.id in names.get("dataflow", ())),
        tuple(one for one in STRUCTURES if one.id in names.get("datastructure", ())),
        CONCEPTS in names.get("conceptscheme", ()),
        tuple(one for one in CODELISTS if one.id in lists),
        stubs,
        await read_codes(connection, told),
    )


def stubs_of(detail: str, asked: set[Artefact], referred: set[Artefact]) -> frozenset[Artefact]:
    """Of which structures `detail` wants no more than the names."""
    match detail:
        case "allstubs" | "allcompletestubs":
            return frozenset(asked | referred)
        case "referencestubs" | "referencecompletestubs":
            return frozenset(referred - asked)
    return frozenset()  # no list of codes is restricted to a part, so a partial reference is a whole one
