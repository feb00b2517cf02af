"""Snapshots: all of one long answer is read at one moment, over a connection of its own."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import NamedTuple

from api.http.acting_as import told_of
from api.http.operation import CapaianRequest
from api.postgres.acting import acting_over
from api.postgres.pool import Connection, Database

# The clock is read when the snapshot is taken, so that whatever it shows was recorded before. COPY writes days and
# moments as the session has them, and a server may be set up otherwise than the wire is.
BEGIN = """SELECT clock_timestamp(), set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true),
    set_config('jit', 'off', true)"""


class Snapshot(NamedTuple):
    """`moment` is the `known_at` that gives the same again, but for what was being written just then."""

    connection: Connection
    moment: datetime


@contextlib.asynccontextmanager
async def snapshot_for(
    request: CapaianRequest, database: Database, known_at: datetime | None, *, as_public: bool
) -> AsyncIterator[Snapshot]:
    """With the rights of whoever asks, or with those of the public for all."""
    if as_public or request.caller.is_public:
        async with (
            database.aside("capaian_reader") as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Snapshot(connection, await moment_of(connection, known_at))
        return
    async with (
        database.aside("capaian_service") as connection,
        acting_over(connection, told_of(request), of_one_moment=True),
    ):
        yield Snapshot(connection, await moment_of(connection, known_at))


async def moment_of(connection: Connection, known_at: datetime | None) -> datetime:
    """When this is: now, or the moment that was asked for where it is past."""
    now: datetime = (await connection.fetchrow(BEGIN))[0]  # type: ignore[index]  # there is always one row
    return min(known_at or now, now).astimezone(UTC)


def written(moment: datetime) -> str:
    """As RFC 3339 has it, and `known_at` takes it."""
    return moment.isoformat().replace("+00:00", "Z")
