"""Search for other figures that result in the stated value of a claim."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from api.analysis.rules.claims.bases import CandidateBases, SeriesOfAnyNature
from api.analysis.rules.claims.comparison import Comparison, can_divide, imply_figure, to_factor
from api.analysis.rules.claims.find_base import is_population, is_previous, is_year_before
from api.analysis.rules.claims.judgment import BaseKind, ClaimMatch
from api.analysis.rules.claims.stated_number import StatedNumber
from api.analysis.rules.claims.subject import TargetOrRealization
from api.analysis.rules.facts import ClaimFact, FigureFact
from api.analysis.rules.interval import Interval

MAX_MATCHES = 20  # more matches are coincidence
MAX_TRIED_BASES = 1_000
MAX_TRIED_FIGURES = 100  # a source can state thousands


class _Statement(NamedTuple):
    """The stated number of a claim, and what it makes of a base."""

    kind: str
    stated: StatedNumber
    factors: tuple[Interval, ...]

    def is_true(self, total: Interval, base: FigureFact) -> bool:
        """Return whether the figures can be what the statement makes of a base: this needs no division."""
        interval = base.interval
        if not can_divide(self.kind, interval):
            return False
        return any(total.agrees_with(imply_figure(self.kind, factor, interval)) for factor in self.factors)


def find_matches(
    claim: ClaimFact, stated: StatedNumber, comparison: Comparison, base: TargetOrRealization, bases: CandidateBases
) -> tuple[ClaimMatch, ...]:
    """Return the first matches: other bases of the same figures, then other figures of the source with the same base.

    One thing is exchanged at a time: any number is some percentage of something.
    """
    factors = tuple(to_factor(claim.kind, interval) for interval in stated.list_intervals())
    statement = _Statement(claim.kind, stated, factors)
    found = chain(
        _find_matching_bases(statement, comparison, base, bases),
        _find_matching_figures(statement, comparison, base, bases, claim.source),
    )
    return tuple(islice(found, MAX_MATCHES))


def _find_matching_bases(
    statement: _Statement, comparison: Comparison, used: TargetOrRealization, bases: CandidateBases
) -> Iterator[ClaimMatch]:
    total = comparison.total
    for kind, base in islice(_list_candidates(comparison, used, bases), MAX_TRIED_BASES):
        if statement.is_true(total, base):
            yield ClaimMatch(base.id, "base", kind, statement.stated.round_for_display(comparison.compute(base)))


def _find_matching_figures(
    statement: _Statement, comparison: Comparison, base: TargetOrRealization, bases: CandidateBases, source: str
) -> Iterator[ClaimMatch]:
    if len(comparison.figures) != 1:
        return
    (named,) = comparison.figures
    unit = bases.find_unit(named)
    others = (
        figure
        for figure in bases.iterate_citing(source)
        if figure.id not in (named.id, base.id) and bases.find_unit(figure) == unit
    )
    for figure in islice(others, MAX_TRIED_FIGURES):
        if statement.is_true(figure.interval, base):
            computed = Comparison(statement.kind, [figure]).compute(base)
            yield ClaimMatch(figure.id, "figure", None, statement.stated.round_for_display(computed))


def _list_candidates(
    comparison: Comparison, used: TargetOrRealization, bases: CandidateBases
) -> Iterator[tuple[BaseKind, TargetOrRealization]]:
    """Yield each base once that has the unit of the figures and is neither one of them nor the base `used`."""
    seen = {used.id, *(figure.id for figure in comparison.figures)}
    unit = bases.find_unit(comparison.figures[0])
    for kind, figure in _list_all_bases(comparison, bases):
        if figure.id not in seen and bases.find_unit(figure) == unit:
            seen.add(figure.id)
            yield kind, figure


def _list_all_bases(comparison: Comparison, bases: CandidateBases) -> Iterator[tuple[BaseKind, TargetOrRealization]]:
    """Yield all bases, including superseded, not preferred and those of another nature, because claims confuse them.

    Targets come first, then populations, values of the year before and earlier values, each with the latest first.
    """
    figures = comparison.figures
    all_series = list(dict.fromkeys(SeriesOfAnyNature.from_series(figure.series) for figure in figures))
    for series in all_series:
        yield from (("target", target) for target in bases.list_targets(series))
    for figure in figures:
        for series in bases.list_populations(figure.series):
            found = bases.list_realizations(series)
            yield from (("population", each) for each in found if is_population(each, figure))
    for figure in figures:
        found = bases.list_realizations(SeriesOfAnyNature.from_series(figure.series))
        yield from (("year_before", each) for each in found if is_year_before(each, figure))
    for figure in figures:
        found = bases.list_realizations(SeriesOfAnyNature.from_series(figure.series))
        yield from (("previous", each) for each in found if is_previous(each, figure))
