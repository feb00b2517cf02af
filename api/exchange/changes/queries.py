"""SQL of the feed: changes by position, up to the horizon, below which no transaction can add a change."""

from typing import NamedTuple

import asyncpg

from api.database.pool import Connection
from api.exchange.changes.content import add_content
from api.exchange.changes.model import Change
from api.exchange.changes.positions import FEED_START, FeedPosition, encode_position
from api.http.reads.reference import build_reference

# Maximum number of rows that one page of a filtered feed reads, so that a rare type does not make it slow.
MAX_ROWS_READ = 10_000

# The position from which open transactions may still add changes before visible ones. It is the same rule as
# below_horizon(), but written so that the primary key is read between two positions.
_HORIZON = "(current_epoch(), pg_snapshot_xmin(pg_current_snapshot()), 0::bigint)"
_PAGE = f"""
WITH read AS MATERIALIZED (
    SELECT * FROM change
    WHERE (epoch, xid, ordinal) > ($1::integer, $2::text::xid8, $3::bigint) AND (epoch, xid, ordinal) < {_HORIZON}
    ORDER BY epoch, xid, ordinal LIMIT $4
), wanted AS (
    SELECT * FROM read
    WHERE ($5::text[] IS NULL OR record_type = ANY ($5))
        AND ($6::text[] IS NULL OR program = ANY ($6) OR previous_program = ANY ($6))
    ORDER BY epoch, xid, ordinal LIMIT $7
), last AS (
    SELECT * FROM read ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1
)
SELECT epoch, xid::text AS xid_text, ordinal, action, record_type, record_id, revision,
    program, previous_program, indicator, region, period, recorded_at, rows_read,
    current_setting('synchronous_standby_names') <> '' AS waits_for_standby
FROM (SELECT wanted.*, 1 AS part FROM wanted UNION ALL SELECT last.*, 2 FROM last) AS found,
    (SELECT count(*) AS rows_read FROM read) AS counted
ORDER BY part, epoch, xid, ordinal
"""
_LAST_POSITION = f"""
SELECT epoch, xid::text AS xid_text, ordinal FROM change WHERE (epoch, xid, ordinal) < {_HORIZON}
ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1
"""
# The message makes the commit wait for the standby, which confirms everything before it, too. The change must exist:
# this can be another server than the one that was read.
_CONFIRM_POSITION = f"""
SELECT epoch, xid_text, ordinal, pg_logical_emit_message(true, 'capaian', '') FROM ({_LAST_POSITION}) AS last
WHERE EXISTS (SELECT FROM change WHERE epoch = $1 AND xid = $2::text::xid8 AND ordinal = $3)
"""
# A transaction is lost as a whole. One of the latest epoch can still run, so its change was not returned yet.
_FIND_POSITION = """
SELECT EXISTS (SELECT FROM change
        WHERE epoch = $1 AND xid = $2::text::xid8 AND ordinal = $3 AND is_below_horizon(epoch, xid)) AS exists,
    $1 < current_epoch() AND NOT EXISTS (SELECT FROM change WHERE epoch = $1 AND xid = $2::text::xid8) AS is_lost
"""
_LAST_POSITION_BEFORE = """
SELECT epoch, xid::text AS xid_text, ordinal FROM change
WHERE (epoch, xid, ordinal) < ($1::integer, $2::text::xid8, $3::bigint)
ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1
"""
_HAS_CHANGES_BEYOND_HORIZON = f"SELECT EXISTS (SELECT FROM change WHERE (epoch, xid, ordinal) >= {_HORIZON})"


class FeedSelection(NamedTuple):
    """Which changes a reader selects, and whether it also requests the records."""

    record_types: tuple[str, ...] | None = None
    programs: tuple[str, ...] | None = None
    with_content: bool = False

    @property
    def is_filtered(self) -> bool:
        return self.record_types is not None or self.programs is not None


ALL_CHANGES = FeedSelection()


class FeedSlice(NamedTuple):
    """A part of the feed: the selected changes, the position of its end, and whether more changes follow.

    `waits_for_standby`: whether the commits of its server wait for a standby.
    """

    changes: list[Change]
    next: FeedPosition
    has_more: bool
    waits_for_standby: bool = False


async def load_slice(connection: Connection, after: FeedPosition, limit: int, selection: FeedSelection) -> FeedSlice:
    """Return the changes after a position. All changes before the end of the slice were read, also filtered ones."""
    max_rows = MAX_ROWS_READ if selection.is_filtered else limit + 1
    rows = await connection.fetch(
        _PAGE,
        after.epoch,
        str(after.xid),
        after.ordinal,
        max_rows,
        selection.record_types,
        selection.programs,
        limit + 1,
    )
    if not rows:
        return FeedSlice([], after, has_more=False)
    wanted, last = rows[:-1], rows[-1]
    waits: bool = last["waits_for_standby"]
    changes = [_build_change(row) for row in wanted[:limit]]
    if selection.with_content:
        changes = await add_content(connection, changes)
    if len(wanted) > limit:
        return FeedSlice(changes, _build_position(wanted[limit - 1]), has_more=True, waits_for_standby=waits)
    return FeedSlice(changes, _build_position(last), has_more=last["rows_read"] == max_rows, waits_for_standby=waits)


async def load_last_position(connection: Connection) -> FeedPosition:
    """Return the current end of the feed."""
    row = await connection.fetchrow(_LAST_POSITION)
    return FEED_START if row is None else _build_position(row)


async def find_position(connection: Connection, position: FeedPosition) -> FeedPosition | None:
    """Return the position if a change below the horizon has it.

    If a failover or restore has lost its transaction, return the position of the last change before it. Return None for
    any other position.
    """
    if position == FEED_START:
        return position
    key = (position.epoch, str(position.xid), position.ordinal)
    found = await connection.fetchrow(_FIND_POSITION, *key)
    if found is None or not found["is_lost"]:
        return position if found is not None and found["exists"] else None
    row = await connection.fetchrow(_LAST_POSITION_BEFORE, *key)
    return FEED_START if row is None else _build_position(row)


async def confirm_position(connection: Connection, position: FeedPosition) -> FeedPosition | None:
    """Wait until the standby has confirmed everything that is visible, and return the end of the feed before that.

    Return None, after no wait, if this server does not have the position. Call it outside of a transaction.
    """
    row = await connection.fetchrow(_CONFIRM_POSITION, position.epoch, str(position.xid), position.ordinal)
    return None if row is None else _build_position(row)


async def has_changes_beyond_horizon(connection: Connection) -> bool:
    """Return whether visible changes are above the horizon: an older open transaction may still precede them."""
    return bool(await connection.fetchval(_HAS_CHANGES_BEYOND_HORIZON))


def _build_position(row: asyncpg.Record) -> FeedPosition:
    return FeedPosition(row["epoch"], int(row["xid_text"]), row["ordinal"])


def _build_change(row: asyncpg.Record) -> Change:
    return Change(
        encode_position(_build_position(row)),
        row["action"],
        build_reference(row["record_type"], row["record_id"]),
        row["program"],
        row["previous_program"],
        row["indicator"],
        row["region"],
        row["period"],
        row["revision"],
        row["recorded_at"],
    )
