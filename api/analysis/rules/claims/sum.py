"""Verification of sum claims."""

from collections.abc import Sequence
from fractions import Fraction

from api.analysis.rules.claims.judgment import Judgment
from api.analysis.rules.claims.stated_number import StatedNumber, compare
from api.analysis.rules.facts import FigureFact
from api.analysis.rules.interval import sum_intervals


def judge_sum(stated: StatedNumber, addends: Sequence[FigureFact]) -> Judgment:
    """Compare the sum of the figures with the stated total, in full units. `base_figure` is not used."""
    has_range = any(addend.value_to is not None for addend in addends)
    exact = None if has_range else sum((Fraction(addend.value) for addend in addends), Fraction())
    return compare(stated, exact, sum_intervals(addend.interval for addend in addends))
