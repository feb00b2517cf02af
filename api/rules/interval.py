"""Rounding: a stated number stands for the half-open interval of the numbers that round to it."""

from decimal import Decimal
from typing import NamedTuple


class Interval(NamedTuple):
    """All numbers from `low`, included, up to `high`, excluded."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, value: Decimal, resolution: Decimal) -> "Interval":
        """13.7 million rounded to 0.1 million stands for [13.65, 13.75) million."""
        half = resolution / 2
        return cls(value - half, value + half)

    @classmethod
    def truncated(cls, value: Decimal, resolution: Decimal) -> "Interval":
        """58 percent, when digits were cut off: [58, 59), or (-59, -58] for what is below zero."""
        return cls(value, value + resolution) if value >= 0 else cls(value - resolution, value)

    def overlaps(self, other: "Interval") -> bool:
        """Two numbers agree when some number rounds to both: 3.7 and 3.8 million do not."""
        return self.low < other.high and other.low < self.high

    def __add__(self, other: object) -> "Interval":
        if not isinstance(other, Interval):
            return NotImplemented
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def over(self, other: "Interval") -> "Interval | None":
        """The quotient; None when the divisor may be zero."""
        if other.low <= 0 < other.high or other.high == 0:
            return None
        corners = [mine / theirs for mine in self for theirs in other]
        return Interval(min(corners), max(corners))
