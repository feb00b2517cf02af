"""Among 100,000 targets a page of progress reads the figures of its own series and little else."""

import asyncio
from datetime import date
from typing import NamedTuple

import asyncpg
import pytest

from api.http.query import read_query
from api.postgres.pool import Connection, Database
from api.progress.model import Progress
from api.progress.query import AllProgressQuery
from api.progress.reading import AT_MOST, Place, page_of
from tests.schema.filled import REALIZATIONS, RIVALS, TARGETS
from tests.support.databases import Addresses

TODAY = date(2026, 11, 22)


class Cost(NamedTuple):
    """What one page took from the two tables of figures."""

    whole_reads: int
    rows: int


async def counted(owner: Connection) -> Cost:
    await owner.execute("SELECT pg_stat_clear_snapshot()")
    row = await owner.fetchrow(
        "SELECT sum(seq_scan), sum(idx_tup_fetch) + sum(seq_tup_read) FROM pg_stat_user_tables "
        "WHERE relname IN ('target', 'realization')"
    )
    assert row is not None
    return Cost(int(row[0]), int(row[1]))


def page(filled: Addresses, asked: str = "", after: Place | None = None) -> tuple[list[Progress], Place | None, Cost]:
    async def read() -> tuple[list[Progress], Place | None, Cost]:
        database = Database(filled.service, 2)
        await database.open()
        owner = await asyncpg.connect(filled.owner)
        try:
            query = read_query(asked.encode(), AllProgressQuery)
            async with database.public() as connection:
                before = await counted(owner)
                rows, end = await page_of(connection, query, query.program, after, TODAY)
                await connection.execute("SELECT pg_stat_force_next_flush()")
                await connection.execute("SELECT 1")
                cost = await counted(owner)
            return rows, end, Cost(cost.whole_reads - before.whole_reads, cost.rows - before.rows)
        finally:
            await owner.close()
            await database.close()

    return asyncio.run(read())


FILTERS = [
    "program=program-3",
    "indicator=indicator-33",
    "region=32.73",
    "within=32",
    "level=province",
    "institution=office-7",
    "nature=flow",
    "period=2019",
    "breakdown=catalog:local",
    "as_of=2018-01-01",
    "known_at=2100-01-01T00:00:00Z",
    "period_from=2020-01-01",
    "program=program-3&as_of=2018-01-01&region=ID",
]


def test_reading_the_whole_table_would_be_counted(filled: Addresses) -> None:
    async def read() -> Cost:
        owner = await asyncpg.connect(filled.owner)
        try:
            before = await counted(owner)
            await owner.fetchval("SELECT count(*) FROM target WHERE note IS NULL")
            await owner.execute("SELECT pg_stat_force_next_flush()")
            after = await counted(owner)
            return Cost(after.whole_reads - before.whole_reads, after.rows - before.rows)
        finally:
            await owner.close()

    cost = asyncio.run(read())
    assert cost.whole_reads >= 1
    assert cost.rows >= TARGETS


@pytest.mark.parametrize("asked", ["", *FILTERS])
def test_a_page_reads_little(filled: Addresses, asked: str) -> None:
    rows, end, cost = page(filled, asked)
    assert rows
    assert cost.whole_reads == 0
    assert len(rows) <= cost.rows < (TARGETS + REALIZATIONS) // 10
    if end is not None:
        _, _, cost = page(filled, asked, end)
        assert cost.whole_reads == 0
        assert cost.rows < (TARGETS + REALIZATIONS) // 10


def test_a_page_without_a_filter_reads_few_rows_for_each_of_its_own(filled: Addresses) -> None:
    after = page(filled, "limit=100")[1]
    rows, _, cost = page(filled, "limit=100", after)  # behind the key with thousands of rivals
    assert len(rows) == 100
    assert len(rows) <= cost.rows < 40 * len(rows)


def test_the_key_with_most_rivals_costs_its_rivals_once(filled: Addresses) -> None:
    _, _, cost = page(filled, "indicator=indicator-0&region=ID&nature=stock")
    assert cost.whole_reads == 0
    assert RIVALS <= cost.rows < 4 * RIVALS


def test_a_filter_that_lets_nothing_through_ends_its_page_early_and_goes_on(filled: Addresses) -> None:
    asked = "verdict=missed&as_of=2010-02-01"
    rows, end, cost = page(filled, asked)
    assert cost.whole_reads == 0
    for _ in range(3):
        if end is None:
            break
        further, end, _ = page(filled, asked, end)
        rows += further
    seen = {(row.program, row.indicator, row.nature, row.region, row.period) for row in rows}
    assert len(seen) == len(rows) <= 4 * AT_MOST
