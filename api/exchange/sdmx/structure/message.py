"""The content of a structure message, independent of its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from api.database.pool import Connection
from api.exchange.sdmx.structure.artefacts import Artefact, sort_artefacts
from api.exchange.sdmx.structure.codelists import CodelistCode, load_codes, load_last_change
from api.license import PublisherInfo


@dataclass(frozen=True, slots=True)
class StructureMessage:
    """The structures of a message. `stubs` are written with ids and names only; `codes` are those of the others.

    `prepared` is the time of the last change of the codelists, so that equal structures result in equal messages.
    """

    publisher: PublisherInfo
    prepared: datetime
    artefacts: tuple[Artefact, ...]
    stubs: frozenset[Artefact] = frozenset()
    codes: Mapping[str, tuple[CodelistCode, ...]] = field(default_factory=dict)

    @property
    def agency(self) -> str:
        return self.publisher.sdmx_agency

    def list_ids(self, kind: str) -> list[str]:
        return [artefact.id for artefact in self.artefacts if artefact.kind == kind]

    def is_stub(self, kind: str, name: str) -> bool:
        return Artefact(kind, name) in self.stubs


async def load_structure_message(
    connection: Connection,
    publisher: PublisherInfo,
    artefacts: set[Artefact],
    stubs: frozenset[Artefact] = frozenset(),
) -> StructureMessage:
    """Load the codes of these structures and build the message."""
    complete = frozenset(artefact.id for artefact in artefacts - stubs if artefact.kind == "codelist")
    return StructureMessage(
        publisher,
        await load_last_change(connection),
        sort_artefacts(artefacts),
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
