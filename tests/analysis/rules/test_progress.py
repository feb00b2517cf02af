"""Progress of a target: an example of each verdict and of each number."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from api.analysis.rules.achievement import StatedAmount
from api.analysis.rules.facts import RealizationFact, Series
from api.analysis.rules.progress import compute_ratio
from tests.analysis.rules.build_figures import FLOW, STOCK
from tests.analysis.rules.build_progress import LAST, after, assess, flow, stock

OPEN, ENDED = LAST, LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("series", "day", "figures", "verdict"),
    [
        (STOCK, OPEN, [], "no_realization"),
        (STOCK, ENDED, [stock(2, 101, 110, 100)], "no_realization"),
        (FLOW, ENDED, [flow(2, 21, 100, 100)], "no_realization"),
        (STOCK, ENDED, [flow(2, 20, 100, 100)], "no_realization"),
        (STOCK, OPEN, [stock(2, 5, 9, 20)], "no_new_report"),
        (STOCK, OPEN, [stock(2, 5, 30, 20)], "no_new_report"),
        (STOCK, OPEN, [stock(2, 5, 9, 100)], "achieved"),
        (STOCK, ENDED, [stock(2, 5, 9, 100)], "achieved"),
        (STOCK, OPEN, [stock(2, 0, 9, 0), stock(3, 50, 51, 50)], "on_track"),
        (STOCK, OPEN, [stock(2, 0, 9, 0), stock(3, 50, 51, 49)], "behind"),
        (STOCK, OPEN, [stock(2, 0, 9, 0), stock(3, 50, 51, 49, resolution=Decimal(2))], "on_track"),
        (STOCK, ENDED, [stock(2, 0, 9, 0), stock(3, 70, 71, 99)], "missed"),
        (STOCK, ENDED, [stock(2, 0, 9, 0), stock(3, 69, 71, 99)], "not_reported"),
        (FLOW, OPEN, [flow(2, 20, 60, 50)], "on_track"),
        (FLOW, OPEN, [flow(2, 20, 60, 49)], "behind"),
        (FLOW, OPEN, [flow(2, 20, 40, 60), flow(3, 41, 60, 40)], "achieved"),
        (FLOW, ENDED, [flow(2, 20, 69, 99)], "not_reported"),
        (FLOW, ENDED, [flow(2, 20, 40, 1), flow(3, 41, 70, 97)], "missed"),
    ],
)
def test_the_verdict_follows_from_the_realizations(
    series: Series, day: date, figures: list[RealizationFact], verdict: str
) -> None:
    assert assess(series, day, *figures).verdict == verdict


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
def test_the_direction_and_qualifier_decide_the_side(direction: str, qualifier: str, value: int, verdict: str) -> None:
    """The line goes from 70 on day 0 to 10 on day 100, so 40 is expected on day 50."""
    row = assess(
        STOCK, OPEN, stock(2, 0, 9, 70), stock(3, 50, 51, value), direction=direction, qualifier=qualifier, value=10
    )
    assert (row.expected, row.verdict) == (40, verdict)


def test_ratio_gap_and_required_amount_per_month() -> None:
    row = assess(STOCK, OPEN, stock(2, 0, 9, 0), stock(3, 50, 51, 40), stock(4, 50, 51, 41, quality="estimate"))
    assert (row.ratio, row.gap, row.expected) == (Decimal("0.4"), 60, 50)
    assert row.required_per_month == 60 * Decimal("30.4375") / 50
    assert row.realized is not None
    assert [figure.id.int for figure in row.realized.alternatives] == [4]


@pytest.mark.parametrize("day", [OPEN, ENDED])
def test_nothing_is_required_after_the_target_is_reached_or_its_period_has_ended(day: date) -> None:
    assert assess(STOCK, day, stock(2, 0, 9, 0), stock(3, 50, 51, 100)).required_per_month is None
    assert assess(STOCK, ENDED, stock(2, 0, 9, 0), stock(3, 50, 51, 10)).required_per_month is None


def test_a_target_of_zero_has_no_ratio() -> None:
    row = assess(STOCK, OPEN, stock(2, 0, 9, 70), stock(3, 50, 51, 35), direction="decrease", value=0)
    assert (row.ratio, row.gap, row.expected, row.verdict) == (None, -35, 35, "on_track")


def ratio(value: int, goal: Decimal) -> Decimal | None:
    return compute_ratio(StatedAmount.from_figures([stock(2, 0, 9, value)]), goal)


def test_a_ratio_has_four_decimals_with_halves_rounded_up() -> None:
    assert ratio(13_700_000, Decimal(30_000_000)) == Decimal("0.4567")
    assert ratio(1, Decimal(32)) == Decimal("0.0313")
    assert ratio(999999999999999000, Decimal("0.000000001")) == Decimal(999999999999999000) * 10**9


def test_a_newer_stock_is_derived_from_flows() -> None:
    figures = [stock(2, 5, 9, 20), flow(3, 6, 30, 7), flow(4, 31, 50, 8)]
    row = assess(STOCK, OPEN, *figures)
    assert row.derived_value is not None
    assert (row.derived_value.value, row.derived_value.day, [part.id.int for part in row.derived_value.parts]) == (
        35,
        after(50),
        [2, 3, 4],
    )
    assert row.realized is not None
    assert (row.realized.value, row.verdict) == (20, "no_new_report")
    assert assess(STOCK, OPEN, *figures, stock(5, 50, 51, 1)).derived_value is None
    assert assess(STOCK, OPEN, *figures[1:]).derived_value is None


def test_the_rounding_of_a_sum_is_the_sum_of_the_roundings() -> None:
    row = assess(
        FLOW,
        ENDED,
        flow(2, 20, 40, 49, resolution=Decimal(1)),
        flow(3, 41, 100, 50, resolution=Decimal(1)),
    )
    assert row.realized is not None
    assert row.realized.interval == (98, 100, True, False)
    assert row.verdict == "achieved"
