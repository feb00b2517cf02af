"""Pages of counts asked as the service asks them, without HTTP; and how many realizations that read."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, NamedTuple

from api.figures.period import Period
from api.onboarding_counts.lanes import LEVELS
from api.onboarding_counts.pages import Asked, Counted, counted, levels_with, regions_chosen
from api.onboarding_counts.queries import LanesAsked, regions_held
from api.postgres.pool import Connection, Database

_READ = (
    "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables "
    "WHERE relname = '{table}'"
)


class Page(NamedTuple):
    """A page, and how many realizations and indicators were read for it."""

    counted: Counted
    rows_read: int
    indicators_read: int


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[Database]:
    database = Database(url, 2)
    await database.open()
    yield database
    await database.close()


async def page(database: Database, limit: int = 100, after: Any = None, **asked: Any) -> Page:
    async with database.public() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        before = [await _read(connection, table) for table in ("realization", "indicator")]
        found = await _page(connection, limit, after, **asked)
        read = [await _read(connection, table) for table in ("realization", "indicator")]
        return Page(found, read[0] - before[0], read[1] - before[1])


async def rows_read_by(database: Database, sql: str) -> int:
    async with database.public() as connection, connection.transaction(readonly=True):
        await connection.fetch(sql)
        return await _read(connection, "realization")


async def _read(connection: Connection, table: str) -> int:
    read: int = await connection.fetchval(_READ.format(table=table))
    return read


async def _page(
    connection: Connection,
    limit: int,
    after: Any,
    *,
    indicators: Sequence[str] | None = None,
    levels: Sequence[str] = LEVELS,
    regions: Sequence[str] | None = None,
    within: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
    breakdown: str = "",
    as_of: date | None = None,
) -> Counted:
    held = await regions_held(connection, None)
    chosen = regions_chosen(held, regions, within, levels)
    asked = Asked(
        lanes=LanesAsked(breakdown, None, indicators, ("flow", "stock"), levels_with(chosen, levels)),
        periods=None if periods is None else [Period.parse(period) for period in periods],
        regions=chosen,
        as_of=as_of,
        known_at=None,
    )
    return await counted(connection, asked, held, after, limit)


async def all_rows(database: Database, limit: int = 200, **asked: Any) -> list[Any]:
    rows, after = [], None
    while True:
        found = (await page(database, limit, after, **asked)).counted
        rows += found.rows
        if found.next_key is None:
            return rows
        after = found.next_key
