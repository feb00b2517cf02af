"""Among many programs, a page of progress reads its own indicators and series, whatever else there is of them."""

import asyncio
from collections.abc import Iterator
from datetime import date

import pytest

from api.http.query import read_query
from api.postgres.pool import Connection, Database
from api.progress.model import Progress
from api.progress.query import AllProgressQuery
from api.progress.reading import page_of
from tests.support import databases
from tests.support.databases import Addresses

# So many indicators of so few figures that the planner takes the figures of an indicator for one. Of each program three
# indicators count businesses, which are only promised, and one counts cooperatives, which are reported too.
PROGRAMS, OF_AN_INDICATOR = 50, 60
BESIDE = 2_000  # indicators without any
FILLING = f"""
SET session_replication_role = replica;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    SELECT 'many-' || n, 'Program', 1, 'published', true, 'system' FROM generate_series(1, {PROGRAMS}) n;
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT 'many-' || n || '-' || i, 'many-' || n, 'Indikator', CASE i WHEN 4 THEN 'koperasi' ELSE 'umkm' END,
        'increase', true, 1, 'published', true, 'system'
    FROM generate_series(1, {PROGRAMS}) n, generate_series(1, 4) i;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    VALUES ('beside', 'Program', 1, 'published', true, 'system');
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT 'beside-' || n, 'beside', 'Indikator', 'umkm', 'increase', true, 1, 'published', true, 'system'
    FROM generate_series(1, {BESIDE}) n;
CREATE TEMP TABLE stated AS
    SELECT gen_random_uuid() AS id, 'many-' || n AS program, 'many-' || n || '-' || i AS indicator, i, r.code AS region
    FROM generate_series(1, {PROGRAMS}) n, generate_series(1, 4) i,
        (SELECT code FROM region WHERE level <> 'country' ORDER BY code LIMIT {OF_AN_INDICATOR}) AS r;
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
def many(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.owner, *FILLING.split(";\n")[:-1])
        yield addresses


async def read_from(connection: Connection, table: str) -> int:
    """Rows of it that this transaction has read so far."""
    read: int = await connection.fetchval(
        "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = $1", table
    )
    return read


def page(addresses: Addresses, asked: str) -> tuple[list[Progress], dict[str, int]]:
    """The rows of a page, and how many rows of each table were read for it."""

    async def read() -> tuple[list[Progress], dict[str, int]]:
        database = Database(addresses.service, 2)
        await database.open()
        query = read_query(asked.encode(), AllProgressQuery)
        async with database.public() as connection, connection.transaction(readonly=True):
            rows, _ = await page_of(connection, query, query.program, None, date(2026, 11, 22))
            cost = {table: await read_from(connection, table) for table in ("indicator", "target", "realization")}
        await database.close()
        return rows, cost

    return asyncio.run(read())


@pytest.mark.parametrize("asked", ["limit=100&program=many-1", "limit=100&program=many-7,many-8"])
def test_a_page_reads_its_own_series_and_no_other_figures_of_their_indicators(many: Addresses, asked: str) -> None:
    rows, cost = page(many, asked)
    assert len(rows) == 100
    assert cost["target"] < 5 * len(rows)
    assert all(row.reasons[-1].code == "only_other_unit" for row in rows)
    assert cost["realization"] < 5 * len(rows)


def test_a_page_reads_its_own_indicators(many: Addresses) -> None:
    rows, cost = page(many, "limit=10&indicator=many-1-4")
    assert len(rows) == 10
    assert cost["indicator"] < BESIDE // 10
