"""The base of a claim: the figure that it names, or the one that its kind of base determines."""

from collections.abc import Callable, Mapping, Sequence

from api.analysis.rules.baseline import find_baseline
from api.analysis.rules.claims import messages
from api.analysis.rules.claims.bases import CandidateBases, SeriesOfAnyNature
from api.analysis.rules.claims.claim_figures import get_usable_figure
from api.analysis.rules.claims.find_target import find_target_base
from api.analysis.rules.claims.subject import Comparable, TargetOrRealization, get_reference_day, is_day_known
from api.analysis.rules.claims.year_before import shift_to_year_before
from api.analysis.rules.facts import ClaimFact, RealizationFact
from api.analysis.rules.realized import is_equally_long

BaseFinder = Callable[[Comparable, CandidateBases, ClaimFact], TargetOrRealization | None]


def find_base(claim: ClaimFact, subjects: Sequence[Comparable], bases: CandidateBases) -> TargetOrRealization:
    """Return the base of a claim. Raise UnverifiableClaimError if it is missing, not known or undetermined."""
    if claim.base_figure is not None:
        return get_usable_figure(claim.base_figure, bases)
    if len(subjects) != 1 or claim.base is None or claim.base not in BASE_FINDERS:
        raise messages.base_not_named()
    found = BASE_FINDERS[claim.base](subjects[0], bases, claim)
    if found is None:
        raise messages.base_not_found(claim.base)
    return found


def find_population_base(figure: Comparable, bases: CandidateBases) -> RealizationFact | None:
    """Return the newest preferred population on or before the day of the figure."""
    for series in bases.list_populations(figure.series):
        if found := bases.find_preferred(series, lambda population: is_population(population, figure)):
            return found
    return None


def find_previous_base(figure: Comparable, bases: CandidateBases) -> RealizationFact | None:
    """Return the newest preferred realization before the figure; for flows, with a period of the same length."""
    return bases.find_preferred(_get_series(figure), lambda earlier: is_previous(earlier, figure))


def find_year_before_base(figure: Comparable, bases: CandidateBases) -> RealizationFact | None:
    """Return the preferred realization of exactly the days one year earlier."""
    return bases.find_preferred(_get_series(figure), lambda earlier: is_year_before(earlier, figure))


def find_baseline_base(figure: Comparable, bases: CandidateBases, claim: ClaimFact) -> RealizationFact | None:
    """Return the figure that is the baseline of the target that the figure would be compared with."""
    target = find_target_base(figure, bases, claim.base_period)
    if target is None:
        return None
    same_keys = bases.list_same_keys(_get_series(figure))
    baseline = find_baseline(target, [each for each in same_keys if each[0].series == target.series])
    if baseline is None or baseline.figure is None or baseline.figure.id == figure.id:
        return None
    return baseline.figure


def is_population(population: RealizationFact, figure: Comparable) -> bool:
    return population.series.nature == "stock" and population.reference_day <= get_reference_day(figure)


def is_previous(earlier: RealizationFact, figure: Comparable) -> bool:
    """Return True for an earlier stock of a known day, or an earlier flow of the same length, of the same series."""
    if earlier.series != figure.series or not earlier.day_known:
        return False
    if figure.series.nature == "stock":
        return earlier.last < get_reference_day(figure)
    return earlier.last < figure.first and is_equally_long(earlier, figure)


def is_year_before(earlier: RealizationFact, figure: Comparable) -> bool:
    """Return True for a realization of the same series whose days are those of the figure one year earlier."""
    if earlier.series != figure.series or earlier.day_known != is_day_known(figure):
        return False
    key = figure.key
    return (earlier.key.first, earlier.key.last) == shift_to_year_before(key.first, key.last)


def _get_series(figure: Comparable) -> SeriesOfAnyNature:
    return SeriesOfAnyNature.from_series(figure.series)


BASE_FINDERS: Mapping[str, BaseFinder] = {
    "target": lambda figure, bases, claim: find_target_base(figure, bases, claim.base_period),
    "population": lambda figure, bases, _: find_population_base(figure, bases),
    "previous": lambda figure, bases, _: find_previous_base(figure, bases),
    "year_before": lambda figure, bases, _: find_year_before_base(figure, bases),
    "baseline": find_baseline_base,
}
