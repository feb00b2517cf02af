"""What a page of progress asks of the database beside its figures: which series, who preferred, which other units."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from api.figures.queries import CONDITIONS, stated_by
from api.postgres.chain import Binder, held_at
from api.postgres.pool import Connection
from api.realizations.preference import Preferring
from api.rules.facts import Target


class Group(NamedTuple):
    """The series of one indicator, nature and region, whatever their breakdown: what the index is ordered by."""

    program: str
    indicator: str
    nature: str
    region: str


def groups_sql(
    conditions: Mapping[str, object], known_at: datetime | None, start: Group | None, limit: int
) -> tuple[str, list[object]]:
    """Groups with a target that may be in force, in reading order from `start` on, which is included.

    Read along the index `target_reads_by_key`, and no further than for so many groups. Walking through the rows of a
    group costs nothing more: all of them have to be read to know which is in force. The limit is written out, for the
    same reason as in api/postgres/chain.py.
    """
    bind = Binder()
    parts = ["t.status = 'published'", held_at("t", known_at, bind)]
    parts += [CONDITIONS[name](value, bind) for name, value in conditions.items()]
    columns = ", ".join(f"t.{column}" for column in Group._fields)
    if start is not None:
        parts.append(f"({columns}) >= ({', '.join(f'{bind(value)}::text' for value in start)})")
    where = " AND ".join(parts)
    return f"SELECT DISTINCT {columns} FROM target t WHERE {where} ORDER BY {columns} LIMIT {limit:d}", bind.values


async def groups_from(
    connection: Connection,
    conditions: Mapping[str, object],
    known_at: datetime | None,
    start: Group | None,
    limit: int,
) -> list[Group]:
    sql, values = groups_sql(conditions, known_at, start, limit)
    return [Group(*row) for row in await connection.fetch(sql, *values)]


async def preferences_for(
    connection: Connection, realizations: Sequence[UUID], known_at: datetime | None
) -> dict[UUID, Preferring]:
    """Who preferred them, and why; that it was said for the keys that they are in was asked with the figures."""
    if not realizations:
        return {}
    bind = Binder()
    sql = (
        "SELECT p.realization, p.reason, p.recorded_by, p.recorded_at FROM preference p "
        f"WHERE p.realization = ANY({bind(list(realizations))}::uuid[]) AND p.stands AND {held_at('p', known_at, bind)}"
    )
    rows = await connection.fetch(sql, *bind.values)
    return {row[0]: Preferring(row[1], row[2], row[3].astimezone(UTC)) for row in rows}


async def other_units(
    connection: Connection, targets: Sequence[Target], as_of: date | None, known_at: datetime | None
) -> dict[UUID, tuple[str, ...]]:
    """By target, the other units in which its program reports for its region and breakdown, until its last day."""
    if not targets:
        return {}
    bind = Binder()
    asked = ", ".join(
        f"{bind(list(column))}::{kind}[]"
        for column, kind in zip(
            zip(*((t.id, t.series.program, t.series.indicator, t.series.region, t.series.breakdown, t.last)
                  for t in targets), strict=True),
            ("uuid", "text", "text", "text", "text", "date"),
            strict=True,
        )
    )  # fmt: skip
    known = stated_by("r", as_of, bind) if as_of is not None else "r.retracted_on IS NULL"
    sql = (
        "SELECT wanted.target, array_agg(DISTINCT other.unit::text ORDER BY other.unit::text) "
        f"FROM unnest({asked}) AS wanted (target, program, indicator, region, breakdown, last) "
        f"JOIN indicator own ON own.code = wanted.indicator AND own.status = 'published' AND "
        f"{held_at('own', known_at, bind)} "
        "JOIN indicator other ON other.program = wanted.program AND other.unit <> own.unit "
        f"AND other.status = 'published' AND {held_at('other', known_at, bind)} "
        "CROSS JOIN unnest(ARRAY['stock', 'flow']) AS either (nature) "
        "CROSS JOIN LATERAL (SELECT FROM realization r WHERE r.status = 'published' "
        f"AND {held_at('r', known_at, bind)} AND {known} AND r.program = wanted.program AND r.indicator = other.code "
        "AND r.nature = either.nature AND r.region = wanted.region AND r.breakdown = wanted.breakdown "
        # Ordered, so that it is looked up in an index on all of these, and not among all figures of the indicator.
        "AND r.period_end <= wanted.last ORDER BY r.period_end LIMIT 1) AS reported "
        "GROUP BY wanted.target"
    )
    return {row[0]: tuple(row[1]) for row in await connection.fetch(sql, *bind.values)}
