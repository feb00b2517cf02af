"""The rows of a page with asyncpg, encoded with msgspec: the lower bound of a cold list."""

import asyncio
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import uvloop

from api.database.pooled_connection import build_session_settings
from benchmarks.measurement import Sample

_encoder = msgspec.json.Encoder(decimal_format="number")


def build_encoder(columns: Sequence[str]) -> Callable[[list[asyncpg.Record]], bytes]:
    """Return a function that encodes rows as JSON. It copies citations, which are JSON already, without parsing."""
    row = msgspec.defstruct("Row", list(columns), frozen=True, gc=False)
    citations = columns.index("citations")

    def encode(records: list[asyncpg.Record]) -> bytes:
        rows = [
            row(*record[:citations], msgspec.Raw(record[citations].encode()), *record[citations + 1 :])
            for record in records
        ]
        return _encoder.encode(rows)

    return encode


def measure_fetch(
    url: str,
    sql: str,
    values: Sequence[object],
    *,
    tasks: int,
    seconds: float,
    encode: Callable[[list[asyncpg.Record]], bytes],
) -> Sample:
    """Return the fetches per second over `tasks` connections, with the session settings of public requests."""

    async def loop(connection: "asyncpg.Connection[asyncpg.Record]", end: float) -> int:
        statement = await connection.prepare(sql)
        done = 0
        while done == 0 or time.perf_counter() < end:
            encode(await statement.fetch(*values))
            done += 1
        return done

    async def run() -> float:
        connections = [await _connect(url) for _ in range(tasks)]
        try:
            started_at = time.perf_counter()
            done = await asyncio.gather(*(loop(connection, started_at + seconds) for connection in connections))
            return sum(done) / (time.perf_counter() - started_at)
        finally:
            for connection in connections:
                await connection.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        before = time.process_time()
        rate = runner.run(run())
        return Sample(rate, cpu=(time.process_time() - before) / (rate * seconds) * 1_000_000)


async def _connect(url: str) -> Any:
    connection = await asyncpg.connect(url, server_settings=build_session_settings("capaian_reader"))
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=Decimal, format="text")
    return connection
