"""Load pages of counts without HTTP, and count the rows that were read for them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, NamedTuple

from api.analysis.onboarding_counts.groups import LEVELS
from api.analysis.onboarding_counts.pages import CountPage, load_count_page
from api.analysis.onboarding_counts.queries import CountGroupFilter, load_regions_known_at
from api.analysis.onboarding_counts.selection import CountFilter, select_levels, select_regions
from api.database.pool import Connection, Database
from api.resources.figures.period import Period

_READ = (
    "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables "
    "WHERE relname = '{table}'"
)


class Page(NamedTuple):
    """A page, and the numbers of realizations and indicators that were read for it."""

    counted: CountPage
    rows_read: int
    indicators_read: int


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    database = Database(url, 2)
    await database.open()
    yield database
    await database.close()


async def load_page(database: Database, limit: int = 100, after: Any = None, **query: Any) -> Page:
    async with (
        database.acquire_public() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        before = [await _count_read_rows(connection, table) for table in ("realization", "indicator")]
        found = await _load_page(connection, limit, after, **query)
        read = [await _count_read_rows(connection, table) for table in ("realization", "indicator")]
        return Page(found, read[0] - before[0], read[1] - before[1])


async def count_read_realizations(database: Database, sql: str) -> int:
    async with database.acquire_public() as connection, connection.transaction(readonly=True):
        await connection.fetch(sql)
        return await _count_read_rows(connection, "realization")


async def _count_read_rows(connection: Connection, table: str) -> int:
    read: int = await connection.fetchval(_READ.format(table=table))
    return read


async def _load_page(
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
    as_of: date = date(2030, 1, 1),
) -> CountPage:
    known_regions = await load_regions_known_at(connection, None)
    chosen = select_regions(known_regions, regions, within, levels)
    count_filter = CountFilter(
        groups=CountGroupFilter(breakdown, None, indicators, ("flow", "stock"), select_levels(chosen, levels)),
        periods=None if periods is None else [Period.parse(period) for period in periods],
        regions=chosen,
        as_of=as_of,
        known_at=None,
    )
    return await load_count_page(connection, count_filter, known_regions, after, limit)


async def load_all_rows(database: Database, limit: int = 200, **query: Any) -> list[Any]:
    rows, after = [], None
    while True:
        found = (await load_page(database, limit, after, **query)).counted
        rows += found.rows
        if found.next_key is None:
            return rows
        after = found.next_key
