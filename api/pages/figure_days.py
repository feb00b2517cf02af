"""The days on which the figures of a page were stated and recorded, which a reader can choose."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.facts import Series
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, known_at_condition
from api.pages.point_parameters import MAX_STOPS

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


async def load_recorded_days_of_program(connection: Connection, code: str) -> list[date]:
    """Load the last days on which figures of a program were recorded, also replaced revisions.

    A program can have thousands of figures of one day, so each step looks up the day before in an index.
    """
    bind = ParameterBinder()
    program = bind(code)
    parts = " UNION ".join(_select_recorded_days(name, program) for name in ("target", "realization"))
    # nosemgrep: sql-built-in-a-call  # parts of this module, and a constant
    rows = await connection.fetch(f"{parts} ORDER BY day DESC LIMIT {MAX_STOPS}", *bind.values)
    return [row["day"] for row in rows]


def _select_recorded_days(record_type: str, program: str) -> str:
    last = (
        f"SELECT (t.recorded_at AT TIME ZONE 'Asia/Jakarta')::date FROM {record_type} t "
        f"WHERE t.program = {program} AND {PUBLISHED}{{before}} ORDER BY t.recorded_at DESC LIMIT 1"
    )
    before = last.format(before=" AND t.recorded_at < recorded.day::timestamp AT TIME ZONE 'Asia/Jakarta'")
    return (
        f"(WITH RECURSIVE recorded (day) AS (({last.format(before='')}) "
        f"UNION ALL SELECT ({before}) FROM recorded WHERE recorded.day IS NOT NULL) "
        f"SELECT day FROM recorded WHERE day IS NOT NULL LIMIT {MAX_STOPS})"
    )
