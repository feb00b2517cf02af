"""The numbers of this process for Prometheus: requests by route and status, their duration, those under way.

Each process counts for itself. With several workers a scrape reaches any one of them, so either run one worker
per container, or set PROMETHEUS_MULTIPROC_DIR to an empty directory before the start: then all workers write
there and any of them answers for all (but without the numbers of the process, such as its memory).
"""

import os
from collections.abc import Sequence

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

# The time each series began doubles their number and tells nothing that the start of the process does not.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the package annotates itself in part

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

REQUESTS = Counter(
    "capaian_http_requests",
    "Requests answered.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
DURATION = Histogram(
    "capaian_http_request_duration_seconds",
    "From the head of a request to the end of its answer.",
    ("method", "route"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
IN_FLIGHT = Gauge(
    "capaian_http_requests_in_flight",
    "Requests under way.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)

# A look-up of our own is several times as fast as `labels()`, which checks and joins the names each time.
_requests: dict[tuple[str, str, int], Counter] = {}
_durations: dict[tuple[str, str], Histogram] = {}


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer; the caller vouches that methods and routes are few."""
    count_many(method, route, status, (seconds,))


def count_many(method: str, route: str, status: int, durations: Sequence[float]) -> None:
    """Count answers that differ in nothing but their duration."""
    requests = _requests.get((method, route, status))
    if requests is None:
        requests = _requests[method, route, status] = REQUESTS.labels(method, route, str(status))
    requests.inc(len(durations))
    duration = _durations.get((method, route))
    if duration is None:
        duration = _durations[method, route] = DURATION.labels(method, route)
    for seconds in durations:
        duration.observe(seconds)


def render() -> tuple[bytes, str]:
    """Return the numbers and their media type, as GET /metrics answers them."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as above
    return generate_latest(registry), CONTENT_TYPE_LATEST
