"""What can go wrong, in domain words and in both languages; nothing here knows HTTP.

Refusal
├── Missing        nothing has this address
├── Withdrawn      it was published and taken back, with a reason
├── Invalid        the request carries faults, each naming its place
├── Broken         what is asked contradicts a rule or the state of things
├── Unusable       a file that was sent is no good, as a whole or in its rows
├── BeyondSpreadsheet what was asked for as a spreadsheet does not fit into one
├── NotInstalled   what it takes to answer so was left out when the service was installed
├── NotOffered     a part of a standard that this service does not have
├── NoData         the flow is there, and nothing in it is what was asked for
├── OutcomeUnknown it may have taken effect or not; the same request, with its key, tells
├── TakesTooLong   there is no quick way to what was asked for, and the search for it was ended
└── Unavailable    what it takes to answer is away or taken; the same request may succeed later
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple


class Text(NamedTuple):
    """One sentence in Indonesian and in English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a request: a stable code, where it stands and what is wrong there."""

    code: str
    detail: Text
    parameter: str | None = None
    pointer: str | None = None


class Refusal(Exception):
    """A request that is answered with a reason instead of what it asked for."""


@dataclass
class Missing(Refusal):
    address: str


@dataclass
class Withdrawn(Refusal):
    address: str
    reason: str
    since: datetime


@dataclass
class Invalid(Refusal):
    """`kind` tells which promise of the wire is broken; it selects the problem type."""

    kind: Literal["parameters", "json", "body"]
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Broken(Refusal):
    """`kind`: not the caller's to do, against the present state, or against what must hold for every entity."""

    kind: Literal["forbidden", "conflict", "rule"]
    faults: list[Fault]


@dataclass
class Unusable(Refusal):
    """`kind`: it cannot be read, it has more than is taken, or some of its rows are faulty, as its `report` tells."""

    kind: Literal["unreadable", "too-large", "rows"]
    faults: list[Fault] = field(default_factory=list)
    report: str | None = None


class BeyondSpreadsheet(Refusal):
    """It has too many rows, or a text that is too long for a cell."""


@dataclass
class NotInstalled(Refusal):
    """`extra` is the optional part of the package that brings it."""

    extra: str


@dataclass
class NotOffered(Refusal):
    """`part` as the standard writes it."""

    part: str


class NoData(Refusal):
    """A standard's clients take an empty answer for a broken one."""


@dataclass
class OutcomeUnknown(Refusal):
    """The cause is for the log, never for the caller."""

    cause: str


@dataclass
class TakesTooLong(Refusal):
    """`faults` say how each part of what was asked would be quick."""

    faults: list[Fault]


@dataclass
class Unavailable(Refusal):
    """The cause is for the log, never for the caller."""

    cause: str


class BilingualError(Exception):
    """What keeps the service from starting, told to the person at the terminal in both languages."""

    def __init__(self, indonesian: str, english: str) -> None:
        super().__init__(f"{indonesian}\n{english}")
        self.indonesian = indonesian
        self.english = english
