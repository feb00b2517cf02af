"""FindingResult: a contradiction or gap that a check found in the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid5

from api.analysis.rules.facts import FigureFact, FigureKey, TargetFact
from api.analysis.rules.interval import Interval
from api.errors import Text

Severity = Literal["info", "warning", "error"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")  # the most severe first

_NAMESPACE = UUID("01a1fb67-1800-7000-8000-00000000f1d0")  # changing it changes the ids of all findings


class FindingSubject(NamedTuple):
    """A record that a finding refers to: a `target`, `realization`, `claim`, `source`, `indicator` or `region`."""

    type: Literal["target", "realization", "claim", "source", "indicator", "region"]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResult:
    """One finding.

    `stated` is the value in the data, `computed` the value that the check compares it with, `allowed` the interval
    that rounding allows. `identity` distinguishes it from other findings of its code; the id depends on both only.
    """

    code: str
    severity: Severity
    program: str | None
    indicator: str | None = None
    identity: tuple[str, ...]
    subjects: tuple[FindingSubject, ...]
    stated: Decimal | str | None = None
    computed: Decimal | str | None = None
    allowed: Interval | None = None
    text: Text

    @property
    def id(self) -> UUID:
        return uuid5(_NAMESPACE, "\n".join((self.code, *self.identity)))


def build_subjects(figures: Iterable[FigureFact]) -> tuple[FindingSubject, ...]:
    return tuple(
        FindingSubject("target" if isinstance(figure, TargetFact) else "realization", str(figure.id))
        for figure in figures
    )


def key_to_identity(key: FigureKey) -> tuple[str, ...]:
    """Return the identity of a finding about a key."""
    return (*key.series, key.first.isoformat(), key.last.isoformat())
