"""Rule 4: whether a realization keeps the promise of a target.

The rounding and the hedges of a target never lower it. Of a realization, only an exact number has the benefit of its
rounding; a hedged number must reach the target itself, and a range with both of its ends.
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf
from typing import Literal, NamedTuple

from api.analysis.rules.facts import FigureFact, TargetFact
from api.analysis.rules.interval import Interval, sum_intervals

TargetSide = Literal["above", "below", "within"]
_DIGITS = 60  # enough that no sum of amounts is rounded


class StatedAmount(NamedTuple):
    """A number as it was stated, with the interval that it stands for.

    `is_exact` is False for a hedge and for a range; `value_to` is the upper end of a range.
    """

    value: Decimal
    value_to: Decimal | None
    is_exact: bool
    interval: Interval

    @classmethod
    def from_figures(cls, figures: Iterable[FigureFact]) -> "StatedAmount":
        """Return the number of one figure, or the sum of several, which is exact if all of them are."""
        parts = tuple(figures)
        with localcontext() as context:
            context.prec = _DIGITS
            value = sum((part.value for part in parts), Decimal(0))
            value_to = sum((part.value if part.value_to is None else part.value_to for part in parts), Decimal(0))
        is_range = any(part.value_to is not None for part in parts)
        return cls(
            value,
            value_to if is_range else None,
            not is_range and all(part.qualifier == "exact" for part in parts),
            sum_intervals(part.interval for part in parts),
        )


class Promise(NamedTuple):
    """What a target promises: the numbers that keep it, and the side on which they are of its value."""

    side: TargetSide
    fulfilled_by: Interval
    value: Decimal
    value_to: Decimal | None

    @classmethod
    def from_target(cls, direction: str, target: TargetFact) -> "Promise":
        side = find_target_side(direction, target.qualifier)
        fulfilled_by = target.interval if side == "within" else _everything_beyond(side, _find_bar(side, target))
        return cls(side, fulfilled_by, target.value, target.value_to)

    def find_goal(self, compared: Decimal) -> Decimal:
        """Return the one number of the target that `compared` is compared with.

        For a range that must be met inside it is the nearest end, or the number itself if it is inside.
        """
        if self.value_to is None or self.side == "above":
            return self.value
        if self.side == "below":
            return self.value_to
        return min(max(compared, self.value), self.value_to)

    def is_reached_by(self, realized: StatedAmount) -> bool:
        return _is_fulfilled(self.side, self.fulfilled_by, realized)

    def is_on_track(self, realized: StatedAmount, expected: Decimal) -> bool:
        """Return whether the realization is at least as far as `expected`, or between it and the target."""
        if self.side != "within":
            return _is_fulfilled(self.side, _everything_beyond(self.side, expected), realized)
        point = Interval.from_number(expected)
        low = min(self.fulfilled_by, point, key=lambda each: (each.low, not each.has_low))
        high = max(self.fulfilled_by, point, key=lambda each: (each.high, each.has_high))
        between = Interval(low.low, high.high, low.has_low, high.has_high)
        return _is_fulfilled(self.side, between, realized)

    def depends_on_qualifier(self, realized: StatedAmount) -> bool:
        """Return whether some of the numbers that a hedge or a range can mean keep the promise, and some do not."""
        if realized.is_exact:
            return False
        stated = [Interval.from_number(realized.value)]
        if realized.value_to is None:
            stated.append(realized.interval)
        else:
            stated = [Interval(Fraction(realized.value), Fraction(realized.value_to), has_high=True)]
        common = [each.intersect(self.fulfilled_by) for each in stated]
        return any(common) and common != stated


def find_target_side(direction: str, qualifier: str) -> TargetSide:
    """Return whether realizations must be at or above the target value, at or below it, or within its interval.

    The qualifiers `at_least` and `at_most` override the direction of the indicator, but `at_least` not a decrease:
    "reduce at least to 14" promises 14 or less.
    """
    if qualifier == "at_most" or direction == "decrease":
        return "below"
    if direction == "maintain" and qualifier != "at_least":
        return "within"
    return "above"


def _is_fulfilled(side: TargetSide, fulfilled_by: Interval, realized: StatedAmount) -> bool:
    if realized.value_to is not None:
        return fulfilled_by.contains(realized.value) and fulfilled_by.contains(realized.value_to)
    if realized.is_exact:
        numbers = realized.interval if side == "within" else realized.interval._replace(has_low=True, has_high=True)
        return numbers.agrees_with(fulfilled_by)
    common = realized.interval.intersect(fulfilled_by)
    return fulfilled_by.contains(realized.value) and common is not None and common.low < common.high


def _find_bar(side: TargetSide, target: TargetFact) -> Decimal:
    """Return the number that a realization must reach."""
    return target.value_to if side == "below" and target.value_to is not None else target.value


def _everything_beyond(side: TargetSide, bar: Decimal) -> Interval:
    if side == "above":
        return Interval(Fraction(bar), inf)
    return Interval(-inf, Fraction(bar), has_low=False, has_high=True)
