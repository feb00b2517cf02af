"""INSERT of a draft per transaction, with the constraints and triggers of the table: the lower bound of a write."""

import asyncio
import time
from collections.abc import Iterator

import asyncpg
import uvloop

from benchmarks.statements import TABLE_COLUMNS, Statement, build_table_row

_PARAMETERS = ", ".join(f"${number}" for number in range(1, len(TABLE_COLUMNS) + 1))
INSERT = f"INSERT INTO realization ({', '.join(TABLE_COLUMNS)}) VALUES ({_PARAMETERS})"
SET_PRINCIPAL = "SELECT set_config('capaian.principal', 'bench', false)"


def measure_insert(owner: str, statements: Iterator[Statement], *, writers: int, seconds: float) -> float:
    """Return the rows per second, inserted one after another over each of the connections."""

    async def insert(connection: asyncpg.Connection, end: float) -> int:
        done = 0
        while time.perf_counter() < end:
            await connection.execute(INSERT, *build_table_row(next(statements)))
            done += 1
        return done

    async def run() -> float:
        connections = [await asyncpg.connect(owner) for _ in range(writers)]
        try:
            for connection in connections:
                await connection.execute(SET_PRINCIPAL)
            started_at = time.perf_counter()
            done = await asyncio.gather(*(insert(connection, started_at + seconds) for connection in connections))
            return sum(done) / (time.perf_counter() - started_at)
        finally:
            for connection in connections:
                await connection.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())
