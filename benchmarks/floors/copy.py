"""COPY of PostgreSQL: the lower bound of exports and imports."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import asyncpg
import uvloop

from benchmarks.floors.insert import SET_PRINCIPAL
from benchmarks.statements import TABLE_COLUMNS


class Transfer(NamedTuple):
    """A number of rows, and the seconds in which they were transferred."""

    rows: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def measure_copy_out(url: str, sql: str, values: Sequence[object]) -> Transfer:
    """Read the rows of this query as CSV, as a public request does; the received data is discarded."""

    async def discard(_data: bytes) -> None:
        """Ignore the received data."""

    async def copy(connection: asyncpg.Connection) -> str:
        await connection.execute("SET ROLE capaian_reader")
        status: str = await connection.copy_from_query(sql, *values, output=discard, format="csv")
        return status

    return _measure(url, copy)


def measure_copy_in(owner: str, rows: bytes) -> Transfer:
    """Insert the rows in one transaction, with the constraints and triggers of the table."""

    async def copy(connection: asyncpg.Connection) -> str:
        await connection.execute(SET_PRINCIPAL)
        status: str = await connection.copy_to_table(
            "realization", source=io.BytesIO(rows), columns=TABLE_COLUMNS, format="csv", null="NULL"
        )
        return status

    return _measure(owner, copy)


def _measure(url: str, copy: Callable[[asyncpg.Connection], Awaitable[str]]) -> Transfer:
    async def run() -> Transfer:
        connection = await asyncpg.connect(url, server_settings={"jit": "off"})
        try:
            started_at = time.perf_counter()
            status = await copy(connection)
            return Transfer(int(status.split()[-1]), time.perf_counter() - started_at)
        finally:
            await connection.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())
