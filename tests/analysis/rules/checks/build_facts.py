"""Build facts with few arguments, and run one check."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.facts import (
    ClaimFact,
    Facts,
    IndicatorFact,
    RealizationFact,
    RegionFact,
    SourceFact,
    TargetFact,
)
from tests.analysis.rules import build_claims
from tests.analysis.rules.build_claims import INDICATORS, TODAY, uuid

Check = Callable[[Facts], Iterable[FindingResult]]

PROVINCES = [RegionFact("ID", "country", None, None, None)] + [
    RegionFact(code, "province", "ID", None, None) for code in ("31", "32", "33")
]


def target(number: int, value: object, last: str, *, stated: str = "2021-01-01", **more: Any) -> TargetFact:
    fields = _pop_fields(more)
    return replace(build_claims.target(number, value, last, stated=stated, **more), **fields)


def realization(number: int, value: object, last: str, *, stated: str = "2021-01-01", **more: Any) -> RealizationFact:
    fields = _pop_fields(more)
    return replace(build_claims.realization(number, value, last, stated=stated, **more), **fields)


def _pop_fields(more: dict[str, Any]) -> dict[str, Any]:
    return {name: more.pop(name) for name in ("period", "rank", "qualifier") if name in more}


def claim(kind: str, *figures: int, **more: Any) -> ClaimFact:
    return build_claims.claim(kind, *figures, **more)._replace(id=uuid(900))


def source(code: str, **dates: str) -> SourceFact:
    days = {name: date.fromisoformat(day) for name, day in dates.items() if name != "basis"}
    return SourceFact(
        code, dates.get("basis", "inferred"), days.get("on"), days.get("not_before"), days.get("not_after")
    )


def build(
    *figures: TargetFact | RealizationFact,
    as_of: str | None = None,
    today: date = TODAY,
    claims: Iterable[ClaimFact] = (),
    sources: Iterable[SourceFact] = (),
    regions: Iterable[RegionFact] = PROVINCES,
    citing: dict[str, str] | None = None,
    **changed: IndicatorFact,
) -> Facts:
    """Build facts from figures. `changed` are indicators by code."""
    return Facts(
        as_of=today if as_of is None else date.fromisoformat(as_of),
        targets=[figure for figure in figures if isinstance(figure, TargetFact)],
        realizations=[figure for figure in figures if isinstance(figure, RealizationFact)],
        claims=list(claims),
        indicators={**INDICATORS, **changed},
        sources={each.code: each for each in sources},
        regions={region.code: region for region in regions},
        citing=citing or {},
    )


def run(rule: Check, *figures: TargetFact | RealizationFact, **more: Any) -> list[FindingResult]:
    return list(rule(build(*figures, **more)))


def numbers(finding: FindingResult) -> list[int]:
    """Return the numbers of the figures of a finding."""
    return [
        int(subject.id.replace("-", ""), 16)
        for subject in finding.subjects
        if subject.type in ("target", "realization")
    ]
