"""Claims judged by what is stored: of the figures only those that bear on them are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.claims.judged import ClaimJudgement, JudgedClaim, told, with_judgement
from api.claims.model import Claim
from api.facts.figures import realizations_in, targets_in
from api.facts.names import indicators
from api.facts.scope import Scope
from api.http.immutable import today
from api.postgres.pool import Connection
from api.rules import facts
from api.rules.claims import QUOTIENTS, Bases, Judgement, judge
from api.rules.facts import Facts, Series


@dataclass(frozen=True, slots=True)
class Moment:
    """By what had been stated by the end of that day (anything when None), as held then (now when None)."""

    as_of: date | None
    known_at: datetime | None


async def judged(connection: Connection, claims: Sequence[Claim], moment: Moment) -> list[JudgedClaim]:
    judgements = await judgements_of(connection, [fact_of(claim) for claim in claims], moment)
    return [with_judgement(claim, judgement) for claim, judgement in zip(claims, judgements, strict=True)]


async def judgements_of(connection: Connection, claims: Sequence[facts.Claim], moment: Moment) -> list[ClaimJudgement]:
    """In their order. The connection has to show one moment, for it is asked several times."""
    named = await named_by(connection, claims, moment)
    first = [judge(claim, named.figures, named) for claim in claims]
    asking = [claim for claim, judgement in zip(claims, first, strict=True) if _asks_for_more(claim, judgement)]
    if not asking:
        return [told(judgement, named.figures) for judgement in first]
    wider = await _beside(connection, named, asking, moment)
    return [
        told(judge(claim, wider.figures, wider) if _asks_for_more(claim, judgement) else judgement, wider.figures)
        for claim, judgement in zip(claims, first, strict=True)
    ]


async def named_by(connection: Connection, claims: Iterable[facts.Claim], moment: Moment) -> Bases:
    """The published figures that the claims name."""
    ids = {figure for claim in claims for figure in (*claim.subjects, claim.base_figure) if figure is not None}
    if not ids:
        return Bases.of(Facts(as_of=moment.as_of, today=today()))
    scope = Scope(ids=sorted(ids))
    return Bases.of(
        Facts(
            as_of=moment.as_of,
            today=today(),
            targets=await targets_in(connection, scope, moment.known_at),
            realizations=await realizations_in(connection, scope, moment.known_at),
            indicators=await indicators(connection, moment.known_at),
        )
    )


def _asks_for_more(claim: facts.Claim, judgement: Judgement) -> bool:
    """Another base is looked for, or the base itself."""
    return claim.kind in QUOTIENTS and (claim.base_figure is None or judgement.verdict == "inconsistent")


async def _beside(connection: Connection, named: Bases, claims: Iterable[facts.Claim], moment: Moment) -> Bases:
    """The named figures, and all of the series that those claims could be compared with."""
    subjects = {subject for claim in claims for subject in claim.subjects}
    series = {each for subject in subjects for each in _around(named, subject)}
    scope = Scope(series=sorted(series))
    targets = await targets_in(connection, scope, moment.known_at)
    realizations = await realizations_in(connection, scope, moment.known_at)
    found: dict[UUID, Any] = {figure.id: figure for figure in (*named.figures.values(), *targets, *realizations)}
    return Bases.of(
        Facts(
            as_of=moment.as_of,
            today=today(),
            targets=[figure for figure in found.values() if isinstance(figure, facts.Target)],
            realizations=[figure for figure in found.values() if isinstance(figure, facts.Realization)],
            indicators=named.indicators,
        )
    )


def _around(named: Bases, subject: UUID) -> Iterable[Series]:
    """Its series in both natures, and those of its wholes."""
    figure = named.figures.get(subject)
    if figure is None:
        return
    yield figure.series._replace(nature="stock")
    yield figure.series._replace(nature="flow")
    for whole in named.wholes_of(figure.series):
        population = named.indicators.get(whole.indicator)
        if population is not None:
            yield Series(population.program, whole.indicator, "stock", whole.region, whole.breakdown)


def fact_of(claim: Any) -> facts.Claim:
    """Of a claim that is stored, or of what is said of one."""
    return facts.Claim(
        id=getattr(claim, "id", None),
        source=claim.source or "",
        kind=claim.kind,
        subjects=tuple(claim.subjects),
        base=claim.base,
        base_figure=claim.base_figure,
        stated_value=claim.stated_value,
        stated_resolution=claim.stated_resolution,
        stated_date=claim.stated_date,
        stated_weekday=claim.stated_weekday,
    )
