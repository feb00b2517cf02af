"""The rows of a page from asyncpg and nothing around it, and those rows with msgspec's encoding."""

import asyncio
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import uvloop

from benchmarks.measured import Sample

# Rows become JSON as they come: what the database holds as JSON is copied, not read.
_encoder = msgspec.json.Encoder(decimal_format="number")


def encoding(columns: Sequence[str]) -> Callable[[list[asyncpg.Record]], bytes]:
    row = msgspec.defstruct("Row", list(columns), frozen=True, gc=False)
    citations = columns.index("citations")

    def encode(records: list[asyncpg.Record]) -> bytes:
        rows = [
            row(*record[:citations], msgspec.Raw(record[citations].encode()), *record[citations + 1 :])
            for record in records
        ]
        return _encoder.encode(rows)

    return encode


def fetched(
    url: str,
    sql: str,
    values: Sequence[object],
    *,
    tasks: int,
    seconds: float,
    encode: Callable[[list[asyncpg.Record]], bytes] | None = None,
) -> Sample:
    """Fetches in a second, over as many connections as Capaian has for public reads, and as its role."""

    async def loop(connection: "asyncpg.Connection[asyncpg.Record]", end: float) -> int:
        statement = await connection.prepare(sql)
        done = 0
        while time.perf_counter() < end:
            records = await statement.fetch(*values)
            if encode is not None:
                encode(records)
            done += 1
        return done

    async def run() -> float:
        connections = [await _connected(url) for _ in range(tasks)]
        try:
            began = time.perf_counter()
            done = await asyncio.gather(*(loop(each, began + seconds) for each in connections))
            return sum(done) / (time.perf_counter() - began)
        finally:
            for each in connections:
                await each.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        before = time.process_time()
        rate = runner.run(run())
        return Sample(rate, cpu=(time.process_time() - before) / (rate * seconds) * 1_000_000)


async def _connected(url: str) -> Any:
    connection = await asyncpg.connect(url, server_settings={"role": "capaian_reader"})
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=Decimal, format="text")
    return connection
