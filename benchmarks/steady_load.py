"""Load at a constant rate. wrk has no such option, so this client sends requests at fixed times over plain sockets.

The time of a response counts from the time at which its request was due, not from the time at which it was sent. A
response that delays the next requests is therefore counted in all of them.
"""

import gc
import select
import statistics
import time
from typing import NamedTuple

from benchmarks.http_connection import NO_HEADERS, Headers, HttpConnection


class Latency(NamedTuple):
    """Response times in milliseconds, and the number of responses per second."""

    median: float
    p99: float
    rate: float


def measure_at_rate(
    url: str, path: str, *, rate: float, connections: int, seconds: float, headers: Headers = NO_HEADERS
) -> Latency:
    opened = [HttpConnection(url) for _ in range(connections)]
    request = opened[0].build_request(path, headers)
    by_descriptor = {connection.socket.fileno(): connection for connection in opened}
    for connection in opened:  # so that the server has accepted each one before the measurement
        connection.send_and_receive(request)
    gc.disable()
    try:
        durations = _run(by_descriptor, request, 1 / rate, round(rate * seconds))
    finally:
        gc.enable()
        for connection in opened:
            connection.close()
    percentiles = statistics.quantiles(durations, n=100)
    return Latency(statistics.median(durations) * 1000, percentiles[98] * 1000, len(durations) / seconds)


def _run(connections: dict[int, HttpConnection], request: bytes, step: float, remaining: int) -> list[float]:
    idle, due_at = list(connections), dict.fromkeys(connections, 0.0)
    busy: set[int] = set()
    durations: list[float] = []
    due = time.perf_counter()
    while remaining or busy:
        now = time.perf_counter()
        while idle and remaining and due <= now:
            descriptor = idle.pop()
            due_at[descriptor] = due
            connections[descriptor].send(request)
            busy.add(descriptor)
            due += step
            remaining -= 1
        wait = max(0.0, due - time.perf_counter()) if idle and remaining else 10.0
        # select, because its timeout has a resolution of microseconds; that of epoll has milliseconds.
        ready, _, _ = select.select(busy, (), (), wait)
        if not ready and wait == 10.0:
            raise TimeoutError("A response took more than ten seconds.")
        for descriptor in ready:
            if (response := connections[descriptor].receive()) is not None:
                if response.status >= 400:
                    raise RuntimeError(response.body.decode(errors="replace"))
                durations.append(time.perf_counter() - due_at[descriptor])
                busy.discard(descriptor)
                idle.append(descriptor)
    return durations
