"""Interval: the numbers that a statement can stand for, with exact arithmetic.

A rounded number stands for an interval whose upper end is excluded, "at least 40" for one without an upper end. The
quotient of two intervals may exclude any of its ends. An end that no number reaches must not decide.
"""

from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from fractions import Fraction
from math import ceil, floor, inf
from typing import NamedTuple

Number = Fraction | float  # a float only for infinity
_PRECISION = 60  # digits: the sum of a hundred amounts of 27 digits needs 29


class Interval(NamedTuple):
    """The numbers from `low` to `high`, each end included or not. An infinite end is never included."""

    low: Number
    high: Number
    has_low: bool = True
    has_high: bool = False

    @classmethod
    def from_number(cls, number: Decimal | Fraction) -> "Interval":
        """Return the interval that has this number only."""
        exact = Fraction(number)
        return cls(exact, exact, has_high=True)

    @classmethod
    def from_stated(
        cls, value: Decimal, resolution: Decimal, qualifier: str = "exact", value_to: Decimal | None = None
    ) -> "Interval":
        """Return the numbers that a statement stands for.

        `exact` 13.7 with a resolution of 0.1 is [13.65, 13.75), `about` has twice that width. `at_least` and `at_most`
        have no other end. `nearly` falls short of its value, seen from zero, by at most the resolution. A range from
        `value` to `value_to` is rounded at both ends.
        """
        exact, step = Fraction(value), Fraction(resolution)
        if qualifier == "at_least":
            return cls(exact, inf)
        if qualifier == "at_most":
            return cls(-inf, exact, has_low=False, has_high=True)
        if qualifier == "nearly":
            return cls(exact - step, exact) if exact > 0 else cls(exact, exact + step, has_low=False, has_high=True)
        margin = step if qualifier == "about" else step / 2
        return cls(exact - margin, (exact if value_to is None else Fraction(value_to)) + margin)

    @classmethod
    def from_truncated(cls, value: Decimal, resolution: Decimal) -> "Interval":
        """Return the numbers that truncation turns into this value; for zero these are numbers on both sides."""
        exact, step = Fraction(value), Fraction(resolution)
        low, high = (exact - step if exact <= 0 else exact), (exact + step if exact >= 0 else exact)
        return cls(low, high, has_low=exact > 0, has_high=exact < 0)

    def intersect(self, other: "Interval") -> "Interval | None":
        """Return the numbers that are in both; None if there are none."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        has_low = all(each.has_low for each in (self, other) if each.low == low)
        has_high = all(each.has_high for each in (self, other) if each.high == high)
        if low > high or (low == high and not (has_low and has_high)):
            return None
        return Interval(low, high, has_low, has_high)

    def agrees_with(self, other: "Interval") -> bool:
        """Return True if some number is in both, so that the two statements agree."""
        if self.low == other.high:
            return self.has_low and other.has_high
        if other.low == self.high:
            return other.has_low and self.has_high
        return self.low < other.high and other.low < self.high

    def is_below(self, other: "Interval") -> bool:
        """Return True if all numbers of this interval are below all numbers of the other one."""
        return self.high <= other.low and not (self.high == other.low and self.has_high and other.has_low)

    def contains(self, number: Decimal | Fraction) -> bool:
        return self.agrees_with(Interval.from_number(number))

    def __add__(self, other: object) -> "Interval":
        if not isinstance(other, Interval):
            return NotImplemented
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.has_low and other.has_low,
            self.has_high and other.has_high,
        )

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.has_high, self.has_low)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def divide(self, divisor: "Interval") -> "Interval | None":
        """Return the quotients; None if the divisor may be zero or arbitrarily close to it."""
        if divisor.low <= 0 <= divisor.high:
            return None
        reciprocal = Interval(_invert(divisor.high), _invert(divisor.low), divisor.has_high, divisor.has_low)
        return self.multiply(reciprocal)

    def multiply(self, other: "Interval") -> "Interval":
        """Return the products. The least and the largest product of two ends are the ends."""
        corners = [
            (_multiply(one, two), (has_one and has_two) or (one == 0 and has_one) or (two == 0 and has_two))
            for one, has_one in ((self.low, self.has_low), (self.high, self.has_high))
            for two, has_two in ((other.low, other.has_low), (other.high, other.has_high))
        ]
        low, high = min(corners)[0], max(corners)[0]
        return Interval(low, high, (low, True) in corners, (high, True) in corners)

    def round_outwards(self, digits: int) -> "Interval":
        """Round both ends outwards to that many decimals. An end that moves is excluded, because nothing reaches it."""
        low, high = _round_end(self.low, digits, floor), _round_end(self.high, digits, ceil)
        return Interval(low, high, self.has_low and low == self.low, self.has_high and high == self.high)


def sum_intervals(intervals: Iterable[Interval]) -> Interval:
    """Return the sums; zero if there are no intervals."""
    total = Interval.from_number(Decimal(0))
    for interval in intervals:
        total += interval
    return total


def round_half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def to_decimal(exact: Fraction, digits: int, round_to_int: Callable[[Fraction], int] = round_half_up) -> Decimal:
    """Round to that many decimals, without trailing zeros: 50, not 50.00."""
    context = Context(prec=_PRECISION)
    return Decimal(f"{Decimal(round_to_int(exact * 10**digits)).scaleb(-digits, context).normalize(context):f}")


def _round_end(end: Number, digits: int, round_to_int: Callable[[Fraction], int]) -> Number:
    return Fraction(to_decimal(end, digits, round_to_int)) if isinstance(end, Fraction) else end


def _invert(end: Number) -> Number:
    """Return 1 / end, zero for an infinite end, which is never included."""
    return 1 / end if isinstance(end, Fraction) else Fraction(0)


def _multiply(one: Number, other: Number) -> Number:
    """Return the product of two ends; zero if one of them is zero, also if the other is infinite."""
    return Fraction(0) if one == 0 or other == 0 else one * other
