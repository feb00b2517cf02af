"""The log of cache hits, which is written in batches."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from api.http.cache import hit_log
from api.logs import AccessLogRecord


def test_hits_are_logged_in_batches_with_the_times_of_their_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[list[AccessLogRecord]] = []
    monkeypatch.setattr(hit_log, "write_access_log", batches.append)
    log = hit_log.HitLog()

    async def add_hits(number: int) -> None:
        for _ in range(number):
            log.add(("GET", "/hit", 200), 5, "a", "b", time.monotonic() - 0.25)

    async def run() -> None:
        await add_hits(1)
        await asyncio.sleep(0.005)
        await add_hits(hit_log.MAX_BUFFERED)
        assert [len(batch) for batch in batches] == [hit_log.MAX_BUFFERED]
        await asyncio.sleep(2 * hit_log.FLUSH_SECONDS)

    started_at = datetime.now(UTC)
    asyncio.run(run())
    records = [record for batch in batches for record in batch]
    assert len(records) == hit_log.MAX_BUFFERED + 1
    timestamps = [record.timestamp for record in records]
    assert started_at <= timestamps[0] < timestamps[1] <= timestamps[-1] <= datetime.now(UTC)
    assert (timestamps[1] - timestamps[0]).total_seconds() >= 0.004
    assert all(250 <= record.duration_ms < 1000 for record in records)
