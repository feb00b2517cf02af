"""The access log and the metrics of cache hits, written in batches after the responses."""

import asyncio
from itertools import groupby
from operator import attrgetter
from typing import Final

from api.logs import AccessLogRecord, write_access_log
from api.metrics.requests import count_cache_requests, count_requests

FLUSH_SECONDS: Final = 0.02
MAX_BUFFERED: Final = 50  # records; a larger batch would delay other requests

_read_labels = attrgetter("method", "route", "status")


class HitLog:
    """Log and count every cache hit within 20 ms, at most MAX_BUFFERED per batch."""

    def __init__(self) -> None:
        self._records: list[AccessLogRecord] = []
        self._flush_handle: asyncio.TimerHandle | None = None

    def add(self, record: AccessLogRecord) -> None:
        self._records.append(record)
        if self._flush_handle is None:
            self._flush_handle = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)
        elif len(self._records) >= MAX_BUFFERED:
            self.flush()

    def flush(self) -> None:
        if self._flush_handle is not None:
            self._flush_handle.cancel()
            self._flush_handle = None
        records, self._records = self._records, []
        write_access_log(records)
        count_cache_requests("hit", len(records))
        # Consecutive hits usually have the same labels.
        for (method, route, status), group in groupby(records, _read_labels):
            count_requests(method, route, status, [record.duration_ms / 1000 for record in group])
