"""Figures as facts: the published targets and realizations of some programs, or of some series."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.facts.scope import Scope
from api.postgres.chain import Bind, Binder, held_at
from api.postgres.pool import Connection
from api.rules.facts import Realization, Series, Target

_SHARED = (
    "t.program, t.indicator, t.nature, t.region, t.breakdown, t.id, t.period, t.period_start, t.period_end, t.value, "
    "t.resolution, t.qualifier, t.stated_on, coalesce(t.stated_on, t.stated_not_before), t.stated_latest, "
    "t.retracted_on, t.institution, coalesce({rank}, 99), t.recorded_at, "
    "ARRAY(SELECT citation->>'source' FROM jsonb_array_elements(t.citations) AS citation)"
)
_LOWEST_RANK_LAST = (
    "(SELECT i.rank FROM institution i WHERE i.code = t.institution AND i.status = 'published' AND {held})"
)
_FIELDS = (
    *("id", "period", "first", "last", "value", "resolution", "qualifier", "stated_on", "stated_earliest"),
    *("stated_latest", "retracted_on", "institution", "rank", "recorded_at", "sources"),
)


async def targets_in(connection: Connection, scope: Scope, known_at: datetime | None) -> list[Target]:
    sql, values = _sql("target", "t.supersedes", scope, known_at)
    return [Target(**_told(tuple(row)), supersedes=row[-1]) for row in await connection.fetch(sql, *values)]


async def realizations_in(connection: Connection, scope: Scope, known_at: datetime | None) -> list[Realization]:
    """With the moment at which a person preferred one of them within its key, where that stands."""
    sql, values = _sql("realization", "t.quality", scope, known_at, preference=True)
    return [
        Realization(**_told(tuple(row)[:-1]), quality=row[-2], preferred_at=row[-1])
        for row in await connection.fetch(sql, *values)
    ]


def _told(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(_FIELDS, row[5 : 5 + len(_FIELDS)], strict=True))
    return {**told, "series": Series(*row[:5]), "sources": tuple(told["sources"])}


def _sql(
    noun: str, own: str, scope: Scope, known_at: datetime | None, *, preference: bool = False
) -> tuple[str, list[object]]:
    bind = Binder()
    shared = _SHARED.format(rank=_LOWEST_RANK_LAST.format(held=held_at("i", known_at, bind)))
    preferred = f", ({_preferred(known_at, bind)})" if preference else ""
    rows = scope.rows(noun, f"t.status = 'published' AND {held_at('t', known_at, bind)}", bind)
    return f"SELECT {shared}, {own}{preferred} FROM {rows}{scope.cut}", bind.values


def _preferred(known_at: datetime | None, bind: Bind) -> str:
    return (
        "SELECT p.recorded_at FROM preference p WHERE p.realization = t.id AND p.stands "
        f"AND {held_at('p', known_at, bind)} AND p.indicator = t.indicator AND p.nature = t.nature "
        "AND p.region = t.region AND p.breakdown = t.breakdown AND p.last_day = t.period_end "
        "AND (p.first_day = t.period_start OR t.nature = 'stock')"
    )
