"""COPY TO STDOUT: as fast as PostgreSQL gives the rows of a table away."""

import asyncio
import time
from collections.abc import Sequence

import asyncpg

from benchmarks.measured import Sample


def copied_out(url: str, columns: Sequence[str]) -> Sample:
    """Published realizations in a second, as the public's role, in CSV."""
    sql = f"SELECT {', '.join(columns)} FROM realization WHERE status = 'published' AND replaced_at IS NULL"

    async def swallow(_piece: bytes) -> None:
        """Nothing is done with it."""

    async def run() -> float:
        connection = await asyncpg.connect(url, server_settings={"role": "capaian_reader"})
        try:
            began = time.perf_counter()
            told = await connection.copy_from_query(sql, output=swallow, format="csv")
            return int(told.split()[-1]) / (time.perf_counter() - began)
        finally:
            await connection.close()

    return Sample(asyncio.run(run()))
