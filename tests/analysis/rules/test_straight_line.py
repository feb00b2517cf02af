"""Linear interpolation, constant beyond the ends, and the required amount per month."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.straight_line import LinePoint, compute_required_per_month, interpolate

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
AMOUNTS = st.decimals(-(10**12), 10**12, places=3)


def interpolate_by_day(begin: LinePoint, end: LinePoint, day: date) -> Fraction:
    """Interpolate by adding one step per day."""
    value = Fraction(begin.value)
    step = (Fraction(end.value) - Fraction(begin.value)) / (end.day - begin.day).days
    today = begin.day
    while today < day:
        value += step
        today += timedelta(days=1)
    return value


@given(DAYS, AMOUNTS, st.integers(1, 800), AMOUNTS, st.data())
def test_between_the_ends_the_change_per_day_is_constant(
    first: date, begin: Decimal, length: int, end: Decimal, data: st.DataObject
) -> None:
    day = first + timedelta(days=data.draw(st.integers(0, length)))
    ends = LinePoint(first, begin), LinePoint(first + timedelta(days=length), end)
    assert abs(Fraction(interpolate(*ends, day)) - interpolate_by_day(*ends, day)) < Fraction(1, 10**9)


@given(DAYS, AMOUNTS, st.integers(0, 800), AMOUNTS, st.integers(1, 800))
def test_beyond_the_ends_the_value_is_constant(
    first: date, begin: Decimal, length: int, end: Decimal, beyond: int
) -> None:
    last = first + timedelta(days=length)
    ends = LinePoint(first, begin), LinePoint(last, end)
    assert interpolate(*ends, last + timedelta(days=beyond)) == end
    assert interpolate(*ends, last) == end
    if length:
        assert interpolate(*ends, first - timedelta(days=beyond)) == begin


def test_half_of_the_days_is_half_of_the_change() -> None:
    ends = LinePoint(date(2022, 1, 1), Decimal(10)), LinePoint(date(2022, 1, 11), Decimal(30))
    assert interpolate(*ends, date(2022, 1, 6)) == 20


def test_on_a_line_of_one_day_the_end_is_returned() -> None:
    day = date(2022, 1, 1)
    assert interpolate(LinePoint(day, Decimal(0)), LinePoint(day, Decimal(7)), day) == 7


def test_a_month_has_30_4375_days() -> None:
    assert compute_required_per_month(Decimal(12), date(2021, 1, 1), date(2025, 1, 1)) == Decimal("0.25")


@given(AMOUNTS, DAYS, st.integers(-100, 4000))
def test_the_required_amounts_add_up_to_the_missing_amount(missing: Decimal, since: date, days: int) -> None:
    required = compute_required_per_month(missing, since, since + timedelta(days=days))
    if days <= 0:
        assert required is None
    else:
        assert required is not None
        assert abs(required * days / Decimal("30.4375") - missing) < Decimal("0.000001")
