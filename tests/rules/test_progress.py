"""A row of progress: each verdict by an example, and each number beside it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from api.rules.facts import Realization, Series
from api.rules.interval import Interval
from api.rules.progress import ratio_of
from tests.rules.figures_made import FLOW, STOCK
from tests.rules.reports_made import LAST, after, flow, judged, stock

RUNNING, OVER = LAST, LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("series", "day", "figures", "verdict"),
    [
        (STOCK, RUNNING, [], "no_realization"),
        (STOCK, OVER, [stock(2, 101, 110, 100)], "no_realization"),
        (FLOW, OVER, [flow(2, 21, 100, 100)], "no_realization"),
        (STOCK, OVER, [flow(2, 20, 100, 100)], "no_realization"),
        (STOCK, RUNNING, [stock(2, 5, 9, 20)], "no_news"),
        (STOCK, RUNNING, [stock(2, 5, 30, 20)], "no_news"),
        (STOCK, RUNNING, [stock(2, 5, 9, 100)], "achieved"),
        (STOCK, OVER, [stock(2, 5, 9, 100)], "achieved"),
        (STOCK, RUNNING, [stock(2, 0, 9, 0), stock(3, 50, 51, 50)], "on_track"),
        (STOCK, RUNNING, [stock(2, 0, 9, 0), stock(3, 50, 51, 49)], "behind"),
        (STOCK, RUNNING, [stock(2, 0, 9, 0), stock(3, 50, 51, 49, resolution=Decimal(2))], "on_track"),
        (STOCK, OVER, [stock(2, 0, 9, 0), stock(3, 70, 71, 99)], "missed"),
        (STOCK, OVER, [stock(2, 0, 9, 0), stock(3, 69, 71, 99)], "not_reported"),
        (FLOW, RUNNING, [flow(2, 20, 60, 50)], "on_track"),
        (FLOW, RUNNING, [flow(2, 20, 60, 49)], "behind"),
        (FLOW, RUNNING, [flow(2, 20, 40, 60), flow(3, 41, 60, 40)], "achieved"),
        (FLOW, OVER, [flow(2, 20, 69, 99)], "not_reported"),
        (FLOW, OVER, [flow(2, 20, 40, 1), flow(3, 41, 70, 97)], "missed"),
    ],
)
def test_a_verdict_follows_from_what_was_reported(
    series: Series, day: date, figures: list[Realization], verdict: str
) -> None:
    assert judged(series, day, *figures).verdict == verdict


@pytest.mark.parametrize(
    ("direction", "qualifier", "value", "verdict"),
    [
        ("decrease", "exact", 41, "behind"),
        ("decrease", "exact", 40, "on_track"),
        ("decrease", "exact", 10, "achieved"),
        ("increase", "at_most", 10, "achieved"),
        ("increase", "at_most", 45, "behind"),
        ("maintain", "exact", 10, "achieved"),
        ("maintain", "exact", 12, "on_track"),
        ("maintain", "exact", 8, "behind"),
    ],
)
def test_what_is_to_shrink_or_to_stay_is_judged_from_its_side(
    direction: str, qualifier: str, value: int, verdict: str
) -> None:
    """From 70 on the first day to 10 on the hundredth: 40 is expected on the fiftieth."""
    row = judged(
        STOCK, RUNNING, stock(2, 0, 9, 70), stock(3, 50, 51, value), direction=direction, qualifier=qualifier, value=10
    )
    assert (row.expected, row.verdict) == (40, verdict)


def test_a_row_says_how_much_is_missing_and_what_a_month_has_to_bring() -> None:
    row = judged(STOCK, RUNNING, stock(2, 0, 9, 0), stock(3, 50, 51, 40), stock(4, 50, 51, 41, quality="estimate"))
    assert (row.ratio, row.gap, row.expected) == (Decimal("0.4"), 60, 50)
    assert row.required_per_month == 60 * Decimal("30.4375") / 50
    assert row.realized is not None
    assert [figure.id.int for figure in row.realized.alternatives] == [4]


@pytest.mark.parametrize("day", [RUNNING, OVER])
def test_nothing_is_required_any_more_when_it_is_reached_or_over(day: date) -> None:
    assert judged(STOCK, day, stock(2, 0, 9, 0), stock(3, 50, 51, 100)).required_per_month is None
    assert judged(STOCK, OVER, stock(2, 0, 9, 0), stock(3, 50, 51, 10)).required_per_month is None


def test_a_target_of_zero_has_no_ratio() -> None:
    row = judged(STOCK, RUNNING, stock(2, 0, 9, 70), stock(3, 50, 51, 35), direction="decrease", value=0)
    assert (row.ratio, row.gap, row.expected, row.verdict) == (None, -35, 35, "on_track")


def test_a_ratio_has_four_decimals_with_halves_rounded_up() -> None:
    assert ratio_of(Decimal(13_700_000), Decimal(30_000_000)) == Decimal("0.4567")
    assert ratio_of(Decimal(1), Decimal(32)) == Decimal("0.0313")
    assert ratio_of(Decimal(999999999999999000), Decimal("0.000000001")) == Decimal(999999999999999000) * 10**9


def test_a_stock_that_follows_from_flows_is_offered_beside_the_reported_one() -> None:
    figures = [stock(2, 5, 9, 20), flow(3, 6, 30, 7), flow(4, 31, 50, 8)]
    row = judged(STOCK, RUNNING, *figures)
    assert row.offer is not None
    assert (row.offer.value, row.offer.day, [part.id.int for part in row.offer.parts]) == (35, after(50), [2, 3, 4])
    assert row.realized is not None
    assert (row.realized.value, row.verdict) == (20, "no_news")
    assert judged(STOCK, RUNNING, *figures, stock(5, 50, 51, 1)).offer is None
    assert judged(STOCK, RUNNING, *figures[1:]).offer is None


def test_a_sum_is_as_rough_as_its_parts_together() -> None:
    row = judged(
        FLOW,
        OVER,
        flow(2, 20, 40, 49, resolution=Decimal(1)),
        flow(3, 41, 100, 50, resolution=Decimal(1)),
    )
    assert row.realized is not None
    assert row.realized.interval == Interval(Decimal(98), Decimal(100))
    assert row.verdict == "achieved"
