"""Facts as short as they can be written, for one rule at a time."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from api.rules.facts import Claim, Facts, Indicator, Realization, Region, Source, Target
from api.rules.findings.finding import Finding
from tests.rules import claiming
from tests.rules.claiming import INDICATORS, TODAY, uuid

Rule = Callable[[Facts], Iterable[Finding]]

PROVINCES = [Region("ID", "country", None, None, None)] + [
    Region(code, "province", "ID", None, None) for code in ("31", "32", "33")
]


def target(number: int, value: object, last: str, *, stated: str = "2021-01-01", **more: Any) -> Target:
    told = _taken(more)
    return replace(claiming.target(number, value, last, stated=stated, **more), **told)


def realization(number: int, value: object, last: str, *, stated: str = "2021-01-01", **more: Any) -> Realization:
    told = _taken(more)
    return replace(claiming.realization(number, value, last, stated=stated, **more), **told)


def _taken(more: dict[str, Any]) -> dict[str, Any]:
    return {name: more.pop(name) for name in ("period", "rank") if name in more}


def claim(kind: str, *subjects: int, **more: Any) -> Claim:
    return claiming.claim(kind, *subjects, **more)._replace(id=uuid(900))


def source(code: str, **dates: str) -> Source:
    days = {name: date.fromisoformat(day) for name, day in dates.items() if name != "basis"}
    return Source(code, dates.get("basis", "inferred"), days.get("on"), days.get("not_before"), days.get("not_after"))


def facts_of(
    *figures: Target | Realization,
    as_of: str | None = None,
    today: date = TODAY,
    claims: Iterable[Claim] = (),
    sources: Iterable[Source] = (),
    regions: Iterable[Region] = PROVINCES,
    citing: dict[str, str] | None = None,
    **changed: Indicator,
) -> Facts:
    """`changed` are indicators by their codes."""
    return Facts(
        as_of=None if as_of is None else date.fromisoformat(as_of),
        today=today,
        targets=[figure for figure in figures if isinstance(figure, Target)],
        realizations=[figure for figure in figures if isinstance(figure, Realization)],
        claims=list(claims),
        indicators={**INDICATORS, **changed},
        sources={each.code: each for each in sources},
        regions={region.code: region for region in regions},
        citing=citing or {},
    )


def found(rule: Rule, *figures: Target | Realization, **more: Any) -> list[Finding]:
    return list(rule(facts_of(*figures, **more)))


def numbers(finding: Finding) -> list[int]:
    """Its figures, by the numbers they were made with."""
    return [
        int(subject.key.replace("-", ""), 16)
        for subject in finding.subjects
        if subject.noun in ("target", "realization")
    ]
