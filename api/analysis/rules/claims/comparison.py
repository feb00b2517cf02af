"""Comparison: the figures of a claim in relation to a base."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.analysis.rules.claims import messages
from api.analysis.rules.claims.subject import TargetOrRealization
from api.analysis.rules.facts import FigureFact
from api.analysis.rules.interval import Interval, sum_intervals

HUNDRED_PERCENT = 100
QUOTIENT_KINDS = frozenset({"ratio", "excess", "growth"})  # in percent of the base
KINDS_WITH_BASE = QUOTIENT_KINDS | {"difference"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sum of the figures in percent of a base, the percentage above it, or the difference from it.

    (figure - base) / base is computed as figure / base - 1, so that the interval of the base is used only once.
    """

    kind: str
    figures: Sequence[TargetOrRealization]

    @property
    def total(self) -> Interval:
        return sum_intervals(figure.interval for figure in self.figures)

    @property
    def subtracted_percent(self) -> int:
        return _get_subtracted_percent(self.kind)

    def compute(self, base: FigureFact) -> Fraction | None:
        """Return the result of the stated values, None if one of them is a range.

        Call `compute_interval` first, which rejects a base of zero.
        """
        if any(figure.value_to is not None for figure in (*self.figures, base)):
            return None
        total = sum((Fraction(figure.value) for figure in self.figures), Fraction())
        if self.kind == "difference":
            return total - Fraction(base.value)
        return HUNDRED_PERCENT * total / Fraction(base.value) - self.subtracted_percent

    def compute_interval(self, base: FigureFact) -> Interval:
        """Return the results that the figures allow. Raise UnverifiableClaimError if a divisor may be zero."""
        if self.kind == "difference":
            return self.total - base.interval
        quotient = self.total.divide(base.interval)
        if quotient is None:
            raise messages.base_may_be_zero()
        return _scale(quotient, Fraction(HUNDRED_PERCENT)) - _number(self.subtracted_percent)


def to_factor(kind: str, stated: Interval) -> Interval:
    """Return what a statement makes of a base: a factor, or for a difference what is added to it."""
    if kind == "difference":
        return stated
    return _scale(stated + _number(_get_subtracted_percent(kind)), Fraction(1, HUNDRED_PERCENT))


def imply_figure(kind: str, factor: Interval, base: Interval) -> Interval:
    """Return the numbers that a figure must have for a statement about it and a base to be true."""
    return base + factor if kind == "difference" else base.multiply(factor)


def can_divide(kind: str, base: Interval) -> bool:
    """Return whether a base can be used: that of a quotient must not be zero or arbitrarily close to it."""
    return kind == "difference" or not base.low <= 0 <= base.high


def _get_subtracted_percent(kind: str) -> int:
    return 0 if kind == "ratio" else HUNDRED_PERCENT


def _scale(interval: Interval, factor: Fraction) -> Interval:
    return interval.multiply(Interval.from_number(factor))


def _number(number: int) -> Interval:
    return Interval.from_number(Fraction(number))
