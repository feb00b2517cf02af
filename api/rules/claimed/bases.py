"""What the figures of a claim may be compared with: other figures, found by what they count and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from api.rules.facts import Facts, Figure, Indicator, Key, Realization, Series, Target
from api.rules.in_force import targets_in_force
from api.rules.preferred import realizations_by_preference

Stated = TypeVar("Stated", bound=Figure)


class Counted(NamedTuple):
    """A series whatever its nature: who mixes stocks with flows is to be found out."""

    indicator: str
    region: str
    breakdown: str

    @classmethod
    def of(cls, series: Series) -> "Counted":
        return cls(series.indicator, series.region, series.breakdown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """The figures at hand, and those known by `as_of` by what they count; make it once and judge many claims by it."""

    as_of: date | None
    indicators: Mapping[str, Indicator]
    figures: Mapping[UUID, Target | Realization]  # also what is not known by `as_of`
    in_force: Mapping[Key, Target]
    targets: Mapping[Counted, Sequence[Target]]
    realizations: Mapping[Counted, Sequence[Realization]]
    preferred: Mapping[Counted, Sequence[Realization]]

    @classmethod
    def of(cls, facts: Facts) -> "Bases":
        by_preference = realizations_by_preference(facts.realizations, facts.as_of)
        figures: list[Target | Realization] = [*facts.targets, *facts.realizations]
        return cls(
            as_of=facts.as_of,
            indicators=facts.indicators,
            figures={figure.id: figure for figure in figures},
            in_force=targets_in_force(facts.targets, facts.as_of),
            targets=_counted(target for target in facts.targets if target.is_known(facts.as_of)),
            realizations=_counted(report for report in facts.realizations if report.is_known(facts.as_of)),
            preferred=_counted(first for first, *_ in by_preference.values()),
        )

    def unit_of(self, figure: Figure) -> str | None:
        """None where the indicator is not at hand."""
        indicator = self.indicators.get(figure.series.indicator)
        return None if indicator is None else indicator.unit

    def wholes_of(self, series: Series) -> list[Counted]:
        """The populations that the series can be a part of: of the same breakdown first, then all of it."""
        indicator = self.indicators.get(series.indicator)
        if indicator is None or indicator.population is None:
            return []
        breakdowns = dict.fromkeys((series.breakdown, ""))
        return [Counted(indicator.population, series.region, breakdown) for breakdown in breakdowns]


def _counted(figures: Iterable[Stated]) -> dict[Counted, list[Stated]]:
    """Latest first."""
    found: dict[Counted, list[Stated]] = defaultdict(list)
    for figure in figures:
        found[Counted.of(figure.series)].append(figure)
    for several in found.values():
        several.sort(key=_latest_first)
    return found


def _latest_first(figure: Figure) -> tuple[int, int, int]:
    return (-figure.last.toordinal(), -figure.first.toordinal(), figure.id.int)
