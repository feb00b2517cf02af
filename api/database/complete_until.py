"""The time until which a list is complete: every record with an earlier `recorded_at` is visible, now and later.

A client that repeats a list with this time as `recorded_from` misses no record, also of transactions that commit late.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from api.database.pool import Connection

REUSE_SECONDS = 1.0
# For this long, records with an earlier timestamp can still become visible: an import publishes all rows with the
# timestamp of the start of its transaction, which may take as long as MAX_RUN_SECONDS in imports/run/worker.py.
MAX_TRANSACTION_DURATION: Final = timedelta(minutes=30)
_SELECT_COMPLETE_UNTIL = "SELECT complete_until(of_public => $1)"


async def load_complete_until(connection: Connection, known_at: datetime | None, *, of_public: bool) -> datetime:
    """Return the time for the list of public records, or of all, that the next statement of this connection reads.

    Read it before the list: the snapshot of the list is then the same or a later one, which contains at least as much.
    A list of the past contains nothing that was recorded after `known_at`. Once no transaction of that time can still
    run, `known_at` itself is the result, so the response no longer changes.
    """
    if known_at is not None and known_at < datetime.now(UTC) - MAX_TRANSACTION_DURATION:
        return known_at.astimezone(UTC)
    times: dict[bool, tuple[float, datetime]] = getattr(connection, "complete_until_times", {})
    # A connection stays on one server, which never shows less than before. So a time remains valid for its connection,
    # and a busy service does not query it for every list.
    read_at, complete_until = times.get(of_public, (0.0, None))
    now = time.monotonic()
    if complete_until is None or now - read_at > REUSE_SECONDS:
        loaded: datetime = await connection.fetchval(_SELECT_COMPLETE_UNTIL, of_public)
        times[of_public] = (now, loaded)
        complete_until = loaded
    return min(complete_until, known_at or complete_until).astimezone(UTC)
