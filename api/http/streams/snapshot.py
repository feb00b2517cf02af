"""Database snapshots for long responses, each over a separate connection."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import NamedTuple

from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.database.session import begin_transaction_on
from api.http.request.api_request import ApiRequest, build_session_variables

# The statement that takes the snapshot also reads the clock, so every visible record is older. COPY formats dates and
# times by the settings of the session, which may differ from the formats of the API. A standby lacks what was committed
# after the last transaction that it has replayed.
BEGIN_SNAPSHOT = """SELECT
    CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_xact_replay_timestamp(), clock_timestamp())
        ELSE clock_timestamp() END,
    set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true), set_config('jit', 'off', true)"""


class Snapshot(NamedTuple):
    """A connection with a snapshot.

    A later request with `known_at` returns the same records, except those of transactions that were still running.
    Every record that was recorded before `complete_until` is in the snapshot.
    """

    connection: Connection
    known_at: datetime
    complete_until: datetime


@contextlib.asynccontextmanager
async def open_snapshot(
    request: ApiRequest, database: Database, known_at: datetime | None, *, as_public: bool
) -> AsyncIterator[Snapshot]:
    """Open a snapshot with the rights of the caller, or with those of the public if `as_public` is true."""
    if as_public or request.caller.is_public:
        async with (
            database.connect_long_running("capaian_reader") as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield await _take_snapshot(connection, known_at, of_public=True)
        return
    async with (
        database.connect_long_running("capaian_service") as connection,
        begin_transaction_on(connection, build_session_variables(request), repeatable_read=True),
    ):
        yield await _take_snapshot(connection, known_at, of_public=False)


async def _take_snapshot(connection: Connection, known_at: datetime | None, *, of_public: bool) -> Snapshot:
    known_at = await read_snapshot_time(connection, known_at)
    return Snapshot(connection, known_at, await load_complete_until(connection, known_at, of_public=of_public))


async def read_snapshot_time(connection: Connection, known_at: datetime | None) -> datetime:
    """Take the snapshot; return the requested time if it is past, else the current time."""
    now: datetime = (await connection.fetchrow(BEGIN_SNAPSHOT))[0]  # type: ignore[index]  # there is always one row
    return min(known_at or now, now).astimezone(UTC)
