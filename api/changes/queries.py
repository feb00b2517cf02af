"""How the feed is selected: by place, and only up to the horizon, below which nothing can be added any more."""

from typing import NamedTuple

import asyncpg

from api.changes.model import Change
from api.changes.places import BEGINNING, Place, cursor_of
from api.postgres.pool import Connection

# Rows read for one page of a filtered feed at most: so each page takes a bounded time, however rare the noun.
MOST_READ = 10_000

# The place from which on a transaction may still add changes before others that are already visible. It is the same
# as `below_horizon` tells of each row, but written so that the primary key is read between two places.
_HORIZON = "(current_epoch(), pg_snapshot_xmin(pg_current_snapshot()), 0::bigint)"
_PAGE = f"""
WITH read AS MATERIALIZED (
    SELECT * FROM change
    WHERE (epoch, xid, ordinal) > ($1::integer, $2::text::xid8, $3::bigint) AND (epoch, xid, ordinal) < {_HORIZON}
    ORDER BY epoch, xid, ordinal LIMIT $4
), wanted AS (
    SELECT * FROM read WHERE $5::text[] IS NULL OR noun = ANY ($5) ORDER BY epoch, xid, ordinal LIMIT $6
), last AS (
    SELECT * FROM read ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1
)
SELECT epoch, xid::text AS xid_text, ordinal, kind, noun, key, revision, recorded_at, rows_read
FROM (SELECT wanted.*, 1 AS part FROM wanted UNION ALL SELECT last.*, 2 FROM last) AS found,
    (SELECT count(*) AS rows_read FROM read) AS counted
ORDER BY part, epoch, xid, ordinal
"""
_LAST = f"""
SELECT epoch, xid::text AS xid_text, ordinal FROM change WHERE (epoch, xid, ordinal) < {_HORIZON}
ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1
"""
_KNOWN = """
SELECT EXISTS (SELECT FROM change
    WHERE epoch = $1 AND xid = $2::text::xid8 AND ordinal = $3 AND below_horizon(epoch, xid))
"""
_HELD_BACK = f"SELECT EXISTS (SELECT FROM change WHERE (epoch, xid, ordinal) >= {_HORIZON})"


class Step(NamedTuple):
    """A stretch of the feed: what was wanted of it, where it ended, and whether it goes on right there."""

    changes: list[Change]
    next: Place
    has_more: bool


async def read_step(connection: Connection, after: Place, limit: int, nouns: tuple[str, ...] | None) -> Step:
    """What comes after a place. Nothing unread lies before the place where it ends, filtered out or not."""
    most_read = limit + 1 if nouns is None else MOST_READ
    rows = await connection.fetch(
        _PAGE, after.epoch, str(after.xid), after.ordinal, most_read, list(nouns) if nouns else None, limit + 1
    )
    if not rows:
        return Step([], after, has_more=False)
    wanted, last = rows[:-1], rows[-1]
    if len(wanted) > limit:
        return Step([_change(row) for row in wanted[:limit]], _place(wanted[limit - 1]), has_more=True)
    return Step([_change(row) for row in wanted], _place(last), has_more=last["rows_read"] == most_read)


async def last_place(connection: Connection) -> Place:
    """The present end of the feed."""
    row = await connection.fetchrow(_LAST)
    return BEGINNING if row is None else _place(row)


async def is_known(connection: Connection, place: Place) -> bool:
    """Whether a change has this place, and will keep it."""
    if place == BEGINNING:
        return True
    return bool(await connection.fetchval(_KNOWN, place.epoch, str(place.xid), place.ordinal))


async def is_held_back(connection: Connection) -> bool:
    """Whether changes are visible that an older transaction, still open, might yet come before."""
    return bool(await connection.fetchval(_HELD_BACK))


def _place(row: asyncpg.Record) -> Place:
    return Place(row["epoch"], int(row["xid_text"]), row["ordinal"])


def _change(row: asyncpg.Record) -> Change:
    return Change(
        cursor_of(_place(row)),
        row["kind"],
        row["noun"],
        f"/v1/{row['noun']}s/{row['key']}",
        row["key"],
        row["revision"],
        row["recorded_at"],
    )
