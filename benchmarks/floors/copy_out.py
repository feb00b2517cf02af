"""COPY TO STDOUT: the lower bound of an export."""

import asyncio
import time

import asyncpg

from benchmarks.measurement import Sample


def measure_copy_out(url: str, select_list: str) -> Sample:
    """Return the rows per second of the published realizations as CSV, read with the role of public requests."""
    sql = f"SELECT {select_list} FROM realization t WHERE t.status = 'published' AND t.replaced_at IS NULL"

    async def discard(_data: bytes) -> None:
        """Ignore the received data."""

    async def run() -> float:
        connection = await asyncpg.connect(url, server_settings={"role": "capaian_reader"})
        try:
            started_at = time.perf_counter()
            status = await connection.copy_from_query(sql, output=discard, format="csv")
            return int(status.split()[-1]) / (time.perf_counter() - started_at)
        finally:
            await connection.close()

    return Sample(asyncio.run(run()))
