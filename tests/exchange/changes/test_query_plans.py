"""With many changes, each query of the feed reads one range of one index and few blocks."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from api.exchange.changes import queries
from api.exchange.changes.positions import FeedPosition
from tests.support import databases
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

CHANGES = size(60_000, 1_000_000)
# A change of an earlier epoch may have any transaction id; here ten changes share one.
INSERT_CHANGES = f"""
INSERT INTO change (epoch, xid, action, record_type, record_id, revision)
SELECT 1, (1000000 + n / 10)::text::xid8, 'changed', CASE WHEN n = {CHANGES - 1} THEN 'claim' ELSE 'target' END, n, 1
FROM generate_series(1, {CHANGES}) AS n
"""
MIDDLE = FeedPosition(1, 1_000_000 + CHANGES // 20, 0)


@pytest.fixture(scope="module")
def many_changes(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        databases.execute(urls.owner, INSERT_CHANGES, "INSERT INTO epoch VALUES (2)", "ANALYZE change")
        yield urls


def explain(urls: DatabaseUrls, statement: str, types: str = "", arguments: str = "") -> Any:
    """Return the plan of a query as the service runs it: one generic plan, with the role of public reads."""

    async def run() -> Any:
        connection = await asyncpg.connect(urls.service, server_settings={"role": "capaian_reader", "jit": "off"})
        try:
            await connection.execute("SET plan_cache_mode = force_generic_plan")
            await connection.execute(f"PREPARE query {types} AS {statement}")
            plan = await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE query {arguments}")
            return json.loads(plan)[0]["Plan"]
        finally:
            await connection.close()

    return asyncio.run(run())


def iterate_scans(plan: Any) -> Iterator[Any]:
    if plan.get("Relation Name") == "change":
        yield plan
    for part in plan.get("Plans", ()):
        yield from iterate_scans(part)


def count_blocks(plan: Any) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@pytest.mark.parametrize(
    ("max_rows", "types", "blocks"), [(101, "NULL, NULL", 60), (10_000, "'{claim}', '{umkm-digital}'", 1500)]
)
def test_a_page_reads_the_index_between_two_positions(
    many_changes: DatabaseUrls, max_rows: int, types: str, blocks: int
) -> None:
    plan = explain(
        many_changes,
        queries._PAGE,
        "(integer, text, bigint, bigint, text[], text[], bigint)",
        f"({MIDDLE.epoch}, '{MIDDLE.xid}', {MIDDLE.ordinal}, {max_rows}, {types}, 101)",
    )
    (scan,) = iterate_scans(plan)
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", "change_has_one_place")
    assert "> ROW(" in scan["Index Cond"] and "< ROW(" in scan["Index Cond"]
    assert scan["Actual Rows"] == max_rows
    assert count_blocks(plan) < blocks


@pytest.mark.parametrize("statement", [queries._LAST_POSITION, queries._HAS_CHANGES_BEYOND_HORIZON])
def test_the_end_of_the_feed_is_read_from_the_index(many_changes: DatabaseUrls, statement: str) -> None:
    plan = explain(many_changes, statement)
    assert {scan["Index Name"] for scan in iterate_scans(plan)} == {"change_has_one_place"}
    assert count_blocks(plan) < 60
