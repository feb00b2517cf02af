"""Find in the database the series that may have findings, so that only their figures are loaded and checked.

Each condition selects all series for which the check of its name can yield a finding, and some more. They compare
stated values: the interval of a figure contains its value or ends there (`Interval.from_stated`), so two figures that
contradict each other differ in value or qualifier. The authority of institutions and manual preferences decide only
between figures of one key that differ, and these are always candidates.
"""

from collections.abc import Sequence
from typing import NamedTuple

from api.analysis.rules.facts import Series
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.resources.figures.point_in_time import PointInTime, counts_condition

_SERIES = "program, indicator, nature, region, breakdown"
_KEY = "indicator, nature, region, breakdown, period_end, key_start, plan"

# The figures of one type with the previous figure of their series. Those of one key and plan are next to each other.
_ORDERED = f"""
    SELECT *, is_same_key AND plan = previous_plan AS is_rival,
        is_same_key AND (value, qualifier) IS DISTINCT FROM (previous_value, previous_qualifier) AS differs
    FROM (
        SELECT *, lag(value) OVER ordered AS previous_value, lag(qualifier) OVER ordered AS previous_qualifier,
            lag(plan) OVER ordered AS previous_plan,
            (period_end, key_start) = (lag(period_end) OVER ordered, lag(key_start) OVER ordered) AS is_same_key
        FROM ({{figures}}) AS figure
        WINDOW ordered AS (PARTITION BY {_SERIES} ORDER BY period_end, key_start, plan, value, qualifier)
    ) AS figure"""

# `is_open`: the figure stands for numbers that are not around its value. `ends`: the day after which it is overdue.
_COLUMNS = (
    "t.program, t.indicator, t.nature, t.region, t.breakdown, t.period_start, t.period_end, t.key_start, t.value, "
    "t.qualifier, t.resolution, t.stated_latest, "
    "t.qualifier NOT IN ('exact', 'about') OR t.value_to IS NOT NULL AS is_open"
)
_TARGET_COLUMNS = (
    f"{_COLUMNS}, coalesce(t.plan, '') AS plan, coalesce(t.due_on, t.period_end) AS ends, "
    "t.supersedes IS NOT NULL OR EXISTS (SELECT FROM target later WHERE later.supersedes = t.id "
    "AND later.supersedes IS NOT NULL AND later.status = 'published') AS is_moved"
)
_REALIZATION_COLUMNS = f"{_COLUMNS}, ''::text AS plan, t.day_known, false AS is_moved"

# conflicting_realizations, stock_decreased, region_not_in_force
_OF_REALIZATIONS = f"""
    SELECT {_SERIES}, false AS is_whole FROM realizations r JOIN indicators i ON i.code = r.indicator
        LEFT JOIN limited ON limited.code = r.region
    WHERE r.differs OR NOT r.day_known AND r.period_start >= least(r.period_end, r.stated_latest)
        OR r.nature = 'stock' AND i.direction = 'increase'
            AND (r.value < r.previous_value OR r.value = r.previous_value AND r.qualifier <> r.previous_qualifier)
        OR least(r.period_end, r.stated_latest) < limited.valid_from
        OR CASE r.nature WHEN 'stock' THEN r.period_end ELSE r.period_start END > limited.valid_to"""

# stale
_OVERDUE = f"""
    SELECT {_SERIES}, false FROM realizations r JOIN indicators i ON i.code = r.indicator
    WHERE i.expected_every IS NOT NULL GROUP BY {_SERIES}, i.expected_every
    HAVING max(r.stated_latest) + i.expected_every::interval < {{as_of}}::date"""

# stock_flow_mismatch
_OF_FLOWS = """
    SELECT flow.program, flow.indicator, either.nature, flow.region, flow.breakdown, false
    FROM realizations flow
        JOIN realizations stock USING (indicator, region, breakdown, period_end)
        JOIN realizations before USING (indicator, region, breakdown)
        CROSS JOIN (VALUES ('stock'), ('flow')) AS either (nature)
    WHERE flow.nature = 'flow' AND stock.nature = 'stock' AND before.nature = 'stock'
        AND before.period_end = flow.period_start - 1
        AND (flow.is_open OR stock.is_open OR before.is_open
            OR 2 * abs(stock.value - before.value - flow.value)
                >= flow.resolution + stock.resolution + before.resolution)"""

# exceeds_population
_OF_POPULATIONS = """
    SELECT r.program, r.indicator, r.nature, r.region, r.breakdown, false
    FROM realizations r JOIN indicators i ON i.code = r.indicator
        JOIN populations p ON p.code = i.population_indicator AND p.region = r.region
    WHERE r.nature <> 'flow' AND r.value >= p.minimum"""

# target_revised, plans_differ, deadline_moved; no_realization; unit_mismatch
_OF_TARGETS = f"""
    SELECT {_SERIES}, false FROM targets t WHERE t.differs OR t.is_moved
    UNION ALL SELECT {_SERIES}, false FROM (SELECT {_SERIES}, ends FROM targets
        UNION ALL SELECT {_SERIES}, NULL FROM realizations) AS figure
    GROUP BY {_SERIES} HAVING min(ends) < {{as_of}}::date AND count(ends) = count(*)
    UNION ALL SELECT {_SERIES}, false FROM targets t
    WHERE t.indicator IN (SELECT code FROM indicators WHERE has_variants)
        AND t.indicator NOT IN (SELECT DISTINCT indicator FROM realizations)"""

# sum_mismatch: a whole and the sum of the regions one level down, which is complete if all of them have a figure
_OF_SUMS = f"""
    SELECT whole.program, whole.indicator, whole.nature, whole.region, whole.breakdown, true
    FROM (
        SELECT r.indicator, r.nature, c.parent AS region, r.breakdown, r.period_end, r.key_start, r.plan,
            count(*) AS parts, sum(r.value) AS value, sum(r.resolution) AS resolution,
            bool_or(r.is_open OR r.is_rival OR r.is_moved OR c.is_renumbered) AS is_uncertain
        FROM {{figures}} r JOIN indicators i ON i.code = r.indicator JOIN regions c ON c.code = r.region
        WHERE i.additive AND coalesce(c.valid_from <= r.period_end, true) AND coalesce(c.valid_to >= r.period_end, true)
        GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) AS sum JOIN {{figures}} AS whole USING ({_KEY})
    WHERE sum.is_uncertain OR whole.is_open OR whole.is_rival OR whole.is_moved
        OR 2 * (sum.value - whole.value) >= sum.resolution + whole.resolution
        OR 2 * (whole.value - sum.value) >= sum.resolution + whole.resolution AND sum.parts >= (
            SELECT count(*) FROM region c WHERE c.parent = sum.region AND {{is_published}}
                AND coalesce(c.valid_from <= sum.period_end, true) AND coalesce(c.valid_to >= sum.period_end, true))"""

# All figures of an indicator with parts other than regions, and all of a renumbered region
_LOADED_COMPLETELY = f"""
    SELECT {_SERIES}, true FROM {{figures}} r WHERE r.region IN (SELECT code FROM regions WHERE is_renumbered)
        OR r.indicator IN (
            SELECT part.indicator FROM (SELECT indicator, breakdown FROM targets UNION
                SELECT indicator, breakdown FROM realizations) AS part JOIN indicators i ON i.code = part.indicator
            WHERE i.additive AND part.breakdown <> '' AND EXISTS (
                SELECT FROM unnest(i.partitions || 'part'::text) AS key
                WHERE ',' || part.breakdown LIKE '%,' || key || ':%'))"""

# The indicators of the programs, their smallest populations by region, and the regions with their parents. A renumbered
# region has the parents of all its codes.
_REFERENCE_TABLES = """
    indicators AS MATERIALIZED (
        SELECT i.code, i.direction, i.additive, i.population_indicator, i.expected_every, i.partitions,
            i.variant_of IS NOT NULL OR EXISTS (
                SELECT FROM indicator other WHERE other.variant_of = i.code AND {known_variant}) AS has_variants
        FROM indicator i WHERE i.program = ANY({codes}) AND {known_indicator}),
    populations AS MATERIALIZED (
        SELECT i.code, p.region, min(p.value) AS minimum
        FROM indicator i JOIN realization p ON p.program = i.program AND p.indicator = i.code AND {counts}
        WHERE i.code IN (SELECT population_indicator FROM indicators) AND {known_indicator} GROUP BY 1, 2),
    renumbered AS MATERIALIZED (
        SELECT chain.key AS code, string_to_array(chain.value, ',') AS codes FROM jsonb_each_text({chains}) AS chain),
    regions AS MATERIALIZED (
        SELECT c.code, c.parent, c.valid_from, c.valid_to, false AS is_renumbered
        FROM region c WHERE {known_region} AND c.code NOT IN (SELECT code FROM renumbered)
        UNION SELECT r.code, c.parent, NULL, NULL, true
        FROM renumbered r JOIN region c ON c.code = ANY(r.codes) AND {known_region}),
    limited AS MATERIALIZED (
        SELECT c.code, c.valid_from, c.valid_to
        FROM region c WHERE {known_region} AND (c.valid_from IS NOT NULL OR c.valid_to IS NOT NULL))"""


class CandidateSeries(NamedTuple):
    """The series with the code of the region that the figures were stated with.

    `wholes` are those of them whose parts may contradict them.
    """

    series: Sequence[Series]
    wholes: frozenset[Series]


async def find_candidate_series(
    connection: Connection, programs: Sequence[str], indicator: str | None, point: PointInTime
) -> CandidateSeries:
    """Find the series of the programs, or of one of their indicators, that may have findings about figures."""
    sql, values = build_candidates_sql(programs, indicator, point)
    rows = await connection.fetch(sql, *values)
    found = [Series(*row[: len(Series._fields)]) for row in rows]
    return CandidateSeries(found, frozenset(each for each, row in zip(found, rows, strict=True) if row["is_whole"]))


def build_candidates_sql(
    programs: Sequence[str], indicator: str | None, point: PointInTime
) -> tuple[str, list[object]]:
    """Build the query of the candidates: their series, and whether the parts may contradict the whole."""
    bind = ParameterBinder()
    as_of, codes = bind(point.as_of), f"{bind(list(programs))}::text[]"
    narrow = f"t.program = ANY({codes})" + ("" if indicator is None else f" AND t.indicator = {bind(indicator)}")
    figures = {
        "targets": f"SELECT {_TARGET_COLUMNS} FROM target t WHERE {narrow} AND {counts_condition('t', point, bind)}",
        "realizations": f"SELECT {_REALIZATION_COLUMNS} FROM realization t WHERE {narrow} "
        f"AND {counts_condition('t', point, bind)}",
    }
    parts = [_OF_REALIZATIONS, _OVERDUE.format(as_of=as_of), _OF_FLOWS, _OF_POPULATIONS]
    parts += [_OF_TARGETS.format(as_of=as_of)]
    is_published = published_condition("c", point.known_at, bind)
    for name in figures:
        parts += [_OF_SUMS.format(figures=name, is_published=is_published), _LOADED_COMPLETELY.format(figures=name)]
    tables = [f"{name} AS MATERIALIZED ({_ORDERED.format(figures=sql)})" for name, sql in figures.items()]
    time = "NULL" if point.known_at is None else f"{bind(point.known_at)}::timestamptz"
    tables.append(
        _REFERENCE_TABLES.format(
            codes=codes,
            chains=f"region_chains({time})",
            known_indicator=published_condition("i", point.known_at, bind),
            known_variant=published_condition("other", point.known_at, bind),
            known_region=is_published,
            counts=counts_condition("p", point, bind),
        )
    )
    found = " UNION ALL ".join(f"({part})" for part in parts)
    sql = f"SELECT {_SERIES}, bool_or(is_whole) AS is_whole FROM ({found}) AS found GROUP BY {_SERIES}"
    return f"WITH {', '.join(tables)} {sql} ORDER BY {_SERIES}", bind.values
