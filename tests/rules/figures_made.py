"""Figures for the tests of rules: whatever does not matter is alike."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.figures.period import Period
from api.rules.facts import Realization, Series, Target

STOCK = Series("program", "indicator", "stock", "ID", "")
FLOW = STOCK._replace(nature="flow")
_SAME: dict[str, Any] = {
    "resolution": Decimal(1),
    "qualifier": "exact",
    "retracted_on": None,
    "institution": "office",
    "rank": 5,
    "recorded_at": datetime(2026, 11, 21, tzinfo=UTC),
}


def target(number: int, series: Series, period: str, value: object, stated: date, **more: Any) -> Target:
    return Target(**_figure(number, series, period, value=value, stated=stated, **more))


def realization(number: int, series: Series, period: str, value: object, stated: date, **more: Any) -> Realization:
    return Realization(**{"quality": "final", **_figure(number, series, period, value=value, stated=stated, **more)})


def _figure(number: int, series: Series, period: str, **more: Any) -> dict[str, Any]:
    first, last = Period.parse(period)
    value, stated = more.pop("value"), more.pop("stated")
    return {
        **_SAME,
        "id": UUID(int=number),
        "series": series,
        "period": period,
        "first": first,
        "last": last,
        "value": Decimal(str(value)),
        "stated_on": stated,
        "stated_earliest": stated,
        "stated_latest": stated,
        **more,
    }
