"""The processor time of each part of a cache hit in Capaian, without server, socket and load."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from api import logs
from api.database.listener import ChangeGenerations
from api.http.cache.hit_log import MAX_BUFFERED, HitLog
from api.http.cache.lookup import CacheLookupMiddleware, parse_cache_request
from api.http.cache.response_cache import CacheEntry, CacheStore, Invalidation, ResponseCache, StoredBody
from api.http.headers.tracing import create_ids
from api.logs import AccessLogRecord, write_access_log
from api.metrics.requests import count_requests
from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement, Sample, Side

TIMES = 5_000
BATCH = MAX_BUFFERED
TOTAL, REST = "a cache hit, total", "the rest: lookup, headers, two ASGI messages"


def measure_cache_hit(context: BenchmarkContext) -> Measurement:
    scope = _build_scope(context.single_path)
    entry = CacheEntry(_read_body(context), time.monotonic())
    record = AccessLogRecord("GET", entry.response.route, 200, 0.1, "0" * 32, "0" * 32, len(entry.response.body))
    records = [record] * BATCH
    parts: dict[str, Callable[[], object]] = {
        "parsing the request": lambda: parse_cache_request(scope),
        "request id and trace": create_ids,
        "choosing the encoding": lambda: entry.find_variant(None),
        "creating the log record": lambda: AccessLogRecord(
            "GET", entry.response.route, 200, 0.1, "0" * 32, "0" * 32, 1
        ),
        f"writing the log, {BATCH} records per batch": lambda: write_access_log(records),
        f"updating the metrics, {BATCH} requests per batch": lambda: count_requests(
            "GET", entry.response.route, 200, [0.0001] * BATCH
        ),
    }
    with _discard_log():
        runs = [_measure_once(parts, scope, entry) for _ in range(context.effort.rounds)]
    sides = [Side(name, [Sample(run[name]) for run in runs]) for name in runs[0]]
    remark = (
        "Measured in a loop, with all data in the caches of the processor. In a server the same work takes longer, and "
        "the two threads of the server wait for each other in Python."
    )
    return Measurement("cache_hit", "A cached response, part by part", "µs", sides, [], [remark])


def _measure_once(parts: dict[str, Callable[[], object]], scope: Any, entry: CacheEntry) -> dict[str, float]:
    microseconds = {name: _measure_part(part) / (BATCH if "per batch" in name else 1) for name, part in parts.items()}
    total = asyncio.run(_measure_total(scope, entry))
    return {TOTAL: total, **microseconds, REST: total - sum(microseconds.values())}


def _measure_part(part: Callable[[], object]) -> float:
    before = time.process_time()
    for _ in range(TIMES):
        part()
    return (time.process_time() - before) / TIMES * 1_000_000


async def _measure_total(scope: Any, entry: CacheEntry) -> float:
    store, hit_log = CacheStore(1 << 24), HitLog()
    listener: Any = SimpleNamespace(generations=ChangeGenerations(), reliable_until=float("inf"))
    request = parse_cache_request(scope)
    if request is None:
        raise RuntimeError("The response to this request is never cached.")
    store.put(request.key, entry)

    async def ignore(*_arguments: object) -> Any:
        return None

    middleware = CacheLookupMiddleware(
        ignore, ResponseCache(store, Invalidation(listener), hit_log), [(b"api-version", b"0"), (b"x", b"y")]
    )
    before = time.process_time()
    for _ in range(TIMES):
        await middleware(scope, ignore, ignore)
    hit_log.flush()
    return (time.process_time() - before) / TIMES * 1_000_000


def _build_scope(path: str) -> Any:
    headers = [(b"host", b"127.0.0.1:8000")]
    return {
        "type": "http", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": headers,
    }  # fmt: skip


def _read_body(context: BenchmarkContext) -> StoredBody:
    response = context.read(context.single_path)
    names = ("content-type", "cache-control", "last-modified", "etag")
    return StoredBody([(name.encode(), response.headers[name].encode()) for name in names], response.body, "/v1", [])


@contextmanager
def _discard_log() -> Iterator[None]:
    with Path(os.devnull).open("w") as null, redirect_stderr(null):
        logs.configure(pretty=False)
        yield
    logs.configure()
