"""With many indicators, a page of counts reads few of them and is short if few have figures."""

import asyncio
from collections.abc import Iterator

import pytest

from api.analysis.onboarding_counts.groups import FIRST_POSITION
from api.analysis.onboarding_counts.pages import MAX_INDICATORS
from api.analysis.onboarding_counts.sorted_pages import list_key_types
from api.http.reads.cursor import decode_cursor, encode_cursor
from tests.analysis.onboarding_counts.fill_realizations import fill
from tests.analysis.onboarding_counts.load_counts import Page, load_page, open_database
from tests.support import databases
from tests.support.databases import DatabaseUrls

LIMIT = 10
# The number of indicators without figures that precede the only one with figures, and of those that follow it.
EMPTY_INDICATORS = 2 * MAX_INDICATORS
INSERT_INDICATORS = f"""
INSERT INTO program (code, name, revision, status, public, recorded_by)
    SELECT code, 'Program', 1, 'published', true, 'system' FROM unnest(ARRAY['a-empty', 'z-empty']) AS code;
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT program || '-' || n, program, 'Indikator', 'umkm', 'increase', true, 1, 'published', true, 'system'
    FROM unnest(ARRAY['a-empty', 'z-empty']) AS program, generate_series(1, {EMPTY_INDICATORS}) n;
ANALYZE indicator;
"""


@pytest.fixture(scope="module")
def filled_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        asyncio.run(fill(copied, indicators=1, periods=1))
        statements = INSERT_INDICATORS.split(";\n")[:-1]
        databases.execute(copied.owner, "SET session_replication_role = replica", *statements)
        yield copied


def load_pages(database_urls: DatabaseUrls) -> list[Page]:
    """Return all pages. Each position is encoded and decoded as a cursor, like over HTTP."""

    async def read() -> list[Page]:
        found: list[Page] = []
        after = None
        async with open_database(database_urls.service) as database:
            while not found or after is not None:
                found.append(await load_page(database, LIMIT, after, levels=["country"]))
                key = found[-1].counted.next_key
                after = None if key is None else decode_cursor("", encode_cursor("", key), list_key_types(None))
        return found

    return asyncio.run(read())


def test_pages_without_figures_are_short_and_the_next_pages_have_the_others(
    filled_database: DatabaseUrls,
) -> None:
    found = load_pages(filled_database)
    assert [one.counted.is_short for one in found[:2]] == [True, True]
    assert [row.indicator for row in found[0].counted.rows] == []
    rows = [row for one in found for row in one.counted.rows]
    filled = [(row.indicator, row.day_known) for row in rows if row.program == "filled"]
    assert filled == [("filled-0", False), ("filled-0", True)]
    assert {row.program for row in rows} > {"filled", "umkm-digital"}
    assert [row.program for row in rows] == sorted(row.program for row in rows)


def test_a_page_reads_a_limited_number_of_indicators(filled_database: DatabaseUrls) -> None:
    for one in load_pages(filled_database):
        assert one.indicators_read < 1.2 * MAX_INDICATORS


def test_a_page_that_is_full_after_the_first_indicators_reads_no_others(filled_database: DatabaseUrls) -> None:
    async def read() -> Page:
        async with open_database(filled_database.service) as database:
            return await load_page(database, LIMIT, ("filled", "", "", 1, *FIRST_POSITION))

    one = asyncio.run(read())
    assert len(one.counted.rows) == LIMIT
    assert one.indicators_read < EMPTY_INDICATORS // 10
