"""Judge claims by the stored figures; load only the figures that a claim can use."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from api.analysis.claims.judgment_model import ClaimJudgment, ClaimWithJudgment, add_judgment, build_judgment_model
from api.analysis.claims.model import Claim
from api.analysis.fact_queries.citing import CitingRequest, find_figures_citing
from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.reference_data import build_claim_key, load_indicators, load_sources, use_first_codes
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules import facts
from api.analysis.rules.claims.judge import KINDS_WITH_BASE, CandidateBases, Judgment, judge_claim
from api.analysis.rules.claims.matches import MAX_TRIED_FIGURES
from api.analysis.rules.facts import Facts, Series
from api.analysis.rules.realized import NATURES
from api.database.pool import Connection
from api.resources.figures.breakdown import format_breakdown
from api.resources.figures.period import MIN_DATE, Period
from api.resources.figures.point_in_time import PointInTime


async def judge_claims(connection: Connection, claims: Sequence[Claim], point: PointInTime) -> list[ClaimWithJudgment]:
    judgments = await compute_judgments(connection, [to_claim_fact(claim) for claim in claims], point)
    return [add_judgment(claim, judgment) for claim, judgment in zip(claims, judgments, strict=True)]


async def compute_judgments(
    connection: Connection, claims: Sequence[facts.ClaimFact], point: PointInTime
) -> list[ClaimJudgment]:
    """Judge claims in order. The connection must have one snapshot, because this runs several queries.

    Claims that need more figures are judged again: first with the series of their bases, then, if they are
    inconsistent, with other figures of their sources.
    """
    claims = await use_first_codes(connection, claims, point.known_at)
    bases = await load_referenced_figures(connection, claims, point)
    judgments = [judge_claim(claim, bases) for claim in claims]
    for needs_more, load_more in ((_needs_bases, _load_series), (_needs_citing_figures, _load_citing_figures)):
        undecided = [needs_more(*pair) for pair in zip(claims, judgments, strict=True)]
        if any(undecided):
            pairs = [
                pair for pair, needed in zip(zip(claims, judgments, strict=True), undecided, strict=True) if needed
            ]
            bases = await load_more(connection, bases, pairs, point)
            judgments = [
                judge_claim(claim, bases) if needed else judgment
                for claim, judgment, needed in zip(claims, judgments, undecided, strict=True)
            ]
    return [
        build_judgment_model(claim, judgment, bases.figures) for claim, judgment in zip(claims, judgments, strict=True)
    ]


async def load_referenced_figures(
    connection: Connection, claims: Iterable[facts.ClaimFact], point: PointInTime
) -> CandidateBases:
    """Load the published figures that the claims refer to, all indicators, and the sources of the claims."""
    claims = list(claims)
    ids = {figure for claim in claims for figure in (*claim.figures, claim.base_figure) if figure is not None}
    if not ids and all(claim.figure_key is None for claim in claims):
        return CandidateBases.from_facts(Facts(as_of=point.as_of))
    scope = FigureScope(ids=sorted(ids))
    codes = sorted({claim.source for claim in claims})
    return CandidateBases.from_facts(
        Facts(
            as_of=point.as_of,
            targets=await load_targets(connection, scope, point.known_at),
            realizations=await load_realizations(connection, scope, point.known_at),
            indicators=await load_indicators(connection, point.known_at),
            sources=await load_sources(connection, point.known_at, lambda bind: f"t.code = ANY({bind(codes)}::text[])"),
        )
    )


def _needs_bases(claim: facts.ClaimFact, judgment: Judgment) -> bool:
    """Return whether the claim needs its figure, its base, or other bases that reproduce it."""
    is_looked_up = claim.base_figure is None or claim.figure_key is not None
    return claim.kind in KINDS_WITH_BASE and (is_looked_up or judgment.verdict == "inconsistent")


def _needs_citing_figures(claim: facts.ClaimFact, judgment: Judgment) -> bool:
    return claim.kind in KINDS_WITH_BASE and judgment.verdict == "inconsistent" and len(judgment.figures) == 1


_JudgedClaims = Sequence[tuple[facts.ClaimFact, Judgment]]


async def _load_series(
    connection: Connection, bases: CandidateBases, judged: _JudgedClaims, point: PointInTime
) -> CandidateBases:
    """Load all series that these claims could be compared with."""
    series = {each for claim, _ in judged for own in _list_series(bases, claim) for each in _list_related(bases, own)}
    return await _load_more(connection, bases, FigureScope(series=sorted(series)), point)


async def _load_citing_figures(
    connection: Connection, bases: CandidateBases, judged: _JudgedClaims, point: PointInTime
) -> CandidateBases:
    """Load figures in the unit of a claim that its source states, without the figure and the base of the claim."""
    requests = [
        CitingRequest(claim.source, unit, bases.known_to(claim.source).known_on)
        for claim, judgment in judged
        if (unit := bases.find_unit(bases.figures[judgment.figures[0]])) is not None and claim.source
    ]
    if not requests:
        return bases
    found = await find_figures_citing(connection, requests, point.known_at, MAX_TRIED_FIGURES + 2)
    return await _load_more(connection, bases, FigureScope(ids=found), point)


async def _load_more(
    connection: Connection, bases: CandidateBases, scope: FigureScope, point: PointInTime
) -> CandidateBases:
    targets = await load_targets(connection, scope, point.known_at)
    realizations = await load_realizations(connection, scope, point.known_at)
    found: dict[UUID, Any] = {figure.id: figure for figure in (*bases.figures.values(), *targets, *realizations)}
    return CandidateBases.from_facts(
        Facts(
            as_of=point.as_of,
            targets=[figure for figure in found.values() if isinstance(figure, facts.TargetFact)],
            realizations=[figure for figure in found.values() if isinstance(figure, facts.RealizationFact)],
            indicators=bases.indicators,
            sources=bases.sources,
        )
    )


def _list_series(bases: CandidateBases, claim: facts.ClaimFact) -> Iterator[Series]:
    """Yield the series of the figures of a claim, or of its key."""
    yield from (bases.figures[figure].series for figure in claim.figures if figure in bases.figures)
    key = claim.figure_key
    if key is not None and (indicator := bases.indicators.get(key.indicator)) is not None:
        yield Series(indicator.program, key.indicator, key.nature, key.region, key.breakdown)


def _list_related(bases: CandidateBases, series: Series) -> Iterator[Series]:
    """Yield a series in all natures, and those of its populations."""
    for nature in NATURES:
        yield series._replace(nature=nature)
    for whole in bases.list_populations(series):
        population = bases.indicators.get(whole.indicator)
        if population is not None:
            yield Series(population.program, whole.indicator, "stock", whole.region, whole.breakdown)


def to_referring_fact(claim: Any) -> facts.ClaimFact:
    """Return a fact with the references of a request body, which may have errors in other fields."""
    key = getattr(claim, "figure_key", None)
    return facts.ClaimFact(
        id=None,
        source="",
        kind="sum",
        figures=tuple(getattr(claim, "figures", ())),
        base=None,
        base_figure=getattr(claim, "base_figure", None),
        stated_value=None,
        stated_resolution=None,
        stated_date=None,
        stated_weekday=None,
        figure_key=None
        if key is None
        else facts.ClaimKey(key.indicator, key.nature, key.region, "", key.period, MIN_DATE, MIN_DATE),
    )


def to_claim_fact(claim: Any) -> facts.ClaimFact:
    """Convert a stored claim or a request body."""
    key = claim.figure_key
    return facts.ClaimFact(
        id=getattr(claim, "id", None),
        source=claim.source or "",
        kind=claim.kind,
        figures=tuple(claim.figures),
        base=claim.base,
        base_figure=claim.base_figure,
        stated_value=claim.stated_value,
        stated_resolution=claim.stated_resolution,
        stated_date=claim.stated_date,
        stated_weekday=claim.stated_weekday,
        stated_value_to=claim.stated_value_to,
        qualifier=claim.qualifier,
        base_period=None if claim.base_period is None else Period.parse(claim.base_period),
        figure_key=None
        if key is None
        else build_claim_key(
            indicator=key.indicator,
            nature=key.nature,
            region=key.region,
            breakdown=format_breakdown(key.breakdown),
            period=key.period,
            day_known=key.day_known,
        ),
    )
