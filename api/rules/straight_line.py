"""Where a steady course would stand on a day, and how much a month is left to do."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

DAYS_IN_A_MONTH = Decimal("30.4375")


class Point(NamedTuple):
    """A number on a day."""

    day: date
    value: Decimal


def straight_line(begin: Point, end: Point, day: date) -> Decimal:
    """The number of that day on the line between the two; outside of them, that of the nearer one.

    Where both are of one day, the end holds: what was promised for a day cannot be expected to grow within it.
    """
    if day >= end.day or begin.day >= end.day:
        return end.value
    if day <= begin.day:
        return begin.value
    return begin.value + (end.value - begin.value) * (day - begin.day).days / (end.day - begin.day).days


def required_per_month(missing: Decimal, since: date, until: date) -> Decimal | None:
    """What is missing, spread evenly over the months of 30.4375 days that are left; None where no day is."""
    days = (until - since).days
    return missing * DAYS_IN_A_MONTH / days if days > 0 else None
