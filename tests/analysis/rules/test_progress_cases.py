"""Cases of progress from real statements: percentages, limits, ranges, hedges, rates, and figures of an unknown day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from api.analysis.rules.facts import RealizationFact, Series
from api.analysis.rules.progress import ProgressAssessment, assess_progress
from tests.analysis.rules.build_figures import FLOW, RATE, STOCK, realization, target
from tests.analysis.rules.build_progress import group_realizations, indicator

EARLY = date(2012, 1, 1)
Stated = tuple[Any, ...]  # series, period, value, and more fields


def assess(
    promised: Stated, *reported: Stated, day: str = "2025-02-15", direction: str = "increase", every: str | None = None
) -> ProgressAssessment:
    """Assess a target of 2024, or of another period, by realizations that were stated before the day."""
    series, period, value, more = _read(promised)
    promise = target(1, series, period, value, EARLY, **more)
    figures: list[RealizationFact] = []
    for number, each in enumerate(reported, 2):
        of_series, of_period, of_value, of_more = _read(each)
        stated = of_more.pop("stated", date.fromisoformat(day))
        figures.append(realization(number, of_series, of_period, of_value, stated, **of_more))
    return assess_progress(promise, indicator(direction, every), group_realizations(*figures), date.fromisoformat(day))


def _read(stated: Stated) -> tuple[Series, str, object, dict[str, Any]]:
    series, period, value = stated[:3]
    more = dict(stated[3]) if len(stated) > 3 else {}
    for name in ("resolution", "value_to"):
        if name in more:
            more[name] = Decimal(str(more[name]))
    return series, period, value, more


TENTH = {"resolution": "0.1"}
HUNDREDTH = {"resolution": "0.01"}
DUE_A_YEAR_LATER = (STOCK, "2017-10-28/2020-10-27", 3, {"due_on": date(2021, 10, 27)})
NOTHING_YET = (STOCK, "2011-12-31", 0, {"stated": EARLY})


@pytest.mark.parametrize(
    ("promised", "reported", "more", "expected"),
    [
        # Unemployment of 3 to 4 percent.
        ((STOCK, "2024", 3, {"value_to": 4}), [(STOCK, "2024", "4.6", TENTH)],
         {"direction": "decrease"}, ("missed", "85")),
        ((STOCK, "2024", 3, {"value_to": 4}), [(STOCK, "2024", "2.9", TENTH)],
         {"direction": "decrease"}, ("achieved", "127.5")),
        # Poverty, published in March and September.
        ((STOCK, "2024", "7.5"), [(STOCK, "2024-09", "8.57", HUNDREDTH)],
         {"direction": "decrease", "every": "P6M"}, ("missed", "85.73")),
        ((STOCK, "2024", "7.5"), [(STOCK, "2024-09", "8.57", HUNDREDTH)],
         {"direction": "decrease"}, ("not_reported", "85.73")),
        ((RATE, "2024", "7.5"), [(RATE, "2024-03", "9.03", HUNDREDTH), (RATE, "2024-09", "8.57", HUNDREDTH)],
         {"direction": "decrease", "every": "P6M"}, ("missed", "85.73")),
        # A share of eleven months.
        ((RATE, "2017", 40), [(RATE, "2017-01-01/2017-11-30", 44)], {"day": "2017-12-20"}, ("on_track", "110")),
        ((RATE, "2017", 40), [(RATE, "2017-01-01/2017-11-30", 44)], {"day": "2018-02-01"}, ("not_reported", "110")),
        ((RATE, "2017", 40), [(RATE, "2017-01-01/2017-11-30", 44)],
         {"day": "2018-02-01", "every": "P3M"}, ("achieved", "110")),
        # Months are equally long, although January has more days.
        ((RATE, "2024", 40), [(RATE, "2024-01", 41), (RATE, "2024-02", 39)], {"day": "2024-04-01"}, ("behind", "97.5")),
        # Quarters on both sides of the target decide nothing, a figure of the year decides.
        ((RATE, "2024", 40), [(RATE, f"2024-Q{n}", value) for n, value in enumerate((33, 34, 36, 41), 1)],
         {}, ("not_reported", "102.5")),
        ((RATE, "2024", 40), [(RATE, "2024-Q4", 41), (RATE, "2024", 36)], {}, ("missed", "90")),
        ((RATE, "2024", 40), [(RATE, "2024", 42)], {}, ("achieved", "105")),
        # Limits and falling counts.
        ((FLOW, "2024", 100, {"qualifier": "at_most"}), [(FLOW, "2024", 90)], {}, ("achieved", "110")),
        ((FLOW, "2024", 100, {"qualifier": "at_most"}), [(FLOW, "2024", 110)], {}, ("missed", "90")),
        ((FLOW, "2023", 297), [(FLOW, "2023-01-01/2023-12-06", "232.16", HUNDREDTH)],
         {"day": "2024-02-01"}, ("missed", "78.17")),
        # Hedges.
        ((STOCK, "2024", 45, {"qualifier": "at_least"}), [(STOCK, "2024", 40, {"qualifier": "at_least"})],
         {}, ("missed", "88.89")),
        ((STOCK, "2024", 20), [(STOCK, "2024", 20, {"qualifier": "at_most"})], {}, ("missed", "100")),
        ((STOCK, "2024", 15), [(STOCK, "2024", 20, {"qualifier": "at_most"})], {}, ("achieved", "133.33")),
        ((STOCK, "2024", 17), [(STOCK, "2024", 17, {"value_to": 19})], {}, ("achieved", None)),
        # Zero, and a rank.
        ((STOCK, "2024", 0), [(STOCK, "2024", "0.83", HUNDREDTH)], {"direction": "decrease"}, ("missed", None)),
        ((STOCK, "2024", 60), [(STOCK, "2024", 64)], {"direction": "decrease"}, ("missed", "93.33")),
        # "In 2024", without a day.
        ((STOCK, "2024", 30), [(STOCK, "2024", 31, {"day_known": False})], {}, ("achieved", "103.33")),
        ((STOCK, "2024", 30), [(STOCK, "2024", 26, {"day_known": False})], {}, ("not_reported", "86.67")),
        # A deadline after the period.
        (DUE_A_YEAR_LATER,
         [NOTHING_YET, (STOCK, "2020-10-20", 2)], {"day": "2021-01-01"}, ("behind", "66.67")),
        (DUE_A_YEAR_LATER,
         [NOTHING_YET, (STOCK, "2020-10-20", 2)], {"day": "2021-11-01"}, ("not_reported", "66.67")),
        (DUE_A_YEAR_LATER,
         [NOTHING_YET, (STOCK, "2021-10-20", 2)], {"day": "2021-11-30"}, ("missed", "66.67")),
    ],
)  # fmt: skip
def test_a_real_statement_has_its_verdict_and_achievement(
    promised: Stated, reported: list[Stated], more: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    row = assess(promised, *reported, **more)
    verdict, achievement = expected
    assert (row.verdict, row.achievement) == (verdict, None if achievement is None else Decimal(achievement))


def test_a_limit_is_compared_with_the_line_while_its_period_runs() -> None:
    falling = assess((FLOW, "2024", 1000), (FLOW, "2024-Q1", 400), day="2024-05-01", direction="decrease")
    assert (falling.verdict, falling.required_per_month) == ("behind", None)
    assert falling.expected is not None and round(falling.expected, 4) == Decimal("246.5753")
    limited = assess((FLOW, "2024", 100, {"qualifier": "at_most"}), (FLOW, "2024-Q1", 20), day="2024-05-01")
    assert (limited.verdict, limited.required_per_month) == ("on_track", None)


def test_a_rate_has_no_baseline_and_expects_its_target() -> None:
    row = assess((RATE, "2024", 40), (RATE, "2024-Q1", 33), (RATE, "2024-Q2", 34), day="2024-08-01")
    assert (row.baseline, row.expected, row.required_per_month) == (None, 40, None)
    assert row.realized is not None and (row.realized.value, len(row.realized.equally_long)) == (34, 2)


def test_a_range_has_no_ratio_no_gap_and_no_achievement() -> None:
    row = assess((STOCK, "2024", 18), (STOCK, "2024", 17, {"value_to": 19}))
    assert (row.verdict, row.ratio, row.gap, row.achievement) == ("missed", None, None, None)
