"""Comparison of the audit with the revisions: SQL finds changed, removed and unrecorded revisions."""

from collections.abc import AsyncIterator
from datetime import datetime

from api.admin.audit.entry import AuditPosition
from api.admin.audit.verify_export import Discrepancy
from api.database.pool import Connection

# The tables of revisions and their key columns.
KEY_COLUMNS = {
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

EDITED = Discrepancy("revisi ini diubah setelah dicatat", "this revision was changed after it was recorded")
REMOVED = Discrepancy("revisi yang dicatat entri ini dihapus", "the revision that this entry recorded was removed")
WITHOUT_ENTRY = Discrepancy("revisi ini tidak punya entri", "this revision has no entry")
REPLACED = Discrepancy("replaced_at revisi ini diubah", "the replaced_at of this revision was changed")

# Revisions before the start of the audit have no entry. The first entry, which is sealed, has the time of the start.
AUDIT_START = """SELECT least((SELECT started_at FROM epoch WHERE number = 1),
    (SELECT recorded_at FROM audit_entry ORDER BY epoch, xid, ordinal LIMIT 1))"""


def build_compare_sql(record_type: str) -> str:
    """Build a query for position (null without an entry), key, revision, and whether the revision exists."""
    return f"""
        SELECT entry.epoch, entry.xid, entry.ordinal, coalesce(entry.key, stored.key),
            coalesce(entry.revision, stored.revision), stored.key IS NOT NULL
        FROM (SELECT epoch, xid, ordinal, record_id COLLATE "C" AS key, revision, content_sha256 FROM audit_entry
                WHERE record_type = '{record_type}' AND revision IS NOT NULL) AS entry
            FULL JOIN (SELECT t.{KEY_COLUMNS[record_type]}::text COLLATE "C" AS key, t.revision, t.recorded_at,
                    content_hash(to_jsonb(t)) AS content_sha256 FROM {record_type} AS t) AS stored
                ON stored.key = entry.key AND stored.revision = entry.revision
        WHERE CASE WHEN entry.key IS NULL THEN stored.recorded_at >= $1
            ELSE entry.content_sha256 IS DISTINCT FROM stored.content_sha256 END"""


def build_replaced_at_sql(record_type: str) -> str:
    """Build a query for revisions whose `replaced_at`, which is not in the audit, is wrong."""
    published = "false" if record_type == "preference" else "status = 'published'"
    public = "true" if record_type == "preference" else "public"
    return f"""
        SELECT key, revision FROM (
            SELECT {KEY_COLUMNS[record_type]}::text AS key, revision, replaced_at, {published} AS is_published,
                lead(recorded_at) OVER chain AS next,
                min(recorded_at) FILTER (WHERE {public}) OVER (chain ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
                    AS next_public
            FROM {record_type} WINDOW chain AS (PARTITION BY {KEY_COLUMNS[record_type]} ORDER BY revision)) AS stored
        WHERE replaced_at IS DISTINCT FROM CASE WHEN is_published THEN next_public ELSE next END"""


async def check_revisions(connection: Connection) -> AsyncIterator[str]:
    """Yield a line for each discrepancy. Requires a transaction of `begin_audit_read`."""
    began: datetime | None = await connection.fetchval(AUDIT_START)
    for record_type in KEY_COLUMNS:
        async for epoch, xid, ordinal, key, revision, is_there in connection.cursor(
            build_compare_sql(record_type), began
        ):
            found = WITHOUT_ENTRY if epoch is None else EDITED if is_there else REMOVED
            yield _format_discrepancy(
                found, record_type, key, revision, None if epoch is None else (epoch, xid, ordinal)
            )
        async for key, revision in connection.cursor(build_replaced_at_sql(record_type)):
            yield _format_discrepancy(REPLACED, record_type, key, revision)


def _format_discrepancy(
    discrepancy: Discrepancy, record_type: str, key: str, revision: int, position: AuditPosition | None = None
) -> str:
    location = f"{record_type} {key} r{revision}"
    if position is not None:
        location = f"{'/'.join(map(str, position))} ({location})"
    return f"{location}: {discrepancy.id} / {discrepancy.en}"
