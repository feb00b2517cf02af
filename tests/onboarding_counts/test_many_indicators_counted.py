"""Among many indicators a page of counts looks few of them up, and ends early where hardly one has figures."""

import asyncio
from collections.abc import Iterator

import pytest

from api.http.cursor import read_cursor, write_cursor
from api.onboarding_counts.lanes import START
from api.onboarding_counts.pages import KEY_TYPES, MOST_INDICATORS
from tests.onboarding_counts.asking import Page, page, reading
from tests.onboarding_counts.filled import fill
from tests.support import databases
from tests.support.databases import Addresses

LIMIT = 10
# Indicators without figures: in the order of the rows so many before the one that has some, and as many behind it.
BESIDE = 2 * MOST_INDICATORS
BARE = f"""
INSERT INTO program (code, name, revision, status, public, recorded_by)
    SELECT code, 'Program', 1, 'published', true, 'system' FROM unnest(ARRAY['a-bare', 'z-bare']) AS code;
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT program || '-' || n, program, 'Indikator', 'umkm', 'increase', true, 1, 'published', true, 'system'
    FROM unnest(ARRAY['a-bare', 'z-bare']) AS program, generate_series(1, {BESIDE}) n;
ANALYZE indicator;
"""


@pytest.fixture(scope="module")
def crowd(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        asyncio.run(fill(addresses, indicators=1, periods=1))
        entered = BARE.split(";\n")[:-1]
        databases.execute(addresses.owner, "SET session_replication_role = replica", *entered)
        yield addresses


def pages(addresses: Addresses) -> list[Page]:
    """All of them; cursors go the way they go over HTTP."""

    async def read() -> list[Page]:
        found: list[Page] = []
        after = None
        async with reading(addresses.service) as database:
            while not found or after is not None:
                found.append(await page(database, LIMIT, after, levels=["country"]))
                key = found[-1].counted.next_key
                after = None if key is None else read_cursor("", write_cursor("", key), KEY_TYPES)
        return found

    return asyncio.run(read())


def test_pages_end_early_where_hardly_an_indicator_has_figures_and_the_next_ones_hold_the_rest(
    crowd: Addresses,
) -> None:
    found = pages(crowd)
    assert [one.counted.is_short for one in found[:2]] == [True, True]
    assert [row.indicator for row in found[0].counted.rows] == []
    told = [row for one in found for row in one.counted.rows]
    assert [row.indicator for row in told if row.program == "crowded"] == ["crowd-0"]
    assert {row.program for row in told} > {"crowded", "umkm-digital"}
    assert [row.program for row in told] == sorted(row.program for row in told)


def test_a_page_reads_no_more_indicators_than_it_looks_at(crowd: Addresses) -> None:
    for one in pages(crowd):
        assert one.indicators_read < 1.2 * MOST_INDICATORS


def test_a_page_that_is_filled_by_the_first_indicators_reads_no_others(crowd: Addresses) -> None:
    async def read() -> Page:
        async with reading(crowd.service) as database:
            return await page(database, LIMIT, ("crowded", "", "", 1, *START))

    one = asyncio.run(read())
    assert len(one.counted.rows) == LIMIT
    assert one.indicators_read < BESIDE // 10
