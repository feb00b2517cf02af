"""Compare what clients have received with the tables, the audit and the change feed."""

import asyncio
from collections import Counter
from typing import Any

import asyncpg
import httpx

from tests.consistency.retrying_writers import WriteLog
from tests.support.databases import DatabaseUrls

COUNTS = """SELECT note, count(DISTINCT id) AS figures, count(*) AS revisions,
        count(*) FILTER (WHERE status = 'published' AND replaced_at IS NULL) AS published
    FROM target WHERE note IS NOT NULL AND recorded_by IN ('penulis', 'penerbit') GROUP BY note"""
AUDIT_ENTRIES = """SELECT count(*) FROM audit_entry WHERE record_type = 'target' AND revision IS NOT NULL
    AND principal IN ('penulis', 'penerbit')"""
UNSEALED = """SELECT count(*) FROM audit_entry a WHERE NOT EXISTS (SELECT FROM audit_seal s
    WHERE s.epoch = a.epoch AND s.xid = a.xid AND s.ordinal = a.ordinal)"""
NOTES = "SELECT id::text, note FROM target WHERE note IS NOT NULL AND status = 'draft'"


async def load_counts(database: DatabaseUrls) -> dict[str, tuple[int, int, int]]:
    """Return the numbers of figures, revisions and current publications by note."""
    return {row[0]: tuple(row)[1:] for row in await _fetch(database, COUNTS)}


async def find_duplicates(database: DatabaseUrls) -> list[str]:
    """Return the notes that several figures have."""
    return [note for note, (figures, *_) in (await load_counts(database)).items() if figures > 1]


async def read_feed(url: str) -> list[str]:
    """Return the ids of all changed targets in the order of the feed. A 503 is repeated, for a minute in all."""
    found, cursor, has_more = list[str](), "", True
    async with httpx.AsyncClient(timeout=20, trust_env=False) as client, asyncio.timeout(60):
        while has_more:
            response = await client.get(f"{url}/v1/changes?type=target&limit=100{cursor}")
            if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                await asyncio.sleep(0.2)
                continue
            page = response.raise_for_status().json()
            found += [change["record"]["id"] for change in page["data"]]
            cursor, has_more = f"&cursor={page['meta']['next_cursor']}", page["meta"]["has_more"]
    return found


async def assert_each_write_is_stored_once(database: DatabaseUrls, url: str, log: WriteLog, figures: int) -> None:
    """Assert that tables, audit and feed contain each published figure once, and no other figure."""
    assert len(log.published) == len(set(log.published)) == figures
    assert log.unknown == set()
    assert log.rejected == []
    assert await load_counts(database) == dict.fromkeys(log.published, (1, 3, 1))
    assert [row[0] for row in await _fetch(database, AUDIT_ENTRIES)] == [3 * figures]
    notes = {row[0]: row[1] for row in await _fetch(database, NOTES)}
    in_feed = Counter(notes[key] for key in await read_feed(url) if key in notes)
    assert in_feed == Counter(log.published)


async def wait_until_sealed(database: DatabaseUrls, seconds: float = 60) -> None:
    """Wait until every audit entry is sealed, which happens shortly after the last write."""
    async with asyncio.timeout(seconds):
        while (await _fetch(database, UNSEALED))[0][0]:  # noqa: ASYNC110  # another process seals them
            await asyncio.sleep(0.1)


async def _fetch(database: DatabaseUrls, sql: str) -> list[Any]:
    connection = await asyncpg.connect(database.owner)
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()
