"""With 100,000 targets, a page of progress reads the figures of its series and few others."""

import asyncio
from datetime import date
from typing import NamedTuple

import asyncpg
import pytest

from api.analysis.progress.model import Progress
from api.analysis.progress.pages import MAX_GROUPS_PER_PAGE, ProgressPosition, load_progress_page
from api.analysis.progress.parameters import ProgressListParameters
from api.database.pool import Connection, Database
from api.http.request.query_string import parse_query
from tests.schema.filled import REALIZATIONS, RIVALS, TARGETS
from tests.support.databases import DatabaseUrls

TODAY = date(2026, 11, 22)


class Cost(NamedTuple):
    """The sequential scans and the rows that a query read from the two tables of figures."""

    sequential_scans: int
    rows: int


async def load_cost(owner: Connection) -> Cost:
    await owner.execute("SELECT pg_stat_clear_snapshot()")
    row = await owner.fetchrow(
        "SELECT sum(seq_scan), sum(idx_tup_fetch) + sum(seq_tup_read) FROM pg_stat_user_tables "
        "WHERE relname IN ('target', 'realization')"
    )
    assert row is not None
    return Cost(int(row[0]), int(row[1]))


def load_page(
    filled: DatabaseUrls, query_string: str = "", after: ProgressPosition | None = None
) -> tuple[list[Progress], ProgressPosition | None, Cost]:
    async def read() -> tuple[list[Progress], ProgressPosition | None, Cost]:
        database = Database(filled.service, 2)
        await database.open()
        owner = await asyncpg.connect(filled.owner)
        try:
            query = parse_query(query_string.encode(), ProgressListParameters)
            async with database.acquire_public() as connection:
                before = await load_cost(owner)
                rows, end = await load_progress_page(connection, query, query.program, after, TODAY)
                await connection.execute("SELECT pg_stat_force_next_flush()")
                await connection.execute("SELECT 1")
                cost = await load_cost(owner)
            return rows, end, Cost(cost.sequential_scans - before.sequential_scans, cost.rows - before.rows)
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


def test_a_sequential_scan_is_counted(filled: DatabaseUrls) -> None:
    async def read() -> Cost:
        owner = await asyncpg.connect(filled.owner)
        try:
            before = await load_cost(owner)
            await owner.fetchval("SELECT count(*) FROM target WHERE note IS NULL")
            await owner.execute("SELECT pg_stat_force_next_flush()")
            after = await load_cost(owner)
            return Cost(after.sequential_scans - before.sequential_scans, after.rows - before.rows)
        finally:
            await owner.close()

    cost = asyncio.run(read())
    assert cost.sequential_scans >= 1
    assert cost.rows >= TARGETS


@pytest.mark.parametrize("query", ["", *FILTERS])
def test_a_page_reads_few_rows_and_uses_indexes(filled: DatabaseUrls, query: str) -> None:
    rows, end, cost = load_page(filled, query)
    assert rows
    assert cost.sequential_scans == 0
    assert len(rows) <= cost.rows < (TARGETS + REALIZATIONS) // 10
    if end is not None:
        _, _, cost = load_page(filled, query, end)
        assert cost.sequential_scans == 0
        assert cost.rows < (TARGETS + REALIZATIONS) // 10


def test_a_page_without_a_filter_reads_few_figures_per_row(filled: DatabaseUrls) -> None:
    after = load_page(filled, "limit=100")[1]
    rows, _, cost = load_page(filled, "limit=100", after)  # after the key with thousands of realizations
    assert len(rows) == 100
    assert len(rows) <= cost.rows < 40 * len(rows)


def test_the_realizations_of_the_largest_key_are_read_once(filled: DatabaseUrls) -> None:
    _, _, cost = load_page(filled, "indicator=indicator-0&region=ID&nature=stock")
    assert cost.sequential_scans == 0
    assert RIVALS <= cost.rows < 4 * RIVALS


def test_a_page_of_a_filter_without_matches_is_short_and_has_a_next_page(filled: DatabaseUrls) -> None:
    query = "verdict=missed&as_of=2010-02-01"
    rows, end, cost = load_page(filled, query)
    assert cost.sequential_scans == 0
    for _ in range(3):
        if end is None:
            break
        further, end, _ = load_page(filled, query, end)
        rows += further
    keys = {(row.program, row.indicator, row.nature, row.region, row.period) for row in rows}
    assert len(keys) == len(rows) <= 4 * MAX_GROUPS_PER_PAGE
