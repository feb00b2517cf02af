"""ClaimSubject: the key of a figure that a claim is about and whose number is not stated."""

from datetime import date
from typing import NamedTuple

from api.analysis.rules.facts import ClaimKey, FigureFact, FigureKey, RealizationFact, Series, TargetFact

TargetOrRealization = TargetFact | RealizationFact


class ClaimSubject(NamedTuple):
    """The series and the days of a figure. A base is looked up for it as if the figure were there."""

    series: Series
    first: date
    last: date
    day_known: bool
    id: None = None

    @classmethod
    def from_key(cls, key: ClaimKey, program: str) -> "ClaimSubject":
        series = Series(program, key.indicator, key.nature, key.region, key.breakdown)
        return cls(series, key.first, key.last, key.day_known)

    @property
    def reference_day(self) -> date:
        return self.last if self.day_known else self.first

    @property
    def key(self) -> FigureKey:
        first = self.last if self.series.nature == "stock" and self.day_known else self.first
        return FigureKey(self.series, first, self.last)


Comparable = TargetOrRealization | ClaimSubject


def get_reference_day(figure: Comparable) -> date:
    """Return the day that a number is about: of a target the last one of its period."""
    return figure.last if isinstance(figure, TargetFact) else figure.reference_day


def is_day_known(figure: Comparable) -> bool:
    return True if isinstance(figure, TargetFact) else figure.day_known


def is_open(figure: FigureFact) -> bool:
    """Return whether a figure is a minimum or a maximum, so that its interval has no other end."""
    return figure.qualifier in ("at_least", "at_most")
