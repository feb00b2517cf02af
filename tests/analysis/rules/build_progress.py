"""Build the realizations of one target over a hundred days, and assess its progress."""

from datetime import date, timedelta
from typing import Any

from api.analysis.rules.facts import IndicatorFact, RealizationFact, Series
from api.analysis.rules.preferred import sort_by_preference
from api.analysis.rules.progress import ProgressAssessment, assess_progress
from api.analysis.rules.realized import RealizationGroup
from tests.analysis.rules.build_figures import FLOW, RATE, STOCK, realization, target

BEGIN = date(2021, 1, 1)
STATED = BEGIN + timedelta(days=10)
FIRST, LAST = BEGIN + timedelta(days=20), BEGIN + timedelta(days=100)
PERIOD = f"{FIRST}/{LAST}"


def after(days: int) -> date:
    return BEGIN + timedelta(days=days)


def indicator(direction: str, expected_every: str | None = None) -> IndicatorFact:
    return IndicatorFact(STOCK.indicator, STOCK.program, "unit", direction, False, None, expected_every)


def stock(number: int, about: int, stated: int, value: object, **more: Any) -> RealizationFact:
    return realization(number, STOCK, after(about).isoformat(), value, after(stated), **more)


def flow(number: int, first: int, last: int, value: object, **more: Any) -> RealizationFact:
    return realization(number, FLOW, f"{after(first)}/{after(last)}", value, after(last), **more)


def group_realizations(*figures: RealizationFact) -> RealizationGroup:
    ranked = sort_by_preference(figures, date.max)
    return RealizationGroup(
        *([same_key for key, same_key in ranked.items() if key.series == series] for series in (STOCK, FLOW, RATE))
    )


def assess(
    series: Series, day: date, *figures: RealizationFact, direction: str = "increase", **more: Any
) -> ProgressAssessment:
    assessed = target(1, series, PERIOD, more.pop("value", 100), STATED, **more)
    return assess_progress(assessed, indicator(direction), group_realizations(*figures), day)
