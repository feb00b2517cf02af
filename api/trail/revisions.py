"""What the trail says of revisions, held against the revisions themselves; the database compares, and tells faults."""

from collections.abc import AsyncIterator
from datetime import datetime

from api.postgres.pool import Connection
from api.trail.entries import Place
from api.trail.verify_export import Fault

# Every table of revisions, and the column that names the entity.
KEYS = {
    "unit": "code",
    "institution": "code",
    "region": "code",
    "program": "code",
    "indicator": "code",
    "source": "code",
    "target": "id",
    "realization": "id",
    "claim": "id",
    "preference": "realization",
}

EDITED = Fault("revisi ini diubah setelah dicatat", "this revision was changed after it was recorded")
REMOVED = Fault("revisi yang dicatat entri ini dihapus", "the revision that this entry recorded was removed")
UNTOLD = Fault("revisi ini tidak punya entri", "this revision has no entry")
REPLACED = Fault("replaced_at revisi ini diubah", "the replaced_at of this revision was changed")

# Revisions from before there was a trail have no entry. When that was is said by the first entry too, which is sealed.
BEGAN = """SELECT least((SELECT began_at FROM epoch WHERE number = 1),
    (SELECT recorded_at FROM audit ORDER BY epoch, xid, ordinal LIMIT 1))"""


def compared_sql(noun: str) -> str:
    """Rows of place (null without an entry), key, revision, and whether there is such a revision."""
    return f"""
        SELECT told.epoch, told.xid, told.ordinal, coalesce(told.key, held.key), coalesce(told.revision, held.revision),
            held.key IS NOT NULL
        FROM (SELECT epoch, xid, ordinal, key COLLATE "C" AS key, revision, content_sha256 FROM audit
                WHERE noun = '{noun}' AND revision IS NOT NULL) AS told
            FULL JOIN (SELECT t.{KEYS[noun]}::text COLLATE "C" AS key, t.revision, t.recorded_at,
                    content_hash(to_jsonb(t)) AS content_sha256 FROM {noun} AS t) AS held
                ON held.key = told.key AND held.revision = told.revision
        WHERE CASE WHEN told.key IS NULL THEN held.recorded_at >= $1
            ELSE told.content_sha256 IS DISTINCT FROM held.content_sha256 END"""


def replaced_sql(noun: str) -> str:
    """Key and revision wherever `replaced_at`, which no entry holds, does not follow from the revisions after it."""
    published = "false" if noun == "preference" else "status = 'published'"
    public = "true" if noun == "preference" else "public"
    return f"""
        SELECT key, revision FROM (
            SELECT {KEYS[noun]}::text AS key, revision, replaced_at, {published} AS is_published,
                lead(recorded_at) OVER chain AS next,
                min(recorded_at) FILTER (WHERE {public}) OVER (chain ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
                    AS next_public
            FROM {noun} WINDOW chain AS (PARTITION BY {KEYS[noun]} ORDER BY revision)) AS held
        WHERE replaced_at IS DISTINCT FROM CASE WHEN is_published THEN next_public ELSE next END"""


async def faults_of_revisions(connection: Connection) -> AsyncIterator[str]:
    """The connection is in a transaction in UTC, as the hashes are, that may read the trail and all work in hand."""
    began: datetime | None = await connection.fetchval(BEGAN)
    for noun in KEYS:
        async for epoch, xid, ordinal, key, revision, is_there in connection.cursor(compared_sql(noun), began):
            fault = UNTOLD if epoch is None else EDITED if is_there else REMOVED
            yield _told(fault, noun, key, revision, None if epoch is None else (epoch, xid, ordinal))
        async for key, revision in connection.cursor(replaced_sql(noun)):
            yield _told(REPLACED, noun, key, revision)


def _told(fault: Fault, noun: str, key: str, revision: int, place: Place | None = None) -> str:
    where = f"{noun} {key} r{revision}"
    if place is not None:
        where = f"{'/'.join(map(str, place))} ({where})"
    return f"{where}: {fault.id} / {fault.en}"
