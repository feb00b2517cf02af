"""Load the facts of a part of programs: their claims and sources, or the figures that may have findings.

The checks of the parts find what the checks of the whole program find. No check of figures compares two indicators,
except a number with its population and a target with the reports of its variants; both are loaded here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from api.analysis.fact_queries import reference_data
from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.fact_queries.variants import find_reported
from api.analysis.findings.candidate_series import find_candidate_series
from api.analysis.findings.findings_key import CLAIMS_AND_SOURCES, FIGURES, NO_PROGRAM, FindingsKey
from api.analysis.findings.load_claims import load_claims_and_sources
from api.analysis.findings.load_facts import (
    PAGE_SIZE,
    LoadedFacts,
    ProgramFigures,
    indicators_condition,
    list_dependencies,
    list_populations,
    load_claims_without_figures,
    load_program_facts,
    load_series,
    merge_figures,
)
from api.analysis.rules.checks.region_parts import OWN, PART
from api.analysis.rules.facts import Facts, RegionFact, Series
from api.analysis.rules.region_chains import RegionChains
from api.analysis.rules.variants import group_variants
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.resources.figures.breakdown import breakdown_to_map, format_breakdown
from api.resources.figures.point_in_time import PointInTime

MIN_FIGURES = 5_000  # of a program that is computed by indicator


async def find_large_programs(
    connection: Connection, programs: Sequence[str], known_at: datetime | None
) -> frozenset[str]:
    """Return the programs with at least MIN_FIGURES figures."""
    bind = ParameterBinder()
    codes = bind(list(programs))
    counts = " + ".join(
        f"(SELECT count(*) FROM (SELECT FROM {record_type} f WHERE f.program = wanted.code "
        f"AND {published_condition('f', known_at, bind)} LIMIT {MIN_FIGURES}) AS counted)"
        for record_type in ("target", "realization")
    )
    sql = f"SELECT wanted.code FROM unnest({codes}::text[]) AS wanted (code) WHERE {counts} >= {MIN_FIGURES}"
    return frozenset(row["code"] for row in await connection.fetch(sql, *bind.values))


async def list_indicators_with_figures(connection: Connection, program: str, known_at: datetime | None) -> list[str]:
    bind = ParameterBinder()
    code = bind(program)
    has_figures = " OR ".join(
        f"EXISTS (SELECT FROM {record_type} f WHERE f.program = {code} AND f.indicator = i.code "
        f"AND {published_condition('f', known_at, bind)})"
        for record_type in ("target", "realization")
    )
    rows = await connection.fetch(
        f"SELECT i.code FROM indicator i WHERE i.program = {code} AND {published_condition('i', known_at, bind)} "
        f"AND ({has_figures}) ORDER BY i.code",
        *bind.values,
    )
    return [row["code"] for row in rows]


async def load_facts_of_key(connection: Connection, key: FindingsKey, empty: Facts, own: ProgramFigures) -> LoadedFacts:
    """Load the facts that a key requires; see `load_program_facts` for `empty` and `own`."""
    if key.programs == (NO_PROGRAM,):
        return await load_claims_without_figures(connection, key.known_at, empty)
    if key.part is None:
        return await load_program_facts(connection, key.programs[0], key.known_at, empty, own)
    if key.part == CLAIMS_AND_SOURCES:
        return await load_claims_and_sources(connection, key.programs, key.known_at, empty)
    return await _load_candidates(connection, key, None if key.part == FIGURES else key.part, empty, own)


async def _load_candidates(
    connection: Connection, key: FindingsKey, indicator: str | None, empty: Facts, own: ProgramFigures
) -> LoadedFacts:
    """Load the series that may have findings, their parts and populations, and which variants were reported."""
    point = PointInTime(empty.as_of, key.known_at)
    indicators = await reference_data.load_indicators(
        connection, key.known_at, lambda bind: indicators_condition(key.programs, key.known_at, bind)
    )
    programs = {*key.programs, *(each.program for each in indicators.values())}
    candidates = await find_candidate_series(connection, key.programs, indicator, point)
    if not candidates.series:
        return LoadedFacts(empty, list_dependencies(program=programs))
    regions = await reference_data.load_regions(connection, key.known_at)
    chains = RegionChains.from_regions(regions.values())
    series = {_use_first_code(each, chains) for each in candidates.series}
    wholes = frozenset(_use_first_code(each, chains) for each in candidates.wholes)
    series |= set(_list_parts(wholes, regions, chains))
    ordered = sorted(series)
    for start in range(0, len(ordered), PAGE_SIZE):
        scope = FigureScope(series=ordered[start : start + PAGE_SIZE])
        own.targets.extend(await load_targets(connection, scope, key.known_at))
        own.realizations.extend(await load_realizations(connection, scope, key.known_at))
    populations = set(list_populations(own.realizations, indicators)) - series
    facts = replace(
        empty,
        targets=own.targets,
        realizations=merge_figures(own.realizations, await load_series(connection, sorted(populations), key.known_at)),
        indicators=indicators,
        regions=regions,
        reported_elsewhere=await find_reported(
            connection, (each for group in group_variants(indicators) for each in group), point
        ),
        complete_wholes=wholes,
    )
    institutions = {each.institution for each in (*facts.targets, *facts.realizations)}
    return LoadedFacts(facts, list_dependencies(program=programs, institution=institutions))


def _use_first_code(series: Series, chains: RegionChains) -> Series:
    return series._replace(region=chains.find_first_code(series.region))


def _list_parts(wholes: frozenset[Series], regions: Mapping[str, RegionFact], chains: RegionChains) -> Iterator[Series]:
    """Yield the series of the own offices of each whole, and of the regions one level down under any of its codes."""
    children: dict[str | None, list[str]] = {}
    for region in regions.values():
        children.setdefault(region.parent, []).append(chains.find_first_code(region.code))
    for whole in wholes:
        yield whole._replace(breakdown=format_breakdown({**breakdown_to_map(whole.breakdown), PART: OWN}))
        for code in chains.list_codes(whole.region):
            for child in children.get(code, ()):
                yield whole._replace(region=child)
