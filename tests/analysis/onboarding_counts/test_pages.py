"""Counts of many realizations, compared with an aggregate query, and the number of rows that a page reads."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from typing import Any

import asyncpg
import pytest

from tests.analysis.onboarding_counts.fill_realizations import STATEMENTS, fill
from tests.analysis.onboarding_counts.load_counts import (
    count_read_realizations,
    load_all_rows,
    load_page,
    open_database,
)
from tests.support import databases
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

pytestmark = pytest.mark.xdist_group("onboarding counts")

INDICATORS = size(4, 40)
# 579 regions, three statements per indicator and period, a quarter of them omitted: 10,000 realizations, or a million.
PERIODS = size(2, 20)
# Rules 3 and 7 for one indicator, as one aggregate query over the whole table. The figure of a renumbered region counts
# for the code that is in force on its last day.
AGGREGATE = """
WITH standing AS (
    SELECT t.*, coalesce(later.code, own.replaces, t.region) AS in_force FROM realization t
    LEFT JOIN region later ON later.replaces = t.region AND later.valid_from <= t.period_end
    LEFT JOIN region own ON own.code = t.region AND own.replaces IS NOT NULL AND own.valid_from > t.period_end
), preferred AS (
    SELECT DISTINCT ON (t.in_force, t.breakdown, t.period_end, t.key_start) t.in_force AS region, t.breakdown,
        t.period_end, t.value, t.resolution, t.stated_on, t.key_start
    FROM standing t JOIN institution i ON i.code = t.institution AND i.replaced_at IS NULL
    WHERE t.indicator = $1 AND t.status = 'published' AND t.replaced_at IS NULL AND t.stated_on <= $2
    ORDER BY t.in_force, t.breakdown, t.period_end, t.key_start,
        array_position(ARRAY['final', 'provisional', 'estimate'], t.quality), t.stated_on DESC, i.rank,
        t.recorded_at DESC, t.id
), addend AS (
    SELECT p.region AS whole, p.region, p.value, p.resolution, p.period_end, p.key_start, p.stated_on, true AS own
    FROM preferred p WHERE p.breakdown = 'part:own'
    UNION ALL
    SELECT r.parent, p.region, p.value, p.resolution, p.period_end, p.key_start, p.stated_on, false
    FROM preferred p JOIN region r ON r.code = p.region AND r.parent IS NOT NULL
        AND p.period_end BETWEEN coalesce(r.valid_from, '1900-01-01') AND coalesce(r.valid_to, '2200-12-31')
    WHERE p.breakdown = ''
), summed AS (
    SELECT whole, period_end, key_start, sum(value) AS value, sum(resolution) AS resolution, max(stated_on) AS newest,
        count(*) FILTER (WHERE NOT own) AS reported
    FROM addend GROUP BY whole, period_end, key_start
)
SELECT coalesce(r.region, s.whole) AS region, coalesce(r.period_end, s.period_end) AS last,
    coalesce(r.key_start, s.key_start) AS first, r.value AS reported,
    CASE WHEN additive THEN s.value END AS summed, CASE WHEN total > 0 THEN coalesce(s.reported, 0) END
        AS regions_reported, nullif(total, 0) AS total,
    greatest(r.stated_on, s.newest) AS latest_stated_on,
    CASE WHEN NOT additive OR r.value IS NULL OR s.value IS NULL THEN NULL
        WHEN total > 0 AND s.reported = total THEN abs(r.value - s.value) < (r.resolution + s.resolution) / 2
        WHEN s.value - r.value >= (r.resolution + s.resolution) / 2 THEN false END AS agrees
FROM (SELECT * FROM preferred WHERE breakdown = '') AS r
    FULL JOIN summed s ON s.whole = r.region AND s.period_end = r.period_end AND s.key_start = r.key_start
    CROSS JOIN (SELECT additive FROM indicator WHERE code = $1) AS i
    CROSS JOIN LATERAL (SELECT count(*) AS total FROM region b WHERE b.parent = coalesce(r.region, s.whole)
        AND coalesce(r.period_end, s.period_end)
            BETWEEN coalesce(b.valid_from, '1900-01-01') AND coalesce(b.valid_to, '2200-12-31')) AS below
"""


@pytest.fixture(scope="module")
def filled_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        asyncio.run(fill(copied, indicators=INDICATORS, periods=PERIODS))
        yield copied


def run_query(database_urls: DatabaseUrls, load: Callable[..., Coroutine[Any, Any, Any]], **arguments: Any) -> Any:
    async def run() -> Any:
        async with open_database(database_urls.service) as database:
            return await load(database, **arguments)

    return asyncio.run(run())


def aggregate(database_urls: DatabaseUrls, *values: object) -> list[asyncpg.Record]:
    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(database_urls.owner, server_settings={"jit": "off"})
        try:
            return await connection.fetch(AGGREGATE, *values)
        finally:
            await connection.close()

    return asyncio.run(run())


def compared_fields(row: Any) -> tuple[Any, ...]:
    return (
        row.region, row.reported, row.summed, row.regions_reported, row.regions_total, row.latest_stated_on, row.agrees,
    )  # fmt: skip


@pytest.mark.parametrize("indicator", ["filled-0", "filled-1", "filled-3"])
@pytest.mark.parametrize("as_of", [date(2030, 1, 1), date(2018, 6, 30)])
def test_the_counts_equal_those_of_an_aggregate_query(
    filled_database: DatabaseUrls, indicator: str, as_of: date
) -> None:
    rows = run_query(filled_database, load_all_rows, indicators=[indicator], as_of=as_of)
    expected = aggregate(filled_database, indicator, as_of)
    assert len(rows) == len(expected) > 100
    assert sorted(map(compared_fields, rows), key=repr) == sorted(
        (
            (row["region"], row["reported"], row["summed"], row["regions_reported"], row["total"],
             row["latest_stated_on"], row["agrees"])
            for row in expected
        ),
        key=repr,
    )  # fmt: skip


def test_pages_of_different_sizes_have_the_same_rows_in_the_same_order(filled_database: DatabaseUrls) -> None:
    query = {"indicators": ["filled-1", "filled-2"], "levels": ["country", "province"], "as_of": date(2019, 1, 1)}
    rows = run_query(filled_database, load_all_rows, limit=200, **query)
    assert rows == run_query(filled_database, load_all_rows, limit=7, **query)
    assert len(rows) == len({(row.indicator, row.nature, row.region, row.period, row.day_known) for row in rows})


PAGES = [
    {},
    {"indicators": ["filled-1"]},
    {"levels": ["country"]},
    {"levels": ["province"]},
    {"levels": ["regency"]},
    {"regions": ["32"]},
    {"within": ["32"]},
    {"regions": ["32.73"], "levels": ["city"]},
    {"periods": ["2015-Q1"]},
    {"periods": ["2015-Q1"], "regions": ["32"]},
    {"periods": ["2015-Q1"], "levels": ["province"]},
    {"breakdown": "part:own"},
    {"breakdown": "catalog:local"},
    {"as_of": date(2018, 6, 30)},
    {"as_of": date(2000, 1, 1)},
]
EMPTY = ({"breakdown": "catalog:local"}, {"as_of": date(2000, 1, 1)})
FIRST_STATED = date(2016, 1, 1)  # no realization is stated earlier


LIMIT = 10
# At most 20 keys are processed, each with its own figure, its offices and 38 regions, each stated for a quarter and a
# month, in an index and in the table; and for each indicator and each of four levels, one lookup in four sources.
MAX_READ_ROWS = 20 * (2 + 38) * 2 * STATEMENTS * 2 + INDICATORS * 4 * 4


@pytest.mark.parametrize("query", PAGES, ids=str)
def test_a_page_reads_a_limited_number_of_realizations(filled_database: DatabaseUrls, query: dict[str, Any]) -> None:
    found = run_query(filled_database, load_page, limit=LIMIT, **query)
    assert bool(found.counted.rows) is (query not in EMPTY)
    assert found.rows_read <= MAX_READ_ROWS


def test_the_next_pages_read_a_limited_number_of_realizations_too(filled_database: DatabaseUrls) -> None:
    after = None
    for _ in range(4):
        found = run_query(filled_database, load_page, limit=LIMIT, levels=["province"], after=after)
        assert len(found.counted.rows) == LIMIT
        assert found.rows_read <= MAX_READ_ROWS
        after = found.counted.next_key


def test_a_sequential_scan_is_counted(filled_database: DatabaseUrls) -> None:
    sql = "SELECT count(*) FROM realization WHERE speaker = 'x'"
    assert run_query(filled_database, count_read_realizations, sql=sql) > MAX_READ_ROWS


def test_a_page_with_few_known_figures_is_short_and_the_next_pages_have_the_others(
    filled_database: DatabaseUrls,
) -> None:
    rows, after, pages = [], None, 0
    query = {"indicators": ["filled-0"], "as_of": FIRST_STATED}
    while pages == 0 or after is not None:
        found = run_query(filled_database, load_page, limit=LIMIT, after=after, **query)
        rows += [compared_fields(row) for row in found.counted.rows]
        after, pages = found.counted.next_key, pages + 1
    assert len(rows) == len(aggregate(filled_database, "filled-0", FIRST_STATED))
