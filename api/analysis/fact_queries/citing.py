"""Find the figures that state a source in the unit of a claim."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.resources.figures.point_in_time import stated_by_condition


class CitingRequest(NamedTuple):
    """The figures of a unit that a source states, among those known on a day."""

    source: str
    unit: str
    known_on: date


async def find_figures_citing(
    connection: Connection, requests: Sequence[CitingRequest], known_at: datetime | None, limit: int
) -> list[UUID]:
    """Return, for each request, the ids of at most `limit` targets and as many realizations, the lowest ids first."""
    bind = ParameterBinder()
    columns = zip(*dict.fromkeys(requests), strict=True)
    arrays = ", ".join(
        f"{bind(list(column))}::{sql_type}[]"
        for column, sql_type in zip(columns, ("text", "text", "date"), strict=True)
    )
    known_indicator = published_condition("i", known_at, bind)
    # Each request has its own day, so the condition has a column in place of a bound value.
    is_stated = stated_by_condition("t", date.max, lambda _: "requested.known_on")
    found = " UNION ALL ".join(
        f"(SELECT t.id FROM {record_type} t WHERE {published_condition('t', known_at, bind)} "
        f"AND t.id = ANY(ARRAY(SELECT {record_type}s_citing(ARRAY[requested.source]))) "
        f"AND {is_stated} "
        "AND EXISTS (SELECT FROM jsonb_array_elements(t.citations) AS citation "
        "WHERE citation->>'source' = requested.source) "
        f"AND EXISTS (SELECT FROM indicator i WHERE i.code = t.indicator AND i.unit = requested.unit "
        f"AND {known_indicator}) ORDER BY t.id LIMIT {limit:d})"
        for record_type in ("target", "realization")
    )
    requested = f"unnest({arrays}) AS requested (source, unit, known_on)"
    sql = f"SELECT DISTINCT found.id FROM {requested}, LATERAL ({found}) AS found"
    return [row["id"] for row in await connection.fetch(sql, *bind.values)]
