"""The straight line: exact at every day, flat beyond its ends; and what a month is left to do."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from api.rules.straight_line import Point, required_per_month, straight_line

DAYS = some.dates(date(2015, 1, 1), date(2030, 12, 31))
AMOUNTS = some.decimals(-(10**12), 10**12, places=3)


def walked(begin: Point, end: Point, day: date) -> Fraction:
    """The same, one day after the other."""
    value = Fraction(begin.value)
    step = (Fraction(end.value) - Fraction(begin.value)) / (end.day - begin.day).days
    today = begin.day
    while today < day:
        value += step
        today += timedelta(days=1)
    return value


@given(DAYS, AMOUNTS, some.integers(1, 800), AMOUNTS, some.data())
def test_between_its_ends_it_grows_by_the_same_amount_each_day(
    first: date, begin: Decimal, length: int, end: Decimal, data: some.DataObject
) -> None:
    day = first + timedelta(days=data.draw(some.integers(0, length)))
    ends = Point(first, begin), Point(first + timedelta(days=length), end)
    assert abs(Fraction(straight_line(*ends, day)) - walked(*ends, day)) < Fraction(1, 10**9)


@given(DAYS, AMOUNTS, some.integers(0, 800), AMOUNTS, some.integers(1, 800))
def test_beyond_its_ends_it_stays_where_it_was(
    first: date, begin: Decimal, length: int, end: Decimal, beyond: int
) -> None:
    last = first + timedelta(days=length)
    ends = Point(first, begin), Point(last, end)
    assert straight_line(*ends, last + timedelta(days=beyond)) == end
    assert straight_line(*ends, last) == end
    if length:
        assert straight_line(*ends, first - timedelta(days=beyond)) == begin


def test_half_of_the_way_is_half_of_the_number() -> None:
    ends = Point(date(2022, 1, 1), Decimal(10)), Point(date(2022, 1, 11), Decimal(30))
    assert straight_line(*ends, date(2022, 1, 6)) == 20


def test_where_it_begins_and_ends_on_one_day_the_end_is_expected() -> None:
    day = date(2022, 1, 1)
    assert straight_line(Point(day, Decimal(0)), Point(day, Decimal(7)), day) == 7


def test_a_month_has_30_4375_days() -> None:
    assert required_per_month(Decimal(12), date(2021, 1, 1), date(2025, 1, 1)) == Decimal("0.25")


@given(AMOUNTS, DAYS, some.integers(-100, 4000))
def test_months_of_what_is_required_make_up_for_what_is_missing(missing: Decimal, since: date, days: int) -> None:
    required = required_per_month(missing, since, since + timedelta(days=days))
    if days <= 0:
        assert required is None
    else:
        assert required is not None
        assert abs(required * days / Decimal("30.4375") - missing) < Decimal("0.000001")
