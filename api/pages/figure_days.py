"""The days on which the figures of a page were stated and recorded, which a reader can choose."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.facts import Series
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, known_at_condition

PUBLISHED = "t.status = 'published'"


class FigureDays(NamedTuple):
    """Days in Jakarta: those of statements, and those of recordings, also of replaced revisions."""

    stated: list[date]
    recorded: list[date]


async def load_days_of_series(
    connection: Connection, series: Sequence[Series], known_at: datetime | None
) -> FigureDays:
    """Load the days of the targets and realizations of these series."""
    bind = ParameterBinder()
    scope = FigureScope(series=series)
    figures = [scope.from_clause(name, PUBLISHED, known_at, bind) for name in ("target", "realization")]
    return await load_days(connection, figures, known_at, bind)


async def load_days(
    connection: Connection, figures: Sequence[str], known_at: datetime | None, bind: ParameterBinder
) -> FigureDays:
    """Load the days of `figures`, each the SQL after FROM of rows `t`. `bind` is the binder of their values."""
    known = known_at_condition("t", known_at, bind)
    each = " UNION ALL ".join(
        "SELECT t.stated_latest::date AS stated, (t.recorded_at AT TIME ZONE 'Asia/Jakarta')::date AS recorded, "
        f"{known} AS known FROM {rows}"
        for rows in figures
    )
    (row,) = await connection.fetch(
        "SELECT coalesce(array_agg(DISTINCT stated) FILTER (WHERE known), '{}') AS stated, "
        f"coalesce(array_agg(DISTINCT recorded), '{{}}') AS recorded FROM ({each}) AS figures",
        *bind.values,
    )
    return FigureDays(row["stated"], row["recorded"])
