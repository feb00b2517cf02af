"""What rounding leaves open, computed exactly: a stretch of fractions that knows whether its ends belong to it.

A half-open interval is enough to compare two numbers as they are stated. A quotient of two is half-open the other way
where they are negative, and open where the divisor ends, so that an end that never comes true must not decide.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from api.rules.interval import Interval

_AMPLE = 60  # digits: an amount has 27 at most, and a hundred of them are added


class Span(NamedTuple):
    """From `low` to `high`; each end belongs to it or not."""

    low: Fraction
    high: Fraction
    has_low: bool = True
    has_high: bool = False

    @classmethod
    def rounded(cls, value: Decimal, resolution: Decimal) -> "Span":
        """All that rounds to this value."""
        half = Fraction(resolution) / 2
        return cls(Fraction(value) - half, Fraction(value) + half)

    @classmethod
    def cut_off(cls, value: Decimal, resolution: Decimal) -> "Span":
        """All that has this value left when its digits are cut off; zero is left of what is near it on both sides."""
        near, far = Fraction(value), Fraction(resolution)
        low, high = (near - far if near <= 0 else near), (near + far if near >= 0 else near)
        return cls(low, high, has_low=near > 0, has_high=near < 0)

    @classmethod
    def total(cls, parts: "list[Span]") -> "Span":
        return cls(
            sum((part.low for part in parts), Fraction()),
            sum((part.high for part in parts), Fraction()),
            all(part.has_low for part in parts),
            all(part.has_high for part in parts),
        )

    def meets(self, other: "Span") -> bool:
        """Whether some number belongs to both."""
        if self.low == other.high:
            return self.has_low and other.has_high
        if other.low == self.high:
            return other.has_low and self.has_high
        return self.low < other.high and other.low < self.high

    def percent_of(self, base: "Span") -> "Span | None":
        """A hundred times the quotient; None where the base may be zero, or be as near to it as one likes."""
        if base.low <= 0 <= base.high:
            return None
        corners = [
            (100 * mine / theirs, has_mine and has_theirs)
            for mine, has_mine in ((self.low, self.has_low), (self.high, self.has_high))
            for theirs, has_theirs in ((base.low, base.has_low), (base.high, base.has_high))
        ]
        low, high = min(corners)[0], max(corners)[0]
        return Span(low, high, (low, True) in corners, (high, True) in corners)

    def beyond(self, amount: int) -> "Span":
        """What is left when that much is taken away."""
        return self._replace(low=self.low - amount, high=self.high - amount)

    def shown(self, digits: int) -> Interval:
        """To that many decimals, outwards, so that nothing that is allowed looks forbidden."""
        return Interval(decimal_of(self.low, digits, floor), decimal_of(self.high, digits, ceil))


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def decimal_of(exact: Fraction, digits: int, whole: Callable[[Fraction], int] = half_up) -> Decimal:
    """To that many decimals and no more than it needs: 50, not 50.00."""
    ample = Context(prec=_AMPLE)
    return Decimal(f"{Decimal(whole(exact * 10**digits)).scaleb(-digits, ample).normalize(ample):f}")
