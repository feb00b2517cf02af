"""What changed since somebody looked last: read from the trail that every write leaves, in one cheap query.

A look remembers the horizon: below it nothing can be added any more, and it goes on from there. Transactions above it
that were seen are remembered by their numbers, so that what commits beside them later is still noticed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from api.postgres.pool import Connection

MOST_READ = 5000  # after more than that everything may have changed, and nobody needs to know what

# Of one statement, and so of one moment. A change of a transaction that was seen already is none.
_LOOK = """
WITH horizon AS MATERIALIZED (SELECT current_epoch() AS epoch, pg_snapshot_xmin(pg_current_snapshot()) AS xid)
SELECT horizon.epoch, horizon.xid::text AS xid,
    ARRAY(SELECT DISTINCT above.xid::text FROM change AS above
        WHERE (above.epoch, above.xid, above.ordinal) >= (horizon.epoch, horizon.xid, 0::bigint)) AS above,
    ARRAY(SELECT DISTINCT since.noun || ' ' || since.key FROM (
        SELECT noun, key FROM change
        WHERE (epoch, xid, ordinal) >= ($1::integer, $2::text::xid8, 0::bigint) AND xid <> ALL ($3::text[]::xid8[])
        LIMIT $4) AS since) AS changed
FROM horizon
"""


class Place(NamedTuple):
    """Where a look ended: the horizon, and the transactions above it whose changes were seen."""

    epoch: int
    xid: int
    above: Sequence[str]


class Look(NamedTuple):
    """What was seen: the nouns and keys that changed, or None where that may be everything."""

    place: Place
    changed: frozenset[tuple[str, str]] | None


async def look(connection: Connection, last: Place | None) -> Look:
    after = last or Place(1, 0, ())
    limit = MOST_READ + 1 if last is not None else 0
    row = await connection.fetchrow(_LOOK, after.epoch, str(after.xid), list(after.above), limit)
    if row is None:
        raise LookupError("a look at the trail has one row")
    place = Place(row["epoch"], int(row["xid"]), row["above"])
    # A database that was restored counts its transactions anew, in an epoch of its own.
    goes_on = last is not None and place.epoch == last.epoch and place.xid >= last.xid
    if not goes_on or len(row["changed"]) > MOST_READ:
        return Look(place, None)
    pairs = (text.split(" ", 1) for text in row["changed"])
    return Look(place, frozenset((noun, key) for noun, key in pairs))
