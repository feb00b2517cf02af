"""Load the facts of one program, and of claims without figures, in bounded queries from one snapshot."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from api.analysis.fact_queries import reference_data
from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.fact_queries.variants import find_reported, variants_sql
from api.analysis.findings.citing_programs import find_main_citing_programs
from api.analysis.rules.checks.undated_source import is_undated
from api.analysis.rules.checks.weekday_mismatch import is_wrong_weekday
from api.analysis.rules.claims.judge import KINDS_WITH_BASE
from api.analysis.rules.facts import (
    ClaimFact,
    ClaimKey,
    Facts,
    FigureFact,
    IndicatorFact,
    RealizationFact,
    Series,
    TargetFact,
)
from api.analysis.rules.variants import group_variants
from api.database.pool import Connection
from api.database.revision_reads import BindValue, published_condition
from api.resources.figures.point_in_time import PointInTime

PAGE_SIZE = 500  # figures per query: about 10 ms of database time and as many of the event loop
StatedFigureT = TypeVar("StatedFigureT", bound=FigureFact)


class LoadedFacts(NamedTuple):
    """The facts and the records that they depend on, by type and code; a program includes all its figures."""

    facts: Facts
    dependencies: frozenset[tuple[str, str]]


class ProgramFigures(NamedTuple):
    """The figures of one program, empty at first."""

    targets: list[TargetFact]
    realizations: list[RealizationFact]


async def load_program_facts(
    connection: Connection, program: str, known_at: datetime | None, empty: Facts, own: ProgramFigures
) -> LoadedFacts:
    """Load the figures of a program, the claims about them, and the figures of other programs that claims compare with.

    `empty` has the day from which the facts are judged. The figures of the program are added to `own`, so that the
    caller can free them after an error.
    """
    whole = FigureScope([program], limit=PAGE_SIZE)
    targets = await load_all_pages(load_targets, connection, whole, known_at, own.targets)
    realizations = await load_all_pages(load_realizations, connection, whole, known_at, own.realizations)
    claims = await load_claims(connection, (program,), known_at)
    indicators = await reference_data.load_indicators(
        connection, known_at, lambda bind: indicators_condition((program,), known_at, bind)
    )
    populations = set(find_population_series(claims, [*targets, *realizations], indicators))
    named = {figure for claim in claims for figure in (*claim.figures, claim.base_figure) if figure is not None}
    for scope in (FigureScope(ids=list(named)), FigureScope(series=list(populations))):
        targets = merge_figures(targets, await load_targets(connection, scope, known_at))
        realizations = merge_figures(realizations, await load_realizations(connection, scope, known_at))
    wholes = {each for each in list_populations(realizations, indicators) if each.program != program} - populations
    realizations = merge_figures(realizations, await load_series(connection, sorted(wholes), known_at))
    figures: list[FigureFact] = [*targets, *realizations]
    other_codes = {each.series.indicator for each in figures} - indicators.keys()
    elsewhere = [each for group in group_variants(indicators) for each in group if each.program != program]
    reported = await find_reported(connection, elsewhere, PointInTime(empty.as_of, known_at))
    others = await reference_data.load_indicators(connection, known_at, codes_condition(other_codes))
    cited = {code for each in figures for code in each.sources} | {claim.source for claim in claims}
    facts = replace(
        empty,
        targets=targets,
        realizations=realizations,
        claims=claims,
        indicators={**indicators, **others},
        sources=await reference_data.load_sources(connection, known_at, codes_condition(cited)),
        regions=await reference_data.load_regions(connection, known_at),
        reported_elsewhere=reported,
    )
    programs = {each.series.program for each in figures} | {each.program for each in indicators.values()}
    institutions = {each.institution for each in figures}
    return LoadedFacts(facts, list_dependencies(program=programs, source=cited, institution=institutions))


async def load_claims_without_figures(connection: Connection, known_at: datetime | None, empty: Facts) -> LoadedFacts:
    """Load the claims without figures, their sources, and the programs that cite these most."""
    claims = await reference_data.load_claims(connection, known_at, lambda _: "t.kind = 'weekday'")
    claiming = {claim.source for claim in claims}
    sources = await reference_data.load_sources(connection, known_at, codes_condition(claiming))
    flawed = {claim.source for claim in claims if is_wrong_weekday(claim)} | {
        code for code in claiming if code in sources and is_undated(sources[code])
    }
    citing = await find_main_citing_programs(connection, sorted(flawed), known_at)
    return LoadedFacts(
        replace(empty, claims=claims, sources=sources, citing=citing), list_dependencies(source=claiming)
    )


async def load_all_pages(
    read: Callable[[Connection, FigureScope, datetime | None], Awaitable[list[StatedFigureT]]],
    connection: Connection,
    scope: FigureScope,
    known_at: datetime | None,
    found: list[StatedFigureT],
) -> list[StatedFigureT]:
    """Add all figures of a scope with a limit to `found`, page by page."""
    while True:
        page = await read(connection, replace(scope, after=found[-1] if found else None), known_at)
        found += page
        if len(page) < PAGE_SIZE:
            return found


async def load_series(
    connection: Connection, series: Sequence[Series], known_at: datetime | None
) -> list[RealizationFact]:
    """Load the realizations of many series in queries of a bounded number of series."""
    found: list[RealizationFact] = []
    for part in (series[start : start + PAGE_SIZE] for start in range(0, len(series), PAGE_SIZE)):
        found += await load_realizations(connection, FigureScope(series=part), known_at)
    return found


async def load_claims(connection: Connection, programs: Sequence[str], known_at: datetime | None) -> list[ClaimFact]:
    """Load the claims about figures of the programs, and about keys of their indicators."""
    return [
        *await reference_data.load_claims(
            connection, known_at, lambda bind: _claims_of_figures(programs, known_at, bind)
        ),
        *await reference_data.load_claims(connection, known_at, lambda bind: _claims_of_keys(programs, known_at, bind)),
    ]


def _claims_of_figures(programs: Sequence[str], known_at: datetime | None, bind: BindValue) -> str:
    """Select the claims of the programs: a claim belongs to the program of its first figure."""
    codes = bind(list(programs))
    their_figures = " OR ".join(
        f"EXISTS (SELECT FROM {record_type} f WHERE f.id = t.figures[1] AND f.program = ANY({codes}::text[]) "
        f"AND {published_condition('f', known_at, bind)})"
        for record_type in ("target", "realization")
    )
    return f"t.kind <> 'weekday' AND ({their_figures})"


def _claims_of_keys(programs: Sequence[str], known_at: datetime | None, bind: BindValue) -> str:
    """Select the claims about keys of indicators of the programs.

    They have a statement of their own, because OR prevents the use of indexes.
    """
    their_indicators = (
        f"SELECT i.code FROM indicator i WHERE i.program = ANY({bind(list(programs))}::text[]) "
        f"AND {published_condition('i', known_at, bind)}"
    )
    return f"t.figure_key IS NOT NULL AND t.figure_key->>'indicator' IN ({their_indicators})"


def indicators_condition(programs: Sequence[str], known_at: datetime | None, bind: BindValue) -> str:
    """Select the indicators of the programs, and the populations and variants of these in any program."""
    its_own = (
        f"FROM indicator p WHERE p.program = ANY({bind(list(programs))}::text[]) "
        f"AND {published_condition('p', known_at, bind)}"
    )
    variants = variants_sql(f"SELECT p.code {its_own}", known_at, bind)
    return (
        f"t.code IN (SELECT p.code {its_own} UNION SELECT p.population_indicator {its_own} "
        f"UNION SELECT related.variant FROM ({variants}) AS related)"
    )


def codes_condition(codes: Iterable[str]) -> reference_data.BuildCondition:
    return lambda bind: f"t.code = ANY({bind(sorted(codes))}::text[])"


def find_population_series(
    claims: Iterable[ClaimFact], figures: Iterable[FigureFact], indicators: Mapping[str, IndicatorFact]
) -> Iterator[Series]:
    """Yield the series of populations that claims can mean: same region, same breakdown or the whole."""
    series = {figure.id: figure.series for figure in figures}
    for claim in claims:
        if claim.kind not in KINDS_WITH_BASE:
            continue
        parts: list[Series | ClaimKey] = [series[each] for each in claim.figures if each in series]
        for part in [*parts, *([] if claim.figure_key is None else [claim.figure_key])]:
            counted = indicators.get(part.indicator)
            whole = indicators.get(counted.population) if counted is not None and counted.population else None
            if whole is None:
                continue
            for breakdown in {part.breakdown, ""}:
                yield Series(whole.program, whole.code, "stock", part.region, breakdown)


def list_populations(
    realizations: Iterable[RealizationFact], indicators: Mapping[str, IndicatorFact]
) -> Iterator[Series]:
    """Yield the series of the populations of reported numbers: same region, same breakdown or the whole."""
    for part in dict.fromkeys(each.series for each in realizations):
        counted = indicators.get(part.indicator)
        whole = indicators.get(counted.population) if counted is not None and counted.population else None
        if whole is not None and part.nature in ("stock", "rate"):
            for breakdown in {part.breakdown, ""}:
                yield Series(whole.program, whole.code, "stock", part.region, breakdown)


def merge_figures(figures: list[StatedFigureT], more: list[StatedFigureT]) -> list[StatedFigureT]:
    if not more:
        return figures
    known: set[UUID] = {figure.id for figure in figures}
    return figures + [figure for figure in more if figure.id not in known]


def list_dependencies(**codes: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((record_type, code) for record_type, several in codes.items() for code in several)
