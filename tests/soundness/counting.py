"""What is there afterwards: in the database, and in the feed read from its start."""

import asyncio
from collections import Counter
from typing import Any

import asyncpg
import httpx

from tests.soundness.pressing import Ledger
from tests.support.databases import Addresses

COUNTS = """SELECT note, count(DISTINCT id) AS figures, count(*) AS revisions,
        count(*) FILTER (WHERE status = 'published' AND replaced_at IS NULL) AS published
    FROM target WHERE note IS NOT NULL AND recorded_by IN ('penulis', 'penerbit') GROUP BY note"""
TRACES = """SELECT count(*) FROM audit WHERE noun = 'target' AND revision IS NOT NULL
    AND principal IN ('penulis', 'penerbit')"""
UNSEALED = """SELECT count(*) FROM audit a WHERE NOT EXISTS (SELECT FROM seal s
    WHERE s.epoch = a.epoch AND s.xid = a.xid AND s.ordinal = a.ordinal)"""
KEYS = "SELECT id::text, note FROM target WHERE note IS NOT NULL AND status = 'draft'"


async def counts(stored: Addresses) -> dict[str, tuple[int, int, int]]:
    """By note: the figures, the revisions and the publications in place."""
    return {row[0]: tuple(row)[1:] for row in await _ask(stored, COUNTS)}


async def doubled(stored: Addresses) -> list[str]:
    return [note for note, (figures, *_) in (await counts(stored)).items() if figures > 1]


async def feed(url: str) -> list[str]:
    """The keys of targets, in the order of the feed from its very start."""
    found, cursor, has_more = list[str](), "", True
    async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
        while has_more:
            page = (await client.get(f"{url}/v1/changes?noun=target&limit=100{cursor}")).json()
            found += [change["key"] for change in page["data"]]
            cursor, has_more = f"&after={page['meta']['next_cursor']}", page["meta"]["has_more"]
    return found


async def is_all_there_once(stored: Addresses, url: str, ledger: Ledger, figures: int) -> None:
    """Every acknowledged figure, each once, in the tables, in the trail and in the feed; and no other."""
    assert len(ledger.acknowledged) == len(set(ledger.acknowledged)) == figures
    assert ledger.unknown == set()
    assert ledger.refused == []
    found = await counts(stored)
    assert found == dict.fromkeys(ledger.acknowledged, (1, 3, 1))
    assert [row[0] for row in await _ask(stored, TRACES)] == [3 * figures]
    named = {row[0]: row[1] for row in await _ask(stored, KEYS)}
    told = Counter(named[key] for key in await feed(url) if key in named)
    assert told == Counter(ledger.acknowledged)


async def all_sealed(stored: Addresses, seconds: float = 60) -> None:
    """Returns when the trail is sealed to its end, which is a moment after the last write."""
    async with asyncio.timeout(seconds):
        while (await _ask(stored, UNSEALED))[0][0]:  # noqa: ASYNC110  # by another process
            await asyncio.sleep(0.1)


async def _ask(stored: Addresses, question: str) -> list[Any]:
    connection = await asyncpg.connect(stored.owner)
    try:
        return list(await connection.fetch(question))
    finally:
        await connection.close()
