"""The baseline, compared with a reference that goes through the days one by one."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.baseline import Baseline, find_baseline
from api.analysis.rules.facts import RealizationFact, TargetFact
from api.analysis.rules.preferred import sort_by_preference
from tests.analysis.rules.build_figures import FLOW, STOCK, realization, target

BEGIN = date(2021, 1, 1)
STATED, LAST = BEGIN + timedelta(days=10), BEGIN + timedelta(days=20)
TARGET = target(1, STOCK, LAST.isoformat(), 100, STATED)


def stock(number: int, about: int, stated: int) -> RealizationFact:
    day = (BEGIN + timedelta(days=about)).isoformat()
    return realization(number, STOCK, day, number, BEGIN + timedelta(days=stated))


def ranked(stocks: list[RealizationFact]) -> list[list[RealizationFact]]:
    return list(sort_by_preference(stocks, date.max).values())


def find_by_day(tested: TargetFact, stocks: list[RealizationFact]) -> tuple[date, bool] | None:
    """Return the day of the baseline: the newest known one, otherwise that of the first one stated later."""
    day = tested.last
    while day > BEGIN - timedelta(days=1):
        if any(one.last == day and one.stated_latest <= tested.stated_latest for one in stocks):
            return day, False
        day -= timedelta(days=1)
    stated = tested.stated_latest
    while stated < BEGIN + timedelta(days=60):
        stated += timedelta(days=1)
        if same_day := [one.last for one in stocks if one.stated_latest == stated and one.last <= tested.last]:
            return max(same_day), True
    return None


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=8))
def test_the_baseline_is_the_newest_known_then_or_the_first_stated_later(stated: list[tuple[int, int]]) -> None:
    stocks = [stock(number, *days) for number, days in enumerate(stated, 2)]
    found = find_baseline(TARGET, ranked(stocks))
    assert (None if found is None else (found.day, found.stated_after)) == find_by_day(TARGET, stocks)
    if found is not None:
        assert found.figure in stocks
        assert found.value == found.figure.value


def test_a_stock_stated_on_the_day_of_the_target_counts() -> None:
    on_the_day, later = stock(2, 5, 10), stock(3, 6, 11)
    assert find_baseline(TARGET, ranked([on_the_day, later])) == Baseline(
        Decimal(2), on_the_day.last, False, on_the_day
    )


def test_of_several_stocks_of_one_day_the_preferred_known_one_is_the_baseline() -> None:
    rough = realization(2, STOCK, "2021-01-05", 2, STATED, quality="estimate")
    settled = realization(3, STOCK, "2021-01-05", 3, STATED)
    better_later = realization(4, STOCK, "2021-01-05", 4, STATED + timedelta(days=1))
    found = find_baseline(TARGET, ranked([rough, settled, better_later]))
    assert found is not None
    assert found.figure == settled


def test_the_baseline_of_a_flow_is_zero_on_its_first_day() -> None:
    tested = target(1, FLOW, "2021-01-05/2021-01-20", 100, STATED)
    assert find_baseline(tested, ranked([stock(2, 3, 4)])) == Baseline(Decimal(0), date(2021, 1, 5), False, None)


def test_without_a_known_stock_there_is_no_baseline() -> None:
    assert find_baseline(TARGET, []) is None


def test_of_several_stocks_stated_later_on_one_day_the_newest_is_the_baseline() -> None:
    older, newer = stock(2, 5, 12), stock(3, 6, 12)
    for order in ([older, newer], [newer, older]):
        assert find_baseline(TARGET, ranked(order)) == Baseline(Decimal(3), newer.last, True, newer)
