"""How much one number is of another, in percent: a ratio, or an excess or growth over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from api.rules.claimed import sentences
from api.rules.claimed.named import span_of
from api.rules.claimed.span import Span
from api.rules.facts import Figure

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Quotient:
    """Of the subjects together; `less` is what is taken away: nothing of a ratio, the base itself of what exceeds it.

    (subject - base) / base is computed as subject / base - 1, so that one base is not rounded in two ways at once.
    """

    subjects: Sequence[Figure]
    less: int

    @classmethod
    def claimed(cls, kind: str, subjects: Sequence[Figure]) -> "Quotient":
        return cls(subjects, 0 if kind == "ratio" else WHOLE)

    def exact(self, base: Figure) -> Fraction:
        """Of the values as they are written. The base is not zero: `allowed` was asked before."""
        total = sum((Fraction(subject.value) for subject in self.subjects), Fraction())
        return WHOLE * total / Fraction(base.value) - self.less

    def allowed(self, base: Figure) -> Span:
        """All that their rounding allows. Raises Undecidable where the base may be zero."""
        quotient = Span.total([span_of(subject) for subject in self.subjects]).percent_of(span_of(base))
        if quotient is None:
            raise sentences.may_be_zero()
        return quotient.beyond(self.less)
