"""The target that a claim compares a figure with, if the claim does not name it."""

from collections.abc import Callable
from datetime import date

from api.analysis.rules.claims import messages
from api.analysis.rules.claims.bases import CandidateBases, SeriesOfAnyNature
from api.analysis.rules.claims.subject import Comparable, get_reference_day
from api.analysis.rules.facts import TargetFact
from api.analysis.rules.in_force import find_targets_in_force


def find_target_base(
    figure: Comparable, bases: CandidateBases, base_period: tuple[date, date] | None = None
) -> TargetFact | None:
    """Return the target in force of `base_period`, otherwise of the period of the figure, or of one that contains it.

    Raise UnverifiableClaimError if targets of several periods or plans are left.
    """
    in_force = [
        target
        for target in _list_targets_in_force(figure, bases)
        if target.series == figure.series and target.id != figure.id
    ]
    days = (figure.first, figure.last) if base_period is None else base_period
    fitting: list[Callable[[TargetFact], bool]] = [lambda target: _has_days(target, days)]
    if base_period is None:
        fitting.append(lambda target: _contains(target, figure))
    for fits in fitting:
        found = [target for target in in_force if fits(target)]
        if len(found) > 1:
            raise messages.base_ambiguous(found)
        if found:
            return found[0]
    return None


def _list_targets_in_force(figure: Comparable, bases: CandidateBases) -> list[TargetFact]:
    """Return the target in force of each key and plan."""
    targets = bases.list_targets(SeriesOfAnyNature.from_series(figure.series))
    return list(find_targets_in_force(targets, bases.known_on).values())


def _has_days(target: TargetFact, days: tuple[date, date]) -> bool:
    first, last = days
    return target.last == last and (target.series.nature == "stock" or target.first == first)


def _contains(target: TargetFact, figure: Comparable) -> bool:
    match figure.series.nature:
        case "stock":
            return target.first <= get_reference_day(figure) <= target.last
        case "flow":
            return target.first == figure.first and figure.last <= target.last
        case _:
            return target.first <= figure.first and figure.last <= target.last
