"""Arithmetic of intervals: sound for all numbers in them, with ends that belong or not."""

from decimal import Decimal
from fractions import Fraction
from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.analysis.rules.interval import Interval, sum_intervals

STEP = Fraction(1, 8)
GRID = [Fraction(number, 8) for number in range(-160, 161)]
VALUES = st.integers(-6, 6).map(Decimal)
RESOLUTIONS = st.sampled_from(["0.5", "1", "2", "3"]).map(Decimal)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    value, resolution = draw(VALUES), draw(RESOLUTIONS)
    qualifier = draw(st.sampled_from(("exact", "about", "at_least", "at_most", "nearly", "truncated")))
    if qualifier == "truncated":
        return Interval.from_truncated(value, resolution)
    is_range = qualifier in ("exact", "about") and draw(st.booleans())
    return Interval.from_stated(value, resolution, qualifier, value + draw(st.integers(1, 4)) if is_range else None)


def numbers_in(interval: Interval) -> list[Fraction]:
    return [number for number in GRID if interval.contains(number)]


@pytest.mark.parametrize(
    ("qualifier", "value", "value_to", "expected"),
    [
        ("exact", "13.7", None, (Fraction("13.65"), Fraction("13.75"), True, False)),
        ("about", "13.7", None, (Fraction("13.6"), Fraction("13.8"), True, False)),
        ("at_least", "40", None, (40, inf, True, False)),
        ("at_most", "-5", None, (-inf, -5, False, True)),
        ("nearly", "80", None, (Fraction("79.9"), 80, True, False)),
        ("nearly", "-80", None, (-80, Fraction("-79.9"), False, True)),
        ("nearly", "0", None, (0, Fraction("0.1"), False, True)),
        ("exact", "17", "19", (Fraction("16.95"), Fraction("19.05"), True, False)),
        ("about", "17", "19", (Fraction("16.9"), Fraction("19.1"), True, False)),
    ],
)
def test_a_statement_has_an_interval(
    qualifier: str, value: str, value_to: str | None, expected: tuple[object, ...]
) -> None:
    upper = None if value_to is None else Decimal(value_to)
    assert Interval.from_stated(Decimal(value), Decimal("0.1"), qualifier, upper) == expected


@given(intervals(), intervals())
def test_agreement_is_symmetric_and_means_a_common_number(one: Interval, other: Interval) -> None:
    assert one.agrees_with(other) == other.agrees_with(one) == (one.intersect(other) is not None)
    if set(numbers_in(one)) & set(numbers_in(other)):
        assert one.agrees_with(other)


@given(intervals(), intervals(), st.integers(0, 2), st.integers(0, 2))
def test_a_wider_interval_agrees_with_all_that_the_narrower_one_agrees_with(
    one: Interval, other: Interval, below: int, above: int
) -> None:
    wider = Interval(one.low - below, one.high + above, one.has_low, one.has_high)
    assert wider.agrees_with(other) or not one.agrees_with(other)


@given(intervals(), intervals(), intervals())
def test_a_sum_agrees_with_a_total_exactly_if_the_difference_agrees_with_a_part(
    one: Interval, other: Interval, total: Interval
) -> None:
    assert (one + other).agrees_with(total) == one.agrees_with(total - other)


@given(st.lists(intervals(), min_size=2, max_size=4))
def test_several_intervals_agree_pairwise_exactly_if_one_number_is_in_all(several: list[Interval]) -> None:
    common: Interval | None = several[0]
    for each in several[1:]:
        common = None if common is None else common.intersect(each)
    assert (common is not None) == all(one.agrees_with(other) for one in several for other in several)


@given(intervals(), intervals(), st.data())
def test_arithmetic_contains_the_result_of_all_numbers(one: Interval, other: Interval, data: st.DataObject) -> None:
    assume(numbers_in(one) and numbers_in(other))
    left, right = data.draw(st.sampled_from(numbers_in(one))), data.draw(st.sampled_from(numbers_in(other)))
    assert (one + other).contains(left + right)
    assert (one - other).contains(left - right)
    assert one.multiply(other).contains(left * right)
    quotient = one.divide(other)
    assert quotient is None or quotient.contains(left / right)


@given(intervals(), intervals())
def test_a_quotient_exists_unless_the_divisor_may_be_zero(one: Interval, divisor: Interval) -> None:
    assert (one.divide(divisor) is None) == (divisor.low <= 0 <= divisor.high)


@given(intervals(), intervals())
def test_one_interval_is_below_another_if_all_its_numbers_are(one: Interval, other: Interval) -> None:
    lower, higher = numbers_in(one), numbers_in(other)
    if one.is_below(other) and lower and higher:
        assert max(lower) < min(higher)
    assert not (one.is_below(other) and one.agrees_with(other))


def test_agreement_is_not_transitive() -> None:
    low, about, high = (
        Interval.from_stated(Decimal(value), Decimal("0.1"), qualifier)
        for value, qualifier in (("3.7", "exact"), ("3.75", "about"), ("3.8", "exact"))
    )
    assert low.agrees_with(about) and about.agrees_with(high) and not low.agrees_with(high)


def test_rounding_outwards_excludes_an_end_that_moves() -> None:
    third = Interval(Fraction(1, 3), Fraction(2, 3), has_high=True)
    assert third.round_outwards(2) == (Fraction("0.33"), Fraction("0.67"), False, False)
    assert Interval(Fraction(1, 4), inf).round_outwards(2) == (Fraction(1, 4), inf, True, False)


def test_the_sum_of_no_intervals_is_zero() -> None:
    assert sum_intervals([]) == (0, 0, True, True)
