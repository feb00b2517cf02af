"""Figures and claims as short as they can be written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.rules.claims import Bases, Judgement, judge
from api.rules.facts import Claim, Facts, Indicator, Realization, Series, Target

TODAY = date(2026, 11, 21)
INDICATORS = {
    "onboarded": Indicator("onboarded", "p", "umkm", "increase", True, "population", None),
    "population": Indicator("population", "context", "umkm", "maintain", True, None, None),
    "shops": Indicator("shops", "p", "umkm", "increase", True, "products", None),
    "products": Indicator("products", "p", "produk", "increase", True, None, None),
}


def uuid(number: int) -> UUID:
    return UUID(int=number)


def figure(
    model: type[Any],
    number: int,
    value: object,
    last: str,
    *,
    resolution: object = 1,
    first: str | None = None,
    indicator: str = "onboarded",
    region: str = "ID",
    breakdown: str = "",
    stated: str = "2021-01-01",
    **more: Any,
) -> Any:
    """A stock of a day, or a flow where its first day is given."""
    nature = "stock" if first is None else "flow"
    return model(
        id=uuid(number),
        series=Series(INDICATORS[indicator].program, indicator, nature, region, breakdown),
        period=last,
        first=date.fromisoformat(first or last),
        last=date.fromisoformat(last),
        value=Decimal(str(value)),
        resolution=Decimal(str(resolution)),
        qualifier="exact",
        stated_on=date.fromisoformat(stated),
        stated_earliest=date.fromisoformat(stated),
        stated_latest=date.fromisoformat(stated),
        institution="ministry",
        rank=2,
        recorded_at=datetime(2026, 11, 21, tzinfo=UTC),
        **{"retracted_on": None, **more},
    )


def target(number: int, value: object, last: str, **more: Any) -> Target:
    made: Target = figure(Target, number, value, last, **more)
    return made


def realization(number: int, value: object, last: str, **more: Any) -> Realization:
    made: Realization = figure(Realization, number, value, last, **{"quality": "final", **more})
    return made


def claim(kind: str, *subjects: int, **more: Any) -> Claim:
    """Of `stated`, rounded to `to`; `of` is the base, by its number or by its kind."""
    stated, to, of = more.pop("stated", None), more.pop("to", 1), more.pop("of", None)
    return Claim(
        id=None,
        source="article",
        kind=kind,
        subjects=tuple(uuid(subject) for subject in subjects),
        base=of if isinstance(of, str) else None,
        base_figure=uuid(of) if isinstance(of, int) else None,
        stated_value=None if stated is None else Decimal(str(stated)),
        stated_resolution=None if stated is None else Decimal(str(to)),
        stated_date=more.get("day"),
        stated_weekday=more.get("weekday"),
    )


def judged(asked: Claim, *figures: Target | Realization, as_of: date | None = None) -> Judgement:
    facts = Facts(
        as_of=as_of,
        today=TODAY,
        targets=[figure for figure in figures if isinstance(figure, Target)],
        realizations=[figure for figure in figures if isinstance(figure, Realization)],
        indicators=INDICATORS,
    )
    others = Bases.of(facts)
    return judge(asked, others.figures, others)
