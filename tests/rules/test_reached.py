"""When a promise is kept, and when its course is: held against all numbers that a report may stand for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.rules.interval import Interval
from api.rules.reached import Side, is_reached, keeps_up, side_of

TENTHS = some.integers(-300, 300).map(lambda number: Decimal(number) / 10)
# Even numbers of hundredths, so that the ends of intervals are hundredths.
RESOLUTIONS = some.integers(1, 200).map(lambda number: Decimal(number) / 50)
FINE = Decimal("0.001")


@pytest.mark.parametrize(
    ("direction", "qualifier", "side"),
    [
        ("increase", "exact", "above"),
        ("increase", "about", "above"),
        ("increase", "at_least", "above"),
        ("increase", "at_most", "below"),
        ("decrease", "exact", "below"),
        ("decrease", "at_least", "below"),
        ("decrease", "at_most", "below"),
        ("maintain", "exact", "within"),
        ("maintain", "about", "within"),
        ("maintain", "at_least", "above"),
        ("maintain", "at_most", "below"),
    ],
)
def test_direction_and_hedge_tell_the_side(direction: str, qualifier: str, side: str) -> None:
    assert side_of(direction, qualifier) == side


@given(TENTHS, RESOLUTIONS, TENTHS, RESOLUTIONS)
def test_a_promise_is_kept_when_some_number_behind_the_report_keeps_it(
    value: Decimal, rounding: Decimal, promised: Decimal, loose: Decimal
) -> None:
    realized = Interval.of(value, rounding)
    numbers = [realized.low, realized.high - FINE / 10]  # the ends decide; the upper one is not included
    near = Interval.of(promised, loose)
    assert is_reached("above", realized, promised, near) == (max(numbers) >= promised - FINE / 10)
    assert is_reached("below", realized, promised, near) == (min(numbers) <= promised)
    finely = [realized.low + FINE * step for step in range(int(rounding / FINE))]
    assert is_reached("within", realized, promised, near) == any(near.low <= number < near.high for number in finely)


@given(TENTHS, RESOLUTIONS, TENTHS, RESOLUTIONS, RESOLUTIONS)
def test_the_rounding_of_a_promise_never_lowers_the_bar(
    value: Decimal, rounding: Decimal, promised: Decimal, one: Decimal, other: Decimal
) -> None:
    realized = Interval.of(value, rounding)
    for side in ("above", "below"):
        assert is_reached(side, realized, promised, Interval.of(promised, one)) == is_reached(
            side, realized, promised, Interval.of(promised, other)
        )


@given(TENTHS, RESOLUTIONS, TENTHS, TENTHS, RESOLUTIONS)
def test_whoever_reached_the_target_keeps_up_with_every_line_to_it(
    value: Decimal, rounding: Decimal, expected: Decimal, promised: Decimal, loose: Decimal
) -> None:
    realized, near = Interval.of(value, rounding), Interval.of(promised, loose)
    if is_reached("within", realized, promised, near):
        assert keeps_up("within", realized, expected, near)
    if expected <= promised and is_reached("above", realized, promised, near):
        assert keeps_up("above", realized, expected, near)
    if expected >= promised and is_reached("below", realized, promised, near):
        assert keeps_up("below", realized, expected, near)


@given(TENTHS, RESOLUTIONS, TENTHS, RESOLUTIONS)
def test_what_is_to_shrink_mirrors_what_is_to_grow(
    value: Decimal, rounding: Decimal, bar: Decimal, loose: Decimal
) -> None:
    realized, mirrored = Interval.of(value, rounding), Interval.of(-value, rounding)
    near = Interval.of(bar, loose)
    assert is_reached("above", realized, bar, near) == is_reached("below", mirrored, -bar, near)
    assert keeps_up("above", realized, bar, near) == keeps_up("below", mirrored, -bar, near)


@pytest.mark.parametrize(
    ("value", "keeps"), [("85", True), ("90", True), ("80", True), ("91", False), ("79", True), ("78", False)]
)
def test_what_is_to_be_maintained_keeps_up_between_the_line_and_the_promise(value: str, keeps: bool) -> None:
    one = Decimal(1)
    realized, promised = Interval.of(Decimal(value), one), Interval.of(Decimal(80), one)
    assert keeps_up("within", realized, Decimal(90), promised) is keeps


def test_a_report_rounded_up_to_the_target_reaches_it_and_one_below_does_not() -> None:
    target, exact = Decimal(20_000_000), Interval.of(Decimal(20_000_000), Decimal(1))
    assert is_reached("above", Interval.of(Decimal(19_950_000), Decimal(100_000)), target, exact)
    assert not is_reached("above", Interval.of(Decimal(19_900_000), Decimal(100_000)), target, exact)
    # 20 million promised to the nearest ten million is still 20 million.
    loose = Interval.of(target, Decimal(10_000_000))
    assert not is_reached("above", Interval.of(Decimal(19_900_000), Decimal(100_000)), target, loose)


def test_an_end_that_just_touches_the_value_reaches_it() -> None:
    realized, promised = Interval(Decimal(10), Decimal(12)), Interval(Decimal(0), Decimal(1))
    touching: list[tuple[Side, int, int]] = [("above", 12, 13), ("below", 10, 9)]
    for side, value, beyond in touching:
        assert is_reached(side, realized, Decimal(value), promised)
        assert not is_reached(side, realized, Decimal(beyond), promised)
        assert keeps_up(side, realized, Decimal(value), promised)
        assert not keeps_up(side, realized, Decimal(beyond), promised)
