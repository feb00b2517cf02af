"""Response times of single requests over one connection. Each request queries the database."""

import time

from benchmarks.context import NO_CACHE
from benchmarks.http_connection import HttpConnection
from benchmarks.measurement import Sample
from benchmarks.servers import Server

TIMEOUT_SECONDS = 20  # more than the statement timeout of the service
UNAVAILABLE = 503


def measure_latency(server: Server, path: str, times: int, unavailable: set[str] | None = None) -> Sample:
    """Return the median response time in milliseconds.

    If `unavailable` is a set and the service returns 503, add the path to it and return the time until then.
    """
    connection = HttpConnection(server.url)
    connection.socket.settimeout(TIMEOUT_SECONDS)
    try:
        request = connection.build_request(path, NO_CACHE)
        durations = []
        for _ in range(times):
            started_at = time.perf_counter()
            response = connection.send_and_receive(request)
            durations.append(time.perf_counter() - started_at)
            if response.status == UNAVAILABLE and unavailable is not None:
                unavailable.add(path)
                return Sample(durations[-1] * 1000)
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status} {response.body.decode(errors='replace')}")
        return Sample(sorted(durations)[times // 2] * 1000)
    finally:
        connection.close()
