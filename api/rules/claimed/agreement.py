"""Whether what is stated meets what the figures allow, and how both are shown."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from api.rules.claimed import sentences
from api.rules.claimed.judgement import Judgement
from api.rules.claimed.span import Span, decimal_of
from api.rules.facts import Claim

DIGITS_OF_PERCENT = 2
MOST_DIGITS = 10  # an amount has nine


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated number, by its own rounding."""

    value: Decimal
    resolution: Decimal
    percent: bool

    @classmethod
    def by(cls, claim: Claim) -> "Stated":
        if claim.stated_value is None or claim.stated_resolution is None:
            raise sentences.nothing_stated()
        return cls(claim.stated_value, claim.stated_resolution, claim.kind != "sum")

    def is_rounded_from(self, allowed: Span) -> bool:
        return Span.rounded(self.value, self.resolution).meets(allowed)

    def agrees_with(self, allowed: Span) -> bool:
        """Rounded, or with its digits cut off."""
        return self.is_rounded_from(allowed) or Span.cut_off(self.value, self.resolution).meets(allowed)

    def shown(self, exact: Fraction) -> Decimal:
        return decimal_of(exact, self.digits)

    @property
    def digits(self) -> int:
        """Percent have two decimals, or one more than the claim; full units all that there are."""
        if not self.percent:
            return MOST_DIGITS
        exponent = self.resolution.normalize().as_tuple().exponent
        return max(DIGITS_OF_PERCENT, 1 - exponent if isinstance(exponent, int) else 0)


def compared(stated: Stated, exact: Fraction, allowed: Span) -> Judgement:
    computed, interval = stated.shown(exact), allowed.shown(stated.digits)
    if stated.is_rounded_from(allowed):
        return Judgement(verdict="consistent", computed=computed, allowed=interval)
    if stated.agrees_with(allowed):
        why = sentences.cut_off()
        return Judgement(verdict="consistent", computed=computed, allowed=interval, reasons=(why,))
    why = sentences.differs(computed, stated.value, percent=stated.percent)
    return Judgement(verdict="inconsistent", computed=computed, allowed=interval, reasons=(why,))
