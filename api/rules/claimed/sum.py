"""Addends that are said to make a total."""

from collections.abc import Sequence
from fractions import Fraction

from api.rules.claimed.agreement import Stated, compared
from api.rules.claimed.judgement import Judgement
from api.rules.claimed.named import span_of
from api.rules.claimed.span import Span
from api.rules.facts import Claim, Figure


def judge_sum(claim: Claim, addends: Sequence[Figure]) -> Judgement:
    """Against the stated total, in full units; the figure that says the same total is not needed for it."""
    exact = sum((Fraction(addend.value) for addend in addends), Fraction())
    return compared(Stated.by(claim), exact, Span.total([span_of(addend) for addend in addends]))
