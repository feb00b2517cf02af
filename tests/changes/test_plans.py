"""In a crowd of changes each question to the feed reads a stretch of one index, and no more of it than it answers."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from api.changes import queries
from api.changes.places import Place
from tests.support import databases
from tests.support.databases import Addresses
from tests.support.sizes import size

CHANGES = size(60_000, 1_000_000)
# Those of an earlier epoch may bear any number; every tenth transaction has ten changes.
CROWD = f"""
INSERT INTO change (epoch, xid, kind, noun, key, revision)
SELECT 1, (1000000 + n / 10)::text::xid8, 'changed', CASE WHEN n = {CHANGES - 1} THEN 'claim' ELSE 'target' END, n, 1
FROM generate_series(1, {CHANGES}) AS n
"""
MIDDLE = Place(1, 1_000_000 + CHANGES // 20, 0)


@pytest.fixture(scope="module")
def crowded(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.owner, CROWD, "INSERT INTO epoch VALUES (2)", "ANALYZE change")
        yield addresses


def explained(addresses: Addresses, statement: str, types: str = "", given: str = "") -> Any:
    """As the service asks: prepared once for all values, as the public's role."""

    async def explain() -> Any:
        connection = await asyncpg.connect(addresses.service, server_settings={"role": "capaian_reader", "jit": "off"})
        try:
            await connection.execute("SET plan_cache_mode = force_generic_plan")
            await connection.execute(f"PREPARE question {types} AS {statement}")
            plan = await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE question {given}")
            return json.loads(plan)[0]["Plan"]
        finally:
            await connection.close()

    return asyncio.run(explain())


def scans(plan: Any) -> Iterator[Any]:
    if plan.get("Relation Name") == "change":
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans(part)


def pages_read(plan: Any) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def page(addresses: Addresses, most_read: int, nouns: str, limit: int) -> Any:
    return explained(
        addresses,
        queries._PAGE,
        "(integer, text, bigint, bigint, text[], bigint)",
        f"({MIDDLE.epoch}, '{MIDDLE.xid}', {MIDDLE.ordinal}, {most_read}, {nouns}, {limit})",
    )


@pytest.mark.parametrize(("most_read", "nouns", "blocks"), [(101, "NULL", 60), (10_000, "'{claim}'", 1500)])
def test_a_page_reads_the_index_between_two_places(crowded: Addresses, most_read: int, nouns: str, blocks: int) -> None:
    plan = page(crowded, most_read, nouns, 101)
    (scan,) = scans(plan)
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", "change_has_one_place")
    assert "> ROW(" in scan["Index Cond"] and "< ROW(" in scan["Index Cond"]
    assert scan["Actual Rows"] == most_read
    assert pages_read(plan) < blocks


@pytest.mark.parametrize("statement", [queries._LAST, queries._HELD_BACK])
def test_the_end_of_the_feed_is_found_at_once(crowded: Addresses, statement: str) -> None:
    plan = explained(crowded, statement)
    assert {scan["Index Name"] for scan in scans(plan)} == {"change_has_one_place"}
    assert pages_read(plan) < 60
