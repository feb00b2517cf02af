"""The access log and the metrics of cache hits, written in batches after the responses."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import inf
from operator import itemgetter
from time import monotonic
from typing import Final

from api.logs import AccessLogRecord, write_access_log
from api.metrics.requests import count_cache_requests, count_requests

FLUSH_SECONDS: Final = 0.02
MAX_BUFFERED: Final = 50  # hits; a larger batch would delay other requests
TIMESTAMP_SECONDS: Final = 0.001  # hits within this time have the same timestamp

HitLabels = tuple[str, str, int]  # method, route, status

_read_labels = itemgetter(0)


class HitLog:
    """Log and count every cache hit within 20 ms, at most MAX_BUFFERED per batch."""

    def __init__(self) -> None:
        self._hits: list[tuple[HitLabels, int, str, str, float, float]] = []
        self._is_scheduled = False

    def add(self, labels: HitLabels, size: int, request_id: str, trace_id: str, started_at: float) -> None:
        """Add a hit that ends now. `size` is that of the body; `started_at` is in seconds of time.monotonic()."""
        self._hits.append((labels, size, request_id, trace_id, started_at, monotonic()))
        if not self._is_scheduled:
            self._is_scheduled = True
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush_on_time)
        elif len(self._hits) >= MAX_BUFFERED:
            self.flush()

    def _flush_on_time(self) -> None:
        self._is_scheduled = False
        self.flush()

    def flush(self) -> None:
        hits, self._hits = self._hits, []
        records: list[AccessLogRecord] = []
        now, now_monotonic = datetime.now(UTC), monotonic()
        timestamp, stamped_at = now, -inf
        for (method, route, status), size, request_id, trace_id, started_at, ended_at in hits:
            if ended_at - stamped_at > TIMESTAMP_SECONDS:
                timestamp, stamped_at = now - timedelta(seconds=now_monotonic - ended_at), ended_at
            duration_ms = round((ended_at - started_at) * 1e6) / 1000
            records.append(
                AccessLogRecord(method, route, status, duration_ms, request_id, trace_id, size, timestamp=timestamp)
            )
        write_access_log(records)
        count_cache_requests("hit", len(hits))
        # Consecutive hits usually have the same labels.
        for (method, route, status), group in groupby(hits, _read_labels):
            count_requests(method, route, status, [ended_at - started_at for *_, started_at, ended_at in group])
