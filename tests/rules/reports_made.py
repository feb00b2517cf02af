"""Reports for one promise over a hundred days, and the row that comes of them."""

from datetime import date, timedelta
from typing import Any

from api.rules.facts import Realization, Series
from api.rules.preferred import realizations_by_preference
from api.rules.progress import Progress, Reports, progress_of
from tests.rules.figures_made import FLOW, STOCK, realization, target

BEGIN = date(2021, 1, 1)
STATED = BEGIN + timedelta(days=10)
FIRST, LAST = BEGIN + timedelta(days=20), BEGIN + timedelta(days=100)
PERIOD = f"{FIRST}/{LAST}"


def after(days: int) -> date:
    return BEGIN + timedelta(days=days)


def stock(number: int, about: int, stated: int, value: object, **more: Any) -> Realization:
    return realization(number, STOCK, after(about).isoformat(), value, after(stated), **more)


def flow(number: int, first: int, last: int, value: object, **more: Any) -> Realization:
    return realization(number, FLOW, f"{after(first)}/{after(last)}", value, after(last), **more)


def reports(*figures: Realization) -> Reports:
    ranked = realizations_by_preference(figures, None)
    return Reports(
        [several for key, several in ranked.items() if key.series == STOCK],
        [several for key, several in ranked.items() if key.series == FLOW],
    )


def judged(series: Series, day: date, *figures: Realization, direction: str = "increase", **more: Any) -> Progress:
    promise = target(1, series, PERIOD, more.pop("value", 100), STATED, **more)
    return progress_of(promise, direction, reports(*figures), day)
