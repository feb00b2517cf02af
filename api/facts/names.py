"""What figures name, as facts: indicators, sources and regions as they were held, and the claims about figures."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.postgres.chain import Bind, Binder, held_at
from api.postgres.pool import Connection
from api.rules.facts import Claim, Indicator, Region, Source

Narrow = Callable[[Bind], str]  # one more condition over `t`


async def indicators(
    connection: Connection, known_at: datetime | None, narrow: Narrow | None = None
) -> Mapping[str, Indicator]:
    columns = "code, program, unit, direction, additive, population_indicator, expected_every"
    return {row[0]: Indicator(*row) for row in await _published(connection, "indicator", columns, known_at, narrow)}


async def sources(
    connection: Connection, known_at: datetime | None, narrow: Narrow | None = None
) -> Mapping[str, Source]:
    columns = "code, date_basis, published_on, published_not_before, published_not_after"
    return {row[0]: Source(*row) for row in await _published(connection, "source", columns, known_at, narrow)}


async def regions(connection: Connection, known_at: datetime | None) -> Mapping[str, Region]:
    columns = "code, level, parent, valid_from, valid_to"
    return {row[0]: Region(*row) for row in await _published(connection, "region", columns, known_at)}


async def claims(connection: Connection, known_at: datetime | None, narrow: Narrow | None = None) -> list[Claim]:
    columns = (
        "id, source, kind, subjects, base, base_figure, stated_value, stated_resolution, stated_date, stated_weekday"
    )
    rows = await _published(connection, "claim", columns, known_at, narrow)
    return [Claim(*row)._replace(subjects=tuple(row[3])) for row in rows]


async def programs_of(connection: Connection, figures: list[UUID]) -> set[str]:
    """The programs of figures by their ids; what is not published has none."""
    rows = await connection.fetch(
        "SELECT program FROM target WHERE id = ANY($1) AND status = 'published' "
        "UNION SELECT program FROM realization WHERE id = ANY($1) AND status = 'published'",
        figures,
    )
    return {row[0] for row in rows}


async def _published(
    connection: Connection, noun: str, columns: str, known_at: datetime | None, narrow: Narrow | None = None
) -> list[tuple[Any, ...]]:
    bind = Binder()
    sql = f"SELECT {columns} FROM {noun} t WHERE t.status = 'published' AND {held_at('t', known_at, bind)}"
    if narrow is not None:
        sql += f" AND {narrow(bind)}"
    return [tuple(row) for row in await connection.fetch(sql, *bind.values)]
