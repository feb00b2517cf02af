"""The population of each figure: the one that a claim about the figure would be compared with."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from api.analysis.rules.claims.bases import CandidateBases, SeriesOfAnyNature
from api.analysis.rules.facts import Facts, RealizationFact, Series

DatedPopulations = tuple[Sequence[date], Sequence[RealizationFact]]  # oldest first


def find_populations(
    facts: Facts, figures: Iterable[RealizationFact]
) -> Iterator[tuple[RealizationFact, RealizationFact]]:
    """Yield each figure that has a population, with it: the newest one on or before its day, as for claims."""
    counted = {each.population for each in facts.indicators.values() if each.population is not None}
    populations = [each for each in facts.realizations if each.series.indicator in counted]
    if not populations:
        return
    bases = CandidateBases.from_facts(replace(facts, targets=(), claims=(), realizations=populations))
    by_series: dict[Series, list[RealizationFact]] = defaultdict(list)
    for figure in figures:
        by_series[figure.series].append(figure)
    for series, same_series in by_series.items():
        candidates = [_sort_by_day(bases, each) for each in bases.list_populations(series)]
        for figure in same_series:
            if (population := _find_population(figure, candidates)) is not None:
                yield figure, population


def _sort_by_day(bases: CandidateBases, series: SeriesOfAnyNature) -> DatedPopulations:
    preferred = [same_key[0] for same_key in reversed(bases.list_same_keys(series))]
    stocks = [each for each in preferred if each.series.nature == "stock"]
    return [each.reference_day for each in stocks], stocks


def _find_population(figure: RealizationFact, candidates: Sequence[DatedPopulations]) -> RealizationFact | None:
    """Search the population with the same breakdown first, then the whole; `find_population_base` has the rule."""
    for days, populations in candidates:
        if count := bisect_right(days, figure.reference_day):
            return populations[count - 1]
    return None
