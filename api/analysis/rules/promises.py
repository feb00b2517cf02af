"""Whether two targets promise the same: by what was promised, not by what keeps the promise."""

from api.analysis.rules.achievement import find_target_side
from api.analysis.rules.facts import TargetFact
from api.analysis.rules.interval import Interval


def promises_agree(one: TargetFact, other: TargetFact, direction: str) -> bool:
    """Return True if both have the same side, and the rounding of their stated numbers has a common number.

    With open sides "at least 20" and "at least 30" would agree for ever.
    """
    sides = {find_target_side(direction, target.qualifier) for target in (one, other)}
    return len(sides) == 1 and stated_interval(one).agrees_with(stated_interval(other))


def stated_interval(target: TargetFact) -> Interval:
    """Return the interval of the stated number or range, without an open side."""
    qualifier = target.qualifier if target.qualifier == "about" else "exact"
    return Interval.from_stated(target.value, target.resolution, qualifier, target.value_to)
