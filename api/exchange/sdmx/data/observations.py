"""Read observations in batches from one snapshot, so that memory does not grow with their number."""

from collections.abc import AsyncIterator
from typing import TypeAlias

from api.exchange.sdmx.data.queries import build_count_sql, build_observations_sql
from api.exchange.sdmx.query.data_query import DataQuery
from api.http.streams.snapshot import Snapshot

FIRST_BATCH_SIZE, BATCH_SIZE = 100, 1000  # rows; the first batch is small, so that the response starts early
Observation: TypeAlias = "tuple[str | None, ...]"  # in the order of DataQuery.columns


async def iterate_observations(snapshot: Snapshot, query: DataQuery) -> AsyncIterator[list[Observation]]:
    """Yield batches of observations: all targets, then all realizations."""
    offset, limit, size = query.offset, query.limit, FIRST_BATCH_SIZE
    for figure_type in query.flow.types:
        sql, values = build_observations_sql(query, figure_type)
        cursor = await snapshot.connection.cursor(sql, *values)
        if offset:
            offset -= await cursor.forward(offset)
        while limit is None or limit > 0:
            rows = await cursor.fetch(size if limit is None else min(size, limit))
            if not rows:
                break
            yield [tuple(row) for row in rows]
            limit = None if limit is None else limit - len(rows)
            size = BATCH_SIZE


async def count_observations(snapshot: Snapshot, query: DataQuery, maximum: int) -> int:
    """Count the observations, at most `maximum` of each type of figures."""
    counts = []
    for figure_type in query.flow.types:
        sql, values = build_count_sql(query, figure_type, maximum)
        counts.append(await snapshot.connection.fetchval(sql, *values))
    return sum(counts)
