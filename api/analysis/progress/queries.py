"""SQL of progress apart from the figures: groups of series, manual preferences, other units."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from api.analysis.fact_queries.variants import variants_sql
from api.analysis.rules.facts import TargetFact
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, known_at_condition, published_condition
from api.resources.figures.point_in_time import PointInTime, counts_condition
from api.resources.figures.region_chains import codes_of_region
from api.resources.realizations.preference_model import AppliedPreference
from api.resources.targets.queries import TARGET_TABLE


class SeriesGroup(NamedTuple):
    """The series of one indicator, nature and region with any breakdown: the order of the index."""

    program: str
    indicator: str
    nature: str
    region: str


def build_groups_sql(
    conditions: Mapping[str, object], known_at: datetime | None, start: SeriesGroup | None, limit: int
) -> tuple[str, list[object]]:
    """Return SQL for groups with a target that may be in force, in order from `start` on (included).

    It reads the index `target_reads_by_key` until it has enough groups. Reading all rows of a group costs nothing
    extra, because all of them are needed to find the target in force. The limit is written out, for the same reason as
    in api/database/revision_reads.py.
    """
    bind = ParameterBinder()
    parts = [published_condition("t", known_at, bind)]
    parts += [TARGET_TABLE.conditions[name](value, bind) for name, value in conditions.items()]
    columns = ", ".join(f"t.{column}" for column in SeriesGroup._fields)
    if start is not None:
        parts.append(f"({columns}) >= ({', '.join(f'{bind(value)}::text' for value in start)})")
    where = " AND ".join(parts)
    return f"SELECT DISTINCT {columns} FROM target t WHERE {where} ORDER BY {columns} LIMIT {limit:d}", bind.values


async def load_groups(
    connection: Connection,
    conditions: Mapping[str, object],
    known_at: datetime | None,
    start: SeriesGroup | None,
    limit: int,
) -> list[SeriesGroup]:
    sql, values = build_groups_sql(conditions, known_at, start, limit)
    return [SeriesGroup(**row) for row in await connection.fetch(sql, *values)]


async def load_preferences(
    connection: Connection, realizations: Sequence[UUID], known_at: datetime | None
) -> dict[UUID, AppliedPreference]:
    """Load manual preferences by realization id. The figure query has already matched the keys."""
    if not realizations:
        return {}
    bind = ParameterBinder()
    sql = (
        "SELECT p.realization, p.reason, p.recorded_by, p.recorded_at FROM preference p "
        f"WHERE p.realization = ANY({bind(list(realizations))}::uuid[]) AND p.active AND "
        f"{known_at_condition('p', known_at, bind)}"
    )
    rows = await connection.fetch(sql, *bind.values)
    return {
        row["realization"]: AppliedPreference(row["reason"], row["recorded_by"], row["recorded_at"].astimezone(UTC))
        for row in rows
    }


async def find_other_units(
    connection: Connection, targets: Sequence[TargetFact], point: PointInTime
) -> dict[UUID, tuple[str, ...]]:
    """Return by target the units of the variants of its indicator that were reported for its region and breakdown.

    Only reports up to its end count.
    """
    if not targets:
        return {}
    bind = ParameterBinder()
    columns = ", ".join(
        f"{bind(list(column))}::{kind}[]"
        for column, kind in zip(
            zip(*((t.id, t.series.indicator, t.series.region, t.series.breakdown, t.end) for t in targets),
                strict=True),
            ("uuid", "text", "text", "text", "date"),
            strict=True,
        )
    )  # fmt: skip
    indicators = f"SELECT DISTINCT unnest({bind([t.series.indicator for t in targets])}::text[])"
    sql = (
        "SELECT wanted.target, array_agg(DISTINCT other.unit::text ORDER BY other.unit::text) AS units "
        f"FROM unnest({columns}) AS wanted (target, indicator, region, breakdown, last) "
        f"JOIN ({variants_sql(indicators, point.known_at, bind)}) AS related ON related.indicator = wanted.indicator "
        f"JOIN indicator own ON own.code = wanted.indicator AND {published_condition('own', point.known_at, bind)} "
        "JOIN indicator other ON other.code = related.variant AND other.unit <> own.unit "
        f"AND {published_condition('other', point.known_at, bind)} "
        f"CROSS JOIN {codes_of_region('wanted.region', point.known_at, bind)} "
        "CROSS JOIN unnest(ARRAY['stock', 'flow', 'rate']) AS either (nature) "
        "CROSS JOIN LATERAL (SELECT FROM ("
        "SELECT each.* FROM realization each WHERE each.status = 'published' "
        "AND each.program = other.program AND each.indicator = other.code AND each.nature = either.nature "
        "AND each.region = same_region.code AND each.breakdown = wanted.breakdown "
        # Ordered, so that the planner uses the index on all of these columns instead of all figures of the indicator;
        # with OFFSET 0 it does so before it looks at the day of the statement, which is in that index, too.
        "AND each.period_end <= wanted.last ORDER BY each.period_end OFFSET 0) AS r "
        f"WHERE {counts_condition('r', point, bind)} LIMIT 1) AS reported "
        "GROUP BY wanted.target"
    )
    return {row["target"]: tuple(row["units"]) for row in await connection.fetch(sql, *bind.values)}
