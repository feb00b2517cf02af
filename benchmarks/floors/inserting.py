"""A bare INSERT of a draft, each its own transaction: under the rules of the table, and into a table without any."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import asyncpg

from benchmarks.measured import Sample
from tests.support.databases import execute

BARE = "bench_bare_realization"
_COLUMNS = (
    "id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on, institution, "
    "citations, quality, revision, status, public, recorded_by"
)
_numbers = itertools.count(1)


@contextmanager
def bare_table(owner: str) -> Iterator[str]:
    """The columns, constraints and indexes of `realization` without its triggers and policies."""
    execute(owner, f"DROP TABLE IF EXISTS {BARE}", f"CREATE TABLE {BARE} (LIKE realization INCLUDING ALL)")
    try:
        yield BARE
    finally:
        execute(owner, f"DROP TABLE {BARE}")


def inserted(owner: str, table: str, seconds: float) -> Sample:
    """Rows in a second, one after the other over one connection."""
    sql = f"INSERT INTO {table} ({_COLUMNS}) VALUES ({', '.join(f'${n}' for n in range(1, 19))}) RETURNING id"

    async def run() -> float:
        connection = await asyncpg.connect(owner)
        try:
            await connection.execute("SELECT set_config('capaian.principal', 'bench', false)")
            began = time.perf_counter()
            done = 0
            while time.perf_counter() < began + seconds:
                await connection.fetchrow(sql, *_row())
                done += 1
            return done / (time.perf_counter() - began)
        finally:
            await connection.close()

    return Sample(asyncio.run(run()))


def _row() -> tuple[object, ...]:
    number = next(_numbers)
    key = UUID(int=(time.time_ns() // 1_000_000 << 80) | (7 << 76) | (2 << 62) | number)
    citations = '[{"source": "source-1", "locator": "p. 1", "quote": null, "note": null}]'
    return (
        *(key, "program-0", "indicator-0", "stock", "32.73", "", "2024", number, "exact", 1, date(2025, 1, 5)),
        *("office-1", citations, "final", 1, "draft", False, "bench"),
    )
