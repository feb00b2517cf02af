"""In a crowd every count is what a plain aggregate says, and a page reads no more for all that lies beside it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from typing import Any

import asyncpg
import pytest

from tests.onboarding_counts.asking import all_rows, page, reading, rows_read_by
from tests.onboarding_counts.filled import STATEMENTS, fill
from tests.support import databases
from tests.support.databases import Addresses
from tests.support.sizes import size

pytestmark = pytest.mark.xdist_group("onboarding counts")

INDICATORS = size(4, 40)
PERIODS = size(2, 20)  # of 579 regions, in 3 statements less a quarter: 10,000 realizations, or a million
# Rule 3 and rule 7 once more, for one indicator, in one aggregate over the whole table.
AGGREGATE = """
WITH preferred AS (
    SELECT DISTINCT ON (t.region, t.breakdown, t.period_end, key_start) t.*, key_start
    FROM realization t JOIN institution i ON i.code = t.institution AND i.replaced_at IS NULL,
        LATERAL (SELECT CASE t.nature WHEN 'stock' THEN t.period_end ELSE t.period_start END AS key_start) AS key
    WHERE t.indicator = $1 AND t.status = 'published' AND t.replaced_at IS NULL AND t.stated_on <= $2
    ORDER BY t.region, t.breakdown, t.period_end, key_start,
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
    CASE WHEN additive THEN s.value END AS summed, coalesce(s.reported, 0) AS regions_reported, total,
    greatest(r.stated_on, s.newest) AS as_at,
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
def crowd(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        asyncio.run(fill(addresses, indicators=INDICATORS, periods=PERIODS))
        yield addresses


def asked(addresses: Addresses, question: Callable[..., Coroutine[Any, Any, Any]], **about: Any) -> Any:
    async def ask() -> Any:
        async with reading(addresses.service) as database:
            return await question(database, **about)

    return asyncio.run(ask())


def aggregated(addresses: Addresses, *values: object) -> list[asyncpg.Record]:
    async def ask() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(addresses.owner, server_settings={"jit": "off"})
        try:
            return await connection.fetch(AGGREGATE, *values)
        finally:
            await connection.close()

    return asyncio.run(ask())


def told(row: Any) -> tuple[Any, ...]:
    return (
        row.region.code, row.reported, row.summed, row.regions_reported, row.regions_total, row.as_at, row.agrees,
    )  # fmt: skip


@pytest.mark.parametrize("indicator", ["crowd-0", "crowd-1", "crowd-3"])
@pytest.mark.parametrize("as_of", [date(2030, 1, 1), date(2018, 6, 30)])
def test_every_count_is_what_a_plain_aggregate_says(crowd: Addresses, indicator: str, as_of: date) -> None:
    rows = asked(crowd, all_rows, indicators=[indicator], as_of=as_of)
    expected = aggregated(crowd, indicator, as_of)
    assert len(rows) == len(expected) > 100
    assert sorted(map(told, rows), key=repr) == sorted(
        (
            (row["region"], row["reported"], row["summed"], row["regions_reported"], row["total"], row["as_at"],
             row["agrees"])
            for row in expected
        ),
        key=repr,
    )  # fmt: skip


def test_pages_of_any_size_hold_the_same_rows_in_the_same_order(crowd: Addresses) -> None:
    about = {"indicators": ["crowd-1", "crowd-2"], "levels": ["country", "province"], "as_of": date(2019, 1, 1)}
    rows = asked(crowd, all_rows, limit=200, **about)
    assert rows == asked(crowd, all_rows, limit=7, **about)
    assert len(rows) == len({(row.indicator, row.nature, row.region.code, row.period) for row in rows})


PAGES = [
    {},
    {"indicators": ["crowd-1"]},
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
FIRST_STATED = date(2016, 1, 1)  # the dice begin on that day


LIMIT = 10
# At most 20 keys are looked at, each with its own figure, its offices and 38 regions, each stated for a quarter and a
# month, found and then fetched; and for each indicator, at each of four levels, one look for each of four sources.
MOST_READ = 20 * (2 + 38) * 2 * STATEMENTS * 2 + INDICATORS * 4 * 4


@pytest.mark.parametrize("about", PAGES, ids=str)
def test_a_page_reads_a_bounded_number_of_realizations_whatever_the_table_holds(
    crowd: Addresses, about: dict[str, Any]
) -> None:
    found = asked(crowd, page, limit=LIMIT, **about)
    assert bool(found.counted.rows) is (about not in EMPTY)
    assert found.rows_read <= MOST_READ


def test_the_next_pages_read_no_more_than_the_first(crowd: Addresses) -> None:
    after = None
    for _ in range(4):
        found = asked(crowd, page, limit=LIMIT, levels=["province"], after=after)
        assert len(found.counted.rows) == LIMIT
        assert found.rows_read <= MOST_READ
        after = found.counted.next_key


def test_a_walk_over_the_whole_table_would_be_seen(crowd: Addresses) -> None:
    assert asked(crowd, rows_read_by, sql="SELECT count(*) FROM realization WHERE note = 'x'") > MOST_READ


def test_a_page_on_which_hardly_anything_was_known_ends_early_and_the_next_ones_hold_the_rest(
    crowd: Addresses,
) -> None:
    rows, after, pages = [], None, 0
    about = {"indicators": ["crowd-0"], "as_of": FIRST_STATED}
    while pages == 0 or after is not None:
        found = asked(crowd, page, limit=LIMIT, after=after, **about)
        rows += [told(row) for row in found.counted.rows]
        after, pages = found.counted.next_key, pages + 1
    assert len(rows) == len(aggregated(crowd, "crowd-0", FIRST_STATED))
