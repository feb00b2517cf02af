"""Build figures and claims with few arguments, and judge a claim."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.analysis.rules.claims.judge import CandidateBases, Judgment, judge_claim
from api.analysis.rules.facts import (
    ClaimFact,
    ClaimKey,
    Facts,
    IndicatorFact,
    RealizationFact,
    Series,
    SourceFact,
    TargetFact,
)
from api.resources.figures.period import Period

TODAY = date(2026, 11, 21)
INDICATORS = {
    "onboarded": IndicatorFact("onboarded", "p", "umkm", "increase", True, "population", None),
    "population": IndicatorFact("population", "context", "umkm", "maintain", True, None, None),
    "shops": IndicatorFact("shops", "p", "umkm", "increase", True, "products", None),
    "products": IndicatorFact("products", "p", "produk", "increase", True, None, None),
    "poverty": IndicatorFact("poverty", "p", "percent", "decrease", False, None, "P6M"),
    "credit": IndicatorFact("credit", "p", "idr", "increase", True, None, None),
    "rank": IndicatorFact("rank", "p", "peringkat", "decrease", False, None, None),
    "cooperatives": IndicatorFact("cooperatives", "p", "koperasi", "increase", True, "villages", None),
    "villages": IndicatorFact("villages", "context", "desa", "maintain", True, None, None),
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
    """Build a stock of the day `last`, or a flow if `first` is given and no other `nature`."""
    nature = more.pop("nature", "stock" if first is None else "flow")
    return model(
        id=uuid(number),
        series=Series(INDICATORS[indicator].program, indicator, nature, region, breakdown),
        period=last,
        first=date.fromisoformat(first or last),
        last=date.fromisoformat(last),
        value=Decimal(str(value)),
        resolution=Decimal(str(resolution)),
        stated_on=date.fromisoformat(stated),
        stated_earliest=date.fromisoformat(stated),
        stated_latest=date.fromisoformat(stated),
        institution="ministry",
        rank=2,
        recorded_at=datetime(2026, 11, 21, tzinfo=UTC),
        **{"qualifier": "exact", "retracted_on": None, **more},
    )


def target(number: int, value: object, last: str, **more: Any) -> TargetFact:
    built: TargetFact = figure(TargetFact, number, value, last, **more)
    return built


def realization(number: int, value: object, last: str, **more: Any) -> RealizationFact:
    built: RealizationFact = figure(RealizationFact, number, value, last, **{"quality": "final", **more})
    return built


def claim(kind: str, *figures: int, **more: Any) -> ClaimFact:
    """Build a claim of the value `stated`, rounded to `to`. `of` is the number of the base, or its kind."""
    stated, to, of = more.pop("stated", None), more.pop("to", 1), more.pop("of", None)
    stated_to, base_period = more.get("stated_to"), more.get("base_period")
    return ClaimFact(
        id=None,
        source="article",
        kind=kind,
        figures=tuple(uuid(figure) for figure in figures),
        base=of if isinstance(of, str) else None,
        base_figure=uuid(of) if isinstance(of, int) else None,
        stated_value=None if stated is None else Decimal(str(stated)),
        stated_resolution=None if stated is None else Decimal(str(to)),
        stated_date=more.get("day"),
        stated_weekday=more.get("weekday"),
        stated_value_to=None if stated_to is None else Decimal(str(stated_to)),
        qualifier=more.get("qualifier", "exact"),
        base_period=None if base_period is None else Period.parse(base_period),
        figure_key=more.get("key"),
    )


def key(period: str, nature: str = "stock", indicator: str = "onboarded", region: str = "ID", **more: Any) -> ClaimKey:
    days = Period.parse(period)
    return ClaimKey(indicator, nature, region, more.get("breakdown", ""), period, *days, more.get("day_known", True))


def published(day: str, code: str = "article") -> SourceFact:
    """Build a source that was published on a day."""
    return SourceFact(code, "stated", date.fromisoformat(day), None, None)


def judge(
    judged_claim: ClaimFact,
    *figures: TargetFact | RealizationFact,
    as_of: date | None = None,
    source: SourceFact | None = None,
) -> Judgment:
    facts = Facts(
        as_of=as_of or TODAY,
        targets=[figure for figure in figures if isinstance(figure, TargetFact)],
        realizations=[figure for figure in figures if isinstance(figure, RealizationFact)],
        indicators=INDICATORS,
        sources={} if source is None else {source.code: source},
    )
    return judge_claim(judged_claim, CandidateBases.from_facts(facts))
