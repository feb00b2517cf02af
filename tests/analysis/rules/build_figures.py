"""Build figures whose irrelevant fields are equal."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.analysis.rules.facts import RealizationFact, Series, TargetFact
from api.resources.figures.period import Period

STOCK = Series("program", "indicator", "stock", "ID", "")
FLOW = STOCK._replace(nature="flow")
RATE = STOCK._replace(nature="rate")
_DEFAULTS: dict[str, Any] = {
    "resolution": Decimal(1),
    "qualifier": "exact",
    "retracted_on": None,
    "institution": "office",
    "rank": 5,
    "recorded_at": datetime(2026, 11, 21, tzinfo=UTC),
}


def target(number: int, series: Series, period: str, value: object, stated: date, **more: Any) -> TargetFact:
    return TargetFact(**_figure(number, series, period, value=value, stated=stated, **more))


def realization(number: int, series: Series, period: str, value: object, stated: date, **more: Any) -> RealizationFact:
    return RealizationFact(
        **{"quality": "final", **_figure(number, series, period, value=value, stated=stated, **more)}
    )


def _figure(number: int, series: Series, period: str, **more: Any) -> dict[str, Any]:
    first, last = Period.parse(period)
    value, stated = more.pop("value"), more.pop("stated")
    return {
        **_DEFAULTS,
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
