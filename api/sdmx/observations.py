"""Observations as they are read: batch by batch from one snapshot, so that however many there are, few are held."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TypeAlias

from api.http.snapshot import Snapshot
from api.postgres.pool import Connection
from api.sdmx.asked import Asked
from api.sdmx.selecting import observations_sql

FEW, MANY = 100, 1000  # rows at once: few at first, so that the answer begins soon
Observation: TypeAlias = "tuple[str | None, ...]"  # in the order of the columns that were asked for

_LAST_RECORDED = (
    "SELECT greatest((SELECT max(recorded_at) FROM target WHERE status = 'published' AND recorded_at <= $1), "
    "(SELECT max(recorded_at) FROM realization WHERE status = 'published' AND recorded_at <= $1))"
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def observations(held: Snapshot, asked: Asked) -> AsyncIterator[list[Observation]]:
    """Targets before realizations, where a flow has both."""
    offset, limit, size = asked.offset, asked.limit, FEW
    for noun in asked.flow.nouns:
        sql, values = observations_sql(asked, noun)
        cursor = await held.connection.cursor(sql, *values)
        if offset:
            offset -= await cursor.forward(offset)
        while limit is None or limit > 0:
            rows = await cursor.fetch(size if limit is None else min(size, limit))
            if not rows:
                break
            yield [tuple(row) for row in rows]
            limit = None if limit is None else limit - len(rows)
            size = MANY


async def last_recorded(connection: Connection, moment: datetime) -> datetime:
    """So that a message tells of no other time than its content does, and is the same while that is the same."""
    found: datetime | None = await connection.fetchval(_LAST_RECORDED, moment)
    return (found or NEVER).astimezone(UTC)
