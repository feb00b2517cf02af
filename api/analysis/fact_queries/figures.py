"""Load published targets and realizations of programs or series as facts."""

from datetime import datetime
from typing import Any

import asyncpg

from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.facts import RealizationFact, Series, TargetFact
from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder, published_condition
from api.resources.figures.region_chains import first_code_expression
from api.resources.figures.rivals import rank_expression
from api.resources.realizations.preference_queries import active_preferences_condition

_COMMON_COLUMNS = (
    "t.program, t.indicator, t.nature, {first_code} AS region, t.region AS region_code, t.breakdown, "
    "t.id, t.period, t.period_start AS first, "
    "t.period_end AS last, t.value, t.value_to, t.resolution, t.qualifier, t.stated_on, "
    "coalesce(t.stated_on, t.stated_not_before) AS stated_earliest, t.stated_latest, t.retracted_on, t.institution, "
    "{rank} AS rank, t.recorded_at, "
    "ARRAY(SELECT citation->>'source' FROM jsonb_array_elements(t.citations) AS citation) AS sources"
)


async def load_targets(connection: Connection, scope: FigureScope, known_at: datetime | None) -> list[TargetFact]:
    sql, values = _build_sql("target", "t.supersedes, t.plan, t.due_on", scope, known_at)
    shared: dict[Series, Series] = {}
    return [TargetFact(**_read_fields(row, shared)) for row in await connection.fetch(sql, *values)]


async def load_realizations(
    connection: Connection, scope: FigureScope, known_at: datetime | None
) -> list[RealizationFact]:
    """Load realizations, each with the time of its active manual preference."""
    sql, values = _build_sql("realization", "t.quality, t.day_known", scope, known_at, preference=True)
    shared: dict[Series, Series] = {}
    return [RealizationFact(**_read_fields(row, shared)) for row in await connection.fetch(sql, *values)]


def _read_fields(row: asyncpg.Record, shared: dict[Series, Series]) -> dict[str, Any]:
    """Return the fields of a fact. The columns of the series have other names than the fields; all others are equal.

    The figures of a series share one object. `shared` must not outlive them: a few objects that remain after a large
    computation prevent that its memory returns to the system.
    """
    fields = dict(row)
    if fields["region_code"] == fields["region"]:
        fields["region_code"] = None
    series = Series(*(fields.pop(name) for name in Series._fields))
    fields["series"] = shared.setdefault(series, series)
    fields["sources"] = tuple(fields["sources"])
    return fields


def _build_sql(
    record_type: str, own_column: str, scope: FigureScope, known_at: datetime | None, *, preference: bool = False
) -> tuple[str, list[object]]:
    bind = ParameterBinder()
    shared = _COMMON_COLUMNS.format(
        first_code=first_code_expression("t.region", known_at, bind), rank=rank_expression("t", known_at, bind)
    )
    preferred = f", ({_select_preferred_at(known_at, bind)}) AS preferred_at" if preference else ""
    rows = scope.from_clause(record_type, published_condition("t", known_at, bind), known_at, bind)
    return f"SELECT {shared}, {own_column}{preferred} FROM {rows}{scope.order_and_limit}", bind.values


def _select_preferred_at(known_at: datetime | None, bind: BindValue) -> str:
    return (
        "SELECT p.recorded_at FROM preference p WHERE p.realization = t.id "
        f"AND {active_preferences_condition(known_at, bind)}"
    )
