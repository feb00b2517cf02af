"""Load the claims of programs, the figures that these can be compared with, and the sources without a certain day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from api.analysis.fact_queries import reference_data
from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.findings.affected_findings import ANY_RECORD
from api.analysis.findings.load_facts import (
    LoadedFacts,
    codes_condition,
    find_population_series,
    indicators_condition,
    list_dependencies,
    load_claims,
    merge_figures,
)
from api.analysis.rules.checks.undated_source import is_undated
from api.analysis.rules.facts import Facts, FigureFact, Series
from api.analysis.rules.realized import NATURES
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.resources.figures.point_in_time import PointInTime, counts_condition

MAX_LOOKED_UP = 20  # sources whose figures are looked up in an index; more are cited by most figures


async def load_claims_and_sources(
    connection: Connection, programs: Sequence[str], known_at: datetime | None, empty: Facts
) -> LoadedFacts:
    """Load the facts of the checks of claims and sources; the facts of figures are loaded only in part."""
    claims = await load_claims(connection, programs, known_at)
    claiming = sorted({claim.source for claim in claims})
    sources = await reference_data.load_sources(
        connection,
        known_at,
        lambda bind: f"(t.published_on IS NULL OR t.date_basis = 'unknown' OR {codes_condition(claiming)(bind)})",
    )
    undated = [code for code, source in sources.items() if is_undated(source)]
    counts = await _count_citing_figures(connection, programs, undated, PointInTime(empty.as_of, known_at))
    facts = replace(empty, claims=claims, sources=sources, citing_counts=counts)
    if claims:
        facts = await _add_figures(connection, programs, known_at, facts)
    figures: list[FigureFact] = [*facts.targets, *facts.realizations]
    dependencies = list_dependencies(
        program={
            *programs,
            *(each.series.program for each in figures),
            *(each.program for each in facts.indicators.values()),
        },
        institution={each.institution for each in figures},
        source=[ANY_RECORD],
    )
    return LoadedFacts(facts, dependencies)


async def _add_figures(
    connection: Connection, programs: Sequence[str], known_at: datetime | None, facts: Facts
) -> Facts:
    """Add the figures that the claims name, those that their sources state, and those that they are compared with."""
    claims = facts.claims
    indicators = await reference_data.load_indicators(
        connection, known_at, lambda bind: indicators_condition(programs, known_at, bind)
    )
    named = {figure for claim in claims for figure in (*claim.figures, claim.base_figure) if figure is not None}
    claiming = sorted({claim.source for claim in claims})
    ids = [*named, *await _find_citing_figures(connection, programs, claiming, known_at)]
    targets = await load_targets(connection, FigureScope(ids=ids), known_at)
    realizations = await load_realizations(connection, FigureScope(ids=ids), known_at)
    figures: list[FigureFact] = [*targets, *realizations]
    compared = {each.series for each in figures if each.series.program in programs and each.id in named}
    keys = [claim.figure_key for claim in claims if claim.figure_key is not None]
    compared |= {
        Series(indicators[key.indicator].program, key.indicator, key.nature, key.region, key.breakdown) for key in keys
    }
    series = {each._replace(nature=nature) for each in compared for nature in NATURES}
    series |= set(find_population_series(claims, figures, indicators))
    scope = FigureScope(series=sorted(series))
    targets = merge_figures(targets, await load_targets(connection, scope, known_at))
    realizations = merge_figures(realizations, await load_realizations(connection, scope, known_at))
    codes = {each.series.indicator for each in (*targets, *realizations)} - indicators.keys()
    others = await reference_data.load_indicators(connection, known_at, codes_condition(codes))
    return replace(facts, targets=targets, realizations=realizations, indicators={**indicators, **others})


async def _find_citing_figures(
    connection: Connection, programs: Sequence[str], sources: Sequence[str], known_at: datetime | None
) -> list[UUID]:
    bind = ParameterBinder()
    cited, codes = bind(list(sources)), bind(list(programs))
    figures = " UNION ".join(
        f"SELECT f.id FROM {record_type}s_citing({cited}::text[]) AS cited (id) "
        f"JOIN {record_type} f ON f.id = cited.id AND f.program = ANY({codes}::text[]) "
        f"AND {published_condition('f', known_at, bind)}"
        for record_type in ("target", "realization")
    )
    return [row["id"] for row in await connection.fetch(figures, *bind.values)]


async def _count_citing_figures(
    connection: Connection, programs: Sequence[str], sources: Sequence[str], point: PointInTime
) -> dict[tuple[str | None, str], int]:
    """Count the figures by program and by source that they cite, of those stated by the day."""
    if not sources:
        return {}
    bind = ParameterBinder()
    cited, codes = bind(list(sources)), bind(list(programs))
    looked_up = "JOIN {}s_citing({}::text[]) AS looked_up (id) USING (id)" if len(sources) <= MAX_LOOKED_UP else ""
    figures = " UNION ALL ".join(
        f"SELECT f.program, f.id, f.citations FROM {record_type} f {looked_up.format(record_type, cited)} "
        f"WHERE f.program = ANY({codes}::text[]) AND {counts_condition('f', point, bind)}"
        for record_type in ("target", "realization")
    )
    rows = await connection.fetch(
        "SELECT figure.program, citation->>'source' AS source, count(DISTINCT figure.id) AS count "
        f"FROM ({figures}) AS figure, jsonb_array_elements(figure.citations) AS citation "
        f"WHERE citation->>'source' = ANY({cited}::text[]) GROUP BY 1, 2",
        *bind.values,
    )
    return {(row["program"], row["source"]): row["count"] for row in rows}
