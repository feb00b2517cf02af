"""The finding: what a check of the data found; computed, never entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from api.faults import Text
from api.rules.facts import Figure, Key, Target
from api.rules.interval import Interval

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")

_NAMESPACE = UUID("01a1fb67-1800-7000-8000-00000000f1d0")  # of findings; another one would be another id for each


class Subject(NamedTuple):
    """What a finding is about: `target`, `realization`, `claim`, `source` or `indicator`, and its id or code."""

    noun: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`stated` stands in the data and `computed` is what the check holds against it; `allowed` is what rounding allows.

    `about` is what makes it this finding and no other of its code: as long as that is the same, so is its id, whatever
    else is learned of it meanwhile.
    """

    code: str
    severity: Severity
    program: str | None
    indicator: str | None = None
    about: tuple[str, ...]
    subjects: tuple[Subject, ...]
    stated: Decimal | str | None = None
    computed: Decimal | str | None = None
    allowed: Interval | None = None
    text: Text

    @property
    def id(self) -> UUID:
        return uuid5(_NAMESPACE, "\n".join((self.code, *self.about)))


def subjects_of(figures: Iterable[Figure]) -> tuple[Subject, ...]:
    return tuple(
        Subject("target" if isinstance(figure, Target) else "realization", str(figure.id)) for figure in figures
    )


def key_text(key: Key) -> tuple[str, ...]:
    """A key, for `about`."""
    return (*key.series, key.first.isoformat(), key.last.isoformat())
