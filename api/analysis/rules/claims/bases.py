"""CandidateBases: the figures that the figures of a claim can be compared with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import NamedTuple, TypeVar
from uuid import UUID

from api.analysis.rules.claims.subject import ClaimSubject, TargetOrRealization, get_reference_day
from api.analysis.rules.facts import (
    Facts,
    FigureFact,
    FigureKey,
    IndicatorFact,
    RealizationFact,
    Series,
    SourceFact,
    TargetFact,
)
from api.analysis.rules.preferred import sort_by_preference

BaseFigureT = TypeVar("BaseFigureT", TargetFact, RealizationFact)
SameKey = Sequence[RealizationFact]  # the realizations of one key


class SeriesOfAnyNature(NamedTuple):
    """A series of stocks, flows or rates, because claims may confuse them."""

    indicator: str
    region: str
    breakdown: str

    @classmethod
    def from_series(cls, series: Series) -> "SeriesOfAnyNature":
        return cls(series.indicator, series.region, series.breakdown)


@dataclass(slots=True)
class _CitingFigures:
    """The figures by the sources that they cite, sorted by id; None until the first claim needs them."""

    by_source: dict[str, list[TargetOrRealization]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateBases:
    """All figures by id and by series, latest first. One instance serves many claims.

    Claims are judged as of `as_of`. Bases are searched among the figures known on `known_on`: the same day, or an
    earlier one after which the source of a claim cannot have been written.
    """

    as_of: date
    known_on: date
    indicators: Mapping[str, IndicatorFact]
    sources: Mapping[str, SourceFact]
    figures: Mapping[UUID, TargetOrRealization]  # including those that are not known
    targets: Mapping[SeriesOfAnyNature, Sequence[TargetFact]]  # also those
    same_keys: Mapping[SeriesOfAnyNature, Sequence[SameKey]]  # realizations by series and key, also those
    citing: _CitingFigures = field(default_factory=_CitingFigures)

    @classmethod
    def from_facts(cls, facts: Facts) -> "CandidateBases":
        figures: list[TargetOrRealization] = [*facts.targets, *facts.realizations]
        return cls(
            as_of=facts.reference_day,
            known_on=facts.reference_day,
            indicators=facts.indicators,
            sources=facts.sources,
            figures={figure.id: figure for figure in figures},
            targets=_group_by_series(facts.targets),
            same_keys={
                series: _group_by_key(realizations)
                for series, realizations in _group_by_series(facts.realizations).items()
            },
        )

    def known_to(self, source: str) -> "CandidateBases":
        """Return the bases that were known when the source was written, at the latest."""
        fact = self.sources.get(source)
        written = None if fact is None else fact.latest_day
        return self if written is None or written >= self.as_of else replace(self, known_on=written)

    def known_at_last(self) -> "CandidateBases":
        """Return the bases that are known on the day as of which claims are judged."""
        return replace(self, known_on=self.as_of)

    def find_unit(self, figure: FigureFact | ClaimSubject) -> str | None:
        """Return the unit of a figure, None if its indicator is not loaded."""
        indicator = self.indicators.get(figure.series.indicator)
        return None if indicator is None else indicator.unit

    def list_targets(self, series: SeriesOfAnyNature) -> list[TargetFact]:
        """Return the known targets of a series, latest first."""
        return [target for target in self.targets.get(series, ()) if target.is_known(self.known_on)]

    def list_realizations(self, series: SeriesOfAnyNature) -> list[RealizationFact]:
        """Return the known realizations of a series, latest first."""
        realizations = chain.from_iterable(self.same_keys.get(series, ()))
        return [realization for realization in realizations if realization.is_known(self.known_on)]

    def list_same_keys(self, series: SeriesOfAnyNature) -> list[SameKey]:
        """Return the known realizations of each key of a series, latest first, each key sorted by preference."""
        return [known for same_key in self.same_keys.get(series, ()) if (known := self._sort_known(same_key))]

    def find_preferred(
        self, series: SeriesOfAnyNature, fits: Callable[[RealizationFact], bool]
    ) -> RealizationFact | None:
        """Return the preferred realization of the latest known key that fits; `fits` must depend on the key only."""
        for same_key in self.same_keys.get(series, ()):
            if fits(same_key[0]) and (known := self._sort_known(same_key)):
                return known[0]
        return None

    def list_populations(self, series: Series) -> list[SeriesOfAnyNature]:
        """Return the series of the population of an indicator: with the same breakdown first, then without one."""
        indicator = self.indicators.get(series.indicator)
        if indicator is None or indicator.population is None:
            return []
        breakdowns = dict.fromkeys((series.breakdown, ""))
        return [SeriesOfAnyNature(indicator.population, series.region, breakdown) for breakdown in breakdowns]

    def iterate_citing(self, source: str) -> Iterator[TargetOrRealization]:
        """Yield the known figures that cite a source, sorted by id."""
        if self.citing.by_source is None:
            by_source: dict[str, list[TargetOrRealization]] = defaultdict(list)
            for figure in sorted(self.figures.values(), key=lambda figure: figure.id.int):
                for cited in dict.fromkeys(figure.sources):
                    by_source[cited].append(figure)
            self.citing.by_source = dict(by_source)
        yield from (figure for figure in self.citing.by_source.get(source, ()) if figure.is_known(self.known_on))

    def _sort_known(self, same_key: SameKey) -> SameKey:
        return next(iter(sort_by_preference(same_key, self.known_on).values()), ())


def _group_by_series(figures: Iterable[BaseFigureT]) -> dict[SeriesOfAnyNature, list[BaseFigureT]]:
    """Group figures by series, each sorted latest first."""
    by_series: dict[SeriesOfAnyNature, list[BaseFigureT]] = defaultdict(list)
    for figure in figures:
        by_series[SeriesOfAnyNature.from_series(figure.series)].append(figure)
    for same_series in by_series.values():
        same_series.sort(key=_latest_first_key)
    return by_series


def _group_by_key(realizations: Iterable[RealizationFact]) -> list[SameKey]:
    """Group realizations of one series, whose order is that of the groups."""
    by_key: dict[FigureKey, list[RealizationFact]] = defaultdict(list)
    for realization in realizations:
        by_key[realization.key].append(realization)
    return list(by_key.values())


def _latest_first_key(figure: TargetOrRealization) -> tuple[int, int, int, int]:
    days = get_reference_day(figure), figure.last, figure.first
    return (-days[0].toordinal(), -days[1].toordinal(), -days[2].toordinal(), figure.id.int)
