"""INSERT of a draft per transaction, with the triggers of the table and into a plain table: bounds of a write."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from benchmarks.measurement import Sample
from tests.support.databases import execute

PLAIN_TABLE = "bench_plain_realization"
_COLUMNS = (
    "id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on, institution, "
    "citations, quality, revision, status, public, recorded_by"
)
_numbers = itertools.count(1)


@contextmanager
def create_plain_table(owner: str) -> Iterator[str]:
    """Create a table with the columns, constraints and indexes of `realization`, without triggers and policies."""
    execute(
        owner, f"DROP TABLE IF EXISTS {PLAIN_TABLE}", f"CREATE TABLE {PLAIN_TABLE} (LIKE realization INCLUDING ALL)"
    )
    try:
        yield PLAIN_TABLE
    finally:
        execute(owner, f"DROP TABLE {PLAIN_TABLE}")


def measure_insert(owner: str, table: str, seconds: float) -> Sample:
    """Return the rows per second, inserted one after another over one connection."""
    sql = f"INSERT INTO {table} ({_COLUMNS}) VALUES ({', '.join(f'${n}' for n in range(1, 19))}) RETURNING id"

    async def run() -> float:
        connection = await asyncpg.connect(owner)
        try:
            await connection.execute("SELECT set_config('capaian.principal', 'bench', false)")
            started_at = time.perf_counter()
            done = 0
            while time.perf_counter() < started_at + seconds:
                await connection.fetchrow(sql, *_build_row())
                done += 1
            return done / (time.perf_counter() - started_at)
        finally:
            await connection.close()

    return Sample(asyncio.run(run()))


class StatementKey(NamedTuple):
    """What makes a statement about one number another one: who stated it, when, and for which period."""

    institution: str
    stated_on: date
    period: str


def vary_statement(number: int) -> StatementKey:
    """Return another key for each number below a million. A second figure with one key would be rejected."""
    rest, office = divmod(number, 50)
    year, day = divmod(rest, 600)
    return StatementKey(f"office-{office}", date(2025, 1, 1) + timedelta(days=day), str(1990 + year % 35))


def _build_row() -> tuple[object, ...]:
    number = next(_numbers)
    key = vary_statement(number)
    realization_id = UUID(int=(time.time_ns() // 1_000_000 << 80) | (7 << 76) | (2 << 62) | number)
    citations = '[{"source": "source-1", "locator": "p. 1", "quote": null, "note": null}]'
    return (
        *(realization_id, "program-0", "indicator-0", "stock", "32.73", "", key.period, number, "exact", 1),
        *(key.stated_on, key.institution, citations, "final", 1, "draft", False, "bench"),
    )
