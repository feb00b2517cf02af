"""With many programs, a page of progress reads only the indicators and series of its rows."""

import asyncio
from collections.abc import Iterator
from datetime import date

import pytest

from api.analysis.progress.model import Progress
from api.analysis.progress.pages import load_progress_page
from api.analysis.progress.parameters import ProgressListParameters
from api.database.pool import Connection, Database
from api.http.request.query_string import parse_query
from tests.support import databases
from tests.support.databases import DatabaseUrls

# With many indicators of few figures, the planner estimates one figure per indicator. Three indicators of each program
# count businesses and have targets only. They are variants of the fourth, which counts cooperatives and has
# realizations too.
PROGRAMS, FIGURES_PER_INDICATOR = 50, 60
TABLES = ("indicator", "target", "realization")
EMPTY_INDICATORS = 2_000  # indicators without figures
FILLING = f"""
SET session_replication_role = replica;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    SELECT 'many-' || n, 'Program', 1, 'published', true, 'system' FROM generate_series(1, {PROGRAMS}) n;
INSERT INTO indicator (code, program, name, unit, direction, additive, variant_of, revision, status, public,
    recorded_by)
    SELECT 'many-' || n || '-' || i, 'many-' || n, 'Indikator', CASE i WHEN 4 THEN 'koperasi' ELSE 'umkm' END,
        'increase', true, CASE WHEN i < 4 THEN 'many-' || n || '-4' END, 1, 'published', true, 'system'
    FROM generate_series(1, {PROGRAMS}) n, generate_series(1, 4) i;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    VALUES ('empty', 'Program', 1, 'published', true, 'system');
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT 'empty-' || n, 'empty', 'Indikator', 'umkm', 'increase', true, 1, 'published', true, 'system'
    FROM generate_series(1, {EMPTY_INDICATORS}) n;
CREATE TEMP TABLE stated AS
    SELECT gen_random_uuid() AS id, 'many-' || n AS program, 'many-' || n || '-' || i AS indicator, i, r.code AS region
    FROM generate_series(1, {PROGRAMS}) n, generate_series(1, 4) i,
        (SELECT code FROM region WHERE level <> 'country' ORDER BY code LIMIT {FIGURES_PER_INDICATOR}) AS r;
INSERT INTO target (id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on,
    institution, citations, revision, status, public, recorded_by)
SELECT id, program, indicator, 'stock', region, '', '2024', 10, 'exact', 1, '2021-01-11', 'presiden',
    '[{{"source": "antara-2021-01-11", "locator": "p", "quote": null, "note": null}}]', 1, 'published', true, 'system'
    FROM stated;
INSERT INTO realization (id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution,
    stated_on, institution, citations, revision, status, public, recorded_by, quality)
SELECT id, program, indicator, 'stock', region, '', '2023', 10, 'exact', 1, '2024-01-11', 'presiden',
    '[{{"source": "antara-2021-01-11", "locator": "p", "quote": null, "note": null}}]', 1, 'published', true, 'system',
    'final' FROM stated WHERE i = 4;
ANALYZE;
"""


@pytest.fixture(scope="module")
def many_indicators(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.owner, *FILLING.split(";\n")[:-1])
        yield copied


async def count_read_rows(connection: Connection, table: str) -> int:
    """Return the number of rows of the table that this process of the server has read since its last report."""
    read: int = await connection.fetchval(
        "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = $1", table
    )
    return read


def load_page(database_urls: DatabaseUrls, query_string: str) -> tuple[list[Progress], dict[str, int]]:
    """Return the rows of a page, and the number of rows of each table that were read for it."""

    async def read() -> tuple[list[Progress], dict[str, int]]:
        database = Database(database_urls.service, 2)
        await database.open()
        query = parse_query(query_string.encode(), ProgressListParameters)
        async with database.acquire_public() as connection, connection.transaction(readonly=True):
            before = [await count_read_rows(connection, table) for table in TABLES]
            rows, _ = await load_progress_page(connection, query, query.program, None, date(2026, 11, 22))
            after = [await count_read_rows(connection, table) for table in TABLES]
        await database.close()
        return rows, {table: end - start for table, start, end in zip(TABLES, before, after, strict=True)}

    return asyncio.run(read())


@pytest.mark.parametrize("query", ["limit=100&program=many-1", "limit=100&program=many-7,many-8"])
def test_a_page_reads_only_the_series_of_its_rows(many_indicators: DatabaseUrls, query: str) -> None:
    rows, cost = load_page(many_indicators, query)
    assert len(rows) == 100
    assert cost["target"] < 5 * len(rows)
    assert all(row.reasons[-1].code == "only_other_unit" for row in rows)
    assert cost["realization"] < 5 * len(rows)


def test_a_page_reads_only_the_indicators_of_its_rows(many_indicators: DatabaseUrls) -> None:
    rows, cost = load_page(many_indicators, "limit=10&indicator=many-1-4")
    assert len(rows) == 10
    assert cost["indicator"] < EMPTY_INDICATORS // 10
