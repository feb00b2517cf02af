"""Read the changes since the last check from the change feed, in one query.

A check stores the horizon, below which no transaction can add a change, and the next check continues from there. It
also stores the transactions above the horizon that it has seen, so that later commits are still noticed.

A server that was restored or promoted may have lost transactions that a check has seen, and may use their numbers
again. A check therefore also stores the start time of the server, the database and the epoch.
"""

from collections.abc import Sequence
from typing import NamedTuple

from api.database.pool import Connection

MAX_CHANGES = 5000  # with more changes, all findings count as affected

# One statement has one snapshot. Changes of transactions that were seen already are skipped.
_SELECT_CHANGES = """
WITH horizon AS MATERIALIZED (SELECT current_epoch() AS epoch, pg_snapshot_xmin(pg_current_snapshot()) AS xid)
SELECT horizon.epoch, horizon.xid::text AS xid, concat_ws(' ', pg_postmaster_start_time(),
        (SELECT oid FROM pg_database WHERE datname = current_database())) AS server,
    ARRAY(SELECT DISTINCT above.xid::text FROM change AS above
        WHERE (above.epoch, above.xid, above.ordinal) >= (horizon.epoch, horizon.xid, 0::bigint)) AS above,
    ARRAY(SELECT DISTINCT since.record_type || ' ' || since.record_id FROM (
        SELECT record_type, record_id FROM change
        WHERE (epoch, xid, ordinal) >= ($1::integer, $2::text::xid8, 0::bigint) AND xid <> ALL ($3::text[]::xid8[])
        LIMIT $4) AS since) AS changed
FROM horizon
"""


class ChangePosition(NamedTuple):
    """The end of a check: the horizon on a server, and the transactions above it whose changes were seen."""

    server: str  # its start time, and the database
    epoch: int
    xid: int
    seen_transactions: Sequence[str]


class ObservedChanges(NamedTuple):
    """The types and ids of the changed records, or None if all records may have changed.

    `continues`: the database still contains everything that the last check has seen.
    """

    position: ChangePosition
    changed: frozenset[tuple[str, str]] | None
    continues: bool


async def read_changes_since(connection: Connection, last: ChangePosition | None) -> ObservedChanges:
    after = last or ChangePosition("", 1, 0, ())
    limit = MAX_CHANGES + 1 if last is not None else 0
    row = await connection.fetchrow(_SELECT_CHANGES, after.epoch, str(after.xid), list(after.seen_transactions), limit)
    if row is None:
        raise LookupError("the query returns one row")
    position = ChangePosition(row["server"], row["epoch"], int(row["xid"]), row["above"])
    continues = (position.server, position.epoch) == (after.server, after.epoch) and position.xid >= after.xid
    if not continues or len(row["changed"]) > MAX_CHANGES:
        return ObservedChanges(position, None, continues)
    pairs = (text.split(" ", 1) for text in row["changed"])
    return ObservedChanges(position, frozenset((record_type, record_id) for record_type, record_id in pairs), continues)
