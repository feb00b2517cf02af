"""Rule 4 for promises: when a target is met. Its rounding never lowers the bar; that of the report is respected."""

from decimal import Decimal
from typing import Literal

from api.rules.interval import Interval

Side = Literal["above", "below", "within"]


def side_of(direction: str, qualifier: str) -> Side:
    """From which side a promise is kept: by as much or more, by as little or less, or by staying where it is.

    A hedge says it where there is one: nobody who promises to keep at least a number breaks that with more.
    """
    if qualifier == "at_most" or direction == "decrease":
        return "below"
    if direction == "maintain" and qualifier != "at_least":
        return "within"
    return "above"


def is_reached(side: Side, realized: Interval, value: Decimal, promised: Interval) -> bool:
    """Whether some number that the report stands for keeps the promise of `value`."""
    if side == "above":
        return realized.high >= value
    if side == "below":
        return realized.low <= value
    return realized.overlaps(promised)


def keeps_up(side: Side, realized: Interval, expected: Decimal, promised: Interval) -> bool:
    """Whether it is as far as expected; for what is to be maintained, no further from the promise than expected."""
    if side == "above":
        return realized.high >= expected
    if side == "below":
        return realized.low <= expected
    return realized.low <= max(expected, promised.high) and min(expected, promised.low) <= realized.high
