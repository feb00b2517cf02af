"""StatedNumber: compare the stated value of a claim with the computed interval."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from api.analysis.rules.claims import messages
from api.analysis.rules.claims.comparison import QUOTIENT_KINDS
from api.analysis.rules.claims.judgment import Judgment
from api.analysis.rules.facts import ClaimFact
from api.analysis.rules.interval import Interval, to_decimal
from api.errors import Text

PERCENT_DIGITS = 2
MAX_DIGITS = 10  # decimals; an amount has at most nine
StatedUnit = Literal["percent", "percentage_points", "other"]


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """The stated value of a claim: a number or a range with its resolution and qualifier."""

    value: Decimal
    value_to: Decimal | None
    resolution: Decimal
    qualifier: str
    unit: StatedUnit

    @classmethod
    def from_claim(cls, claim: ClaimFact, unit: str | None) -> "StatedNumber":
        """Read a claim about figures in a unit. Raise UnverifiableClaimError if it states no number."""
        if claim.stated_value is None or claim.stated_resolution is None:
            raise messages.no_stated_value()
        stated_unit: StatedUnit = "percent" if claim.kind in QUOTIENT_KINDS else "other"
        if claim.kind == "difference" and unit == "percent":
            stated_unit = "percentage_points"
        return cls(claim.stated_value, claim.stated_value_to, claim.stated_resolution, claim.qualifier, stated_unit)

    @property
    def interval(self) -> Interval:
        return Interval.from_stated(self.value, self.resolution, self.qualifier, self.value_to)

    def list_intervals(self) -> tuple[Interval, ...]:
        """Return the numbers of which the statement is true. An exact number may also be truncated."""
        if self.qualifier != "exact" or self.value_to is not None:
            return (self.interval,)
        return (self.interval, Interval.from_truncated(self.value, self.resolution))

    def round_for_display(self, exact: Fraction | None) -> Decimal | None:
        return None if exact is None else to_decimal(exact, self.digits)

    @property
    def digits(self) -> int:
        """Number of decimals: for percent two, or one more than the claim has; for other units all."""
        if self.unit != "percent":
            return MAX_DIGITS
        exponent = self.resolution.normalize().as_tuple().exponent
        return max(PERCENT_DIGITS, 1 - exponent if isinstance(exponent, int) else 0)

    @property
    def as_text(self) -> Text:
        return messages.format_stated(self.qualifier, self.value, self.value_to)


def compare(stated: StatedNumber, exact: Fraction | None, allowed: Interval) -> Judgment:
    """Return the result for a stated value, the exact computed value, and the interval that the figures allow."""
    computed, interval = stated.round_for_display(exact), allowed.round_outwards(stated.digits)
    if stated.interval.agrees_with(allowed):
        return Judgment(verdict="consistent", computed=computed, allowed=interval)
    if any(each.agrees_with(allowed) for each in stated.list_intervals()):
        reason = messages.digits_truncated()
        return Judgment(verdict="consistent", computed=computed, allowed=interval, reasons=(reason,))
    reason = messages.value_differs(computed, interval, stated.as_text, stated.unit)
    return Judgment(verdict="inconsistent", computed=computed, allowed=interval, reasons=(reason,))
