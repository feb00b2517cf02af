"""Load the facts of a part of a large program: of one indicator, or of its claims and sources.

The checks of the parts find what the checks of the whole program find. No check of figures compares two indicators,
except a number with its population and a target with the reports of its variants; both are loaded here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from api.analysis.fact_queries import reference_data
from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.fact_queries.variants import find_reported
from api.analysis.findings.findings_key import CLAIMS_AND_SOURCES, FindingsKey
from api.analysis.findings.load_facts import (
    PAGE_SIZE,
    LoadedFacts,
    ProgramFigures,
    codes_condition,
    find_population_series,
    indicators_condition,
    list_dependencies,
    list_populations,
    load_all_pages,
    load_claims,
    load_series,
    merge_figures,
)
from api.analysis.rules.facts import Facts, FigureFact, Series
from api.analysis.rules.realized import NATURES
from api.analysis.rules.variants import group_variants
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.resources.figures.point_in_time import PointInTime, counts_condition

MIN_FIGURES = 5_000  # of a program that is computed in parts


async def list_parts(connection: Connection, program: str, known_at: datetime | None) -> list[str]:
    """Return the codes of the indicators with figures of a large program; none of a small one."""
    bind = ParameterBinder()
    code = bind(program)
    of_program = f"f.program = {code} AND {published_condition('f', known_at, bind)}"
    counts = " + ".join(
        f"(SELECT count(*) FROM (SELECT FROM {record_type} f WHERE {of_program} LIMIT {MIN_FIGURES}) AS counted)"
        for record_type in ("target", "realization")
    )
    has_figures = " OR ".join(
        f"EXISTS (SELECT FROM {record_type} f WHERE {of_program} AND f.indicator = i.code)"
        for record_type in ("target", "realization")
    )
    rows = await connection.fetch(
        f"SELECT i.code FROM indicator i WHERE i.program = {code} AND {published_condition('i', known_at, bind)} "
        f"AND {counts} >= {MIN_FIGURES} AND ({has_figures}) ORDER BY i.code",
        *bind.values,
    )
    return [row["code"] for row in rows]


async def load_part_facts(connection: Connection, key: FindingsKey, empty: Facts, own: ProgramFigures) -> LoadedFacts:
    """Load the facts of the part of a key; see `load_program_facts` for `empty` and `own`."""
    if key.part is None or key.part == CLAIMS_AND_SOURCES:
        return await _load_claims_and_sources(connection, key.program, key.known_at, empty)
    return await _load_indicator_facts(connection, key, key.part, empty, own)


async def _load_indicator_facts(
    connection: Connection, key: FindingsKey, indicator: str, empty: Facts, own: ProgramFigures
) -> LoadedFacts:
    """Load the figures of one indicator, their populations, and which variants were reported."""
    program, known_at = key.program, key.known_at
    scope = FigureScope([program], indicator=indicator, limit=PAGE_SIZE)
    targets = await load_all_pages(load_targets, connection, scope, known_at, own.targets)
    realizations = await load_all_pages(load_realizations, connection, scope, known_at, own.realizations)
    indicators = await reference_data.load_indicators(
        connection, known_at, lambda bind: indicators_condition(program, known_at, bind)
    )
    wholes = {each for each in list_populations(realizations, indicators) if each.indicator != indicator}
    realizations = merge_figures(realizations, await load_series(connection, sorted(wholes), known_at))
    variants = [each for group in group_variants(indicators) for each in group if each.code != indicator]
    facts = replace(
        empty,
        targets=targets,
        realizations=realizations,
        indicators=indicators,
        regions=await reference_data.load_regions(connection, known_at),
        reported_elsewhere=await find_reported(connection, variants, PointInTime(empty.as_of, known_at)),
    )
    return LoadedFacts(facts, _list_dependencies(program, facts))


async def _load_claims_and_sources(
    connection: Connection, program: str, known_at: datetime | None, empty: Facts
) -> LoadedFacts:
    """Load the claims of a program, the figures that these can be compared with, and the sources that it cites."""
    claims = await load_claims(connection, program, known_at)
    indicators = await reference_data.load_indicators(
        connection, known_at, lambda bind: indicators_condition(program, known_at, bind)
    )
    named = {figure for claim in claims for figure in (*claim.figures, claim.base_figure) if figure is not None}
    claiming = sorted({claim.source for claim in claims})
    ids = [*named, *await _find_citing_figures(connection, program, claiming, known_at)]
    targets = await load_targets(connection, FigureScope(ids=ids), known_at)
    realizations = await load_realizations(connection, FigureScope(ids=ids), known_at)
    figures: list[FigureFact] = [*targets, *realizations]
    compared = {each.series for each in figures if each.series.program == program and each.id in named}
    keys = [claim.figure_key for claim in claims if claim.figure_key is not None]
    compared |= {Series(program, key.indicator, key.nature, key.region, key.breakdown) for key in keys}
    series = {each._replace(nature=nature) for each in compared for nature in NATURES}
    series |= set(find_population_series(claims, figures, indicators))
    scope = FigureScope(series=sorted(series))
    targets = merge_figures(targets, await load_targets(connection, scope, known_at))
    realizations = merge_figures(realizations, await load_realizations(connection, scope, known_at))
    figures = [*targets, *realizations]
    others = await reference_data.load_indicators(
        connection, known_at, codes_condition({each.series.indicator for each in figures} - indicators.keys())
    )
    counts = await _count_citing_figures(connection, program, PointInTime(empty.as_of, known_at))
    cited = {source for _, source in counts} | set(claiming)
    facts = replace(
        empty,
        targets=targets,
        realizations=realizations,
        claims=claims,
        indicators={**indicators, **others},
        sources=await reference_data.load_sources(connection, known_at, codes_condition(cited)),
        citing_counts=counts,
    )
    return LoadedFacts(facts, _list_dependencies(program, facts) | list_dependencies(source=cited))


def _list_dependencies(program: str, facts: Facts) -> frozenset[tuple[str, str]]:
    figures: list[FigureFact] = [*facts.targets, *facts.realizations]
    programs = {each.series.program for each in figures} | {each.program for each in facts.indicators.values()}
    return list_dependencies(program={program} | programs, institution={each.institution for each in figures})


async def _find_citing_figures(
    connection: Connection, program: str, sources: Sequence[str], known_at: datetime | None
) -> list[UUID]:
    if not sources:
        return []
    bind = ParameterBinder()
    codes, code = bind(list(sources)), bind(program)
    figures = " UNION ".join(
        f"SELECT f.id FROM {record_type}s_citing({codes}::text[]) AS cited (id) "
        f"JOIN {record_type} f ON f.id = cited.id AND f.program = {code} AND {published_condition('f', known_at, bind)}"
        for record_type in ("target", "realization")
    )
    return [row["id"] for row in await connection.fetch(figures, *bind.values)]


async def _count_citing_figures(
    connection: Connection, program: str, point: PointInTime
) -> dict[tuple[str | None, str], int]:
    """Count the figures of a program by the source that they cite, of those stated by the day."""
    bind = ParameterBinder()
    code = bind(program)
    figures = " UNION ALL ".join(
        f"SELECT f.id, f.citations FROM {record_type} f "
        f"WHERE f.program = {code} AND {counts_condition('f', point, bind)}"
        for record_type in ("target", "realization")
    )
    rows = await connection.fetch(
        "SELECT citation->>'source' AS source, count(DISTINCT figure.id) AS count "
        f"FROM ({figures}) AS figure, jsonb_array_elements(figure.citations) AS citation GROUP BY 1",
        *bind.values,
    )
    return {(program, row["source"]): row["count"] for row in rows}
