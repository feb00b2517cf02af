"""Queries of several records by their keys, each as its own URL returns it."""

from collections.abc import Sequence
from datetime import datetime

from api.database.pool import Connection
from api.database.revision_reads import (
    NEWEST_VISIBLE_FIRST,
    ParameterBinder,
    RecordT,
    RevisionTable,
    known_at_condition,
)


async def find_records(
    connection: Connection,
    table: RevisionTable[RecordT],
    keys: Sequence[str],
    known_at: datetime | None,
    *,
    with_withdrawn: bool,
) -> dict[str, RecordT]:
    """Return the newest visible revision of each record, by key, sorted. `table` has a text as key.

    Without `with_withdrawn` the result has no withdrawn publication.
    """
    if not keys:
        return {}
    bind = ParameterBinder()
    sql = (
        f"SELECT DISTINCT ON (t.{table.key}) {table.select_list}, t.status = 'withdrawn' AND t.public AS is_withdrawn "
        f"FROM {table.name} t WHERE t.{table.key} = ANY({bind(keys)}::text[]) "
        f"AND {known_at_condition('t', known_at, bind)} ORDER BY t.{table.key}, {NEWEST_VISIBLE_FIRST}"
    )
    rows = await connection.fetch(sql, *bind.values)
    return {row[table.key]: table.load(tuple(row)[:-1]) for row in rows if with_withdrawn or not row["is_withdrawn"]}
