"""Linear interpolation between two values, and the change per month that a target still requires."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

DAYS_IN_A_MONTH = Decimal("30.4375")


class LinePoint(NamedTuple):
    """A value on a day."""

    day: date
    value: Decimal


def interpolate(begin: LinePoint, end: LinePoint, day: date) -> Decimal:
    """Return the value of a day on the line between two points; outside of them, that of the nearer point.

    If both points are on one day, the value of `end` is returned.
    """
    if day >= end.day or begin.day >= end.day:
        return end.value
    if day <= begin.day:
        return begin.value
    return begin.value + (end.value - begin.value) * (day - begin.day).days / (end.day - begin.day).days


def compute_required_per_month(missing: Decimal, since: date, until: date) -> Decimal | None:
    """Return `missing` per month of 30.4375 days between the two days; None if no day is left."""
    days = (until - since).days
    return missing * DAYS_IN_A_MONTH / days if days > 0 else None
