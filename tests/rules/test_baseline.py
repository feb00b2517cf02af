"""The baseline: held against going through the days one by one."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from api.rules.baseline import Baseline, baseline_of
from api.rules.facts import Realization, Target
from api.rules.preferred import realizations_by_preference
from tests.rules.figures_made import FLOW, STOCK, realization, target

BEGIN = date(2021, 1, 1)
STATED, LAST = BEGIN + timedelta(days=10), BEGIN + timedelta(days=20)
TARGET = target(1, STOCK, LAST.isoformat(), 100, STATED)


def stock(number: int, about: int, stated: int) -> Realization:
    day = (BEGIN + timedelta(days=about)).isoformat()
    return realization(number, STOCK, day, number, BEGIN + timedelta(days=stated))


def ranked(stocks: list[Realization]) -> list[list[Realization]]:
    return list(realizations_by_preference(stocks, None).values())


def by_the_day(promise: Target, stocks: list[Realization]) -> tuple[date, bool] | None:
    """Which reference day: asks, newest first, what was known then; else waits for the first that is stated."""
    day = promise.last
    while day > BEGIN - timedelta(days=1):
        if any(one.last == day and one.stated_latest <= promise.stated_latest for one in stocks):
            return day, False
        day -= timedelta(days=1)
    stated = promise.stated_latest
    while stated < BEGIN + timedelta(days=60):
        stated += timedelta(days=1)
        if of_that_day := [one.last for one in stocks if one.stated_latest == stated and one.last <= promise.last]:
            return max(of_that_day), True
    return None


@given(some.lists(some.tuples(some.integers(0, 25), some.integers(0, 25)), max_size=8))
def test_the_baseline_is_the_newest_known_then_or_the_first_stated_later(stated: list[tuple[int, int]]) -> None:
    stocks = [stock(number, *days) for number, days in enumerate(stated, 2)]
    found = baseline_of(TARGET, ranked(stocks))
    assert (None if found is None else (found.day, found.stated_after)) == by_the_day(TARGET, stocks)
    if found is not None:
        assert found.figure in stocks
        assert found.value == found.figure.value


def test_the_end_of_the_day_on_which_the_target_was_stated_is_still_before() -> None:
    on_the_day, later = stock(2, 5, 10), stock(3, 6, 11)
    assert baseline_of(TARGET, ranked([on_the_day, later])) == Baseline(Decimal(2), on_the_day.last, False, on_the_day)


def test_of_one_day_the_preferred_of_those_known_then_is_the_baseline() -> None:
    rough = realization(2, STOCK, "2021-01-05", 2, STATED, quality="estimate")
    settled = realization(3, STOCK, "2021-01-05", 3, STATED)
    better_later = realization(4, STOCK, "2021-01-05", 4, STATED + timedelta(days=1))
    found = baseline_of(TARGET, ranked([rough, settled, better_later]))
    assert found is not None
    assert found.figure == settled


def test_a_flow_sets_out_from_zero_on_its_first_day() -> None:
    promise = target(1, FLOW, "2021-01-05/2021-01-20", 100, STATED)
    assert baseline_of(promise, ranked([stock(2, 3, 4)])) == Baseline(Decimal(0), date(2021, 1, 5), False, None)


def test_where_no_stock_is_known_there_is_none() -> None:
    assert baseline_of(TARGET, []) is None


def test_of_several_stated_later_on_one_day_the_one_about_the_newest_day_is_the_baseline() -> None:
    older, newer = stock(2, 5, 12), stock(3, 6, 12)
    for order in ([older, newer], [newer, older]):
        assert baseline_of(TARGET, ranked(order)) == Baseline(Decimal(3), newer.last, True, newer)
