"""Prometheus metrics of this process: requests by route and status, their duration, and requests in progress.

Each process counts its own requests, and a scrape reaches one worker only. With several workers, either run one
worker per container, or set PROMETHEUS_MULTIPROC_DIR to an empty directory before the start. All workers then write
to that directory, and each one returns the sum, without the process metrics such as memory.
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

# A creation time per series would double the number of series; the start time of the process is enough.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the package annotates itself in part

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

REQUESTS_TOTAL = Counter(
    "capaian_http_requests",
    "Completed requests.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
REQUEST_DURATION = Histogram(
    "capaian_http_request_duration_seconds",
    "Time from the request headers to the end of the response.",
    ("method", "route"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
REQUESTS_IN_FLIGHT = Gauge(
    "capaian_http_requests_in_flight",
    "Requests in progress.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
AUDITED_REJECTIONS_TOTAL = Counter(
    "capaian_audited_rejections",
    "Rejected requests of callers with a key, by how the audit contains them.",
    ("result",),
    registry=REGISTRY,
)

# These dicts are several times faster than `labels()`, which checks and joins the names on every call.
_requests: dict[tuple[str, str, int], Counter] = {}
_durations: dict[tuple[str, str], Histogram] = {}


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one response. The caller must pass methods and routes from a small fixed set."""
    count_requests(method, route, status, (seconds,))


def count_requests(method: str, route: str, status: int, durations: Sequence[float]) -> None:
    """Count responses that differ only in their duration (seconds)."""
    requests = _requests.get((method, route, status))
    if requests is None:
        requests = _requests[method, route, status] = REQUESTS_TOTAL.labels(method, route, str(status))
    requests.inc(len(durations))
    duration = _durations.get((method, route))
    if duration is None:
        duration = _durations[method, route] = REQUEST_DURATION.labels(method, route)
    for seconds in durations:
        duration.observe(seconds)


def count_audited_rejections(result: str, number: int) -> None:
    """Count rejected requests that have their own audit entry, are folded into one, are in a summary, or are lost."""
    AUDITED_REJECTIONS_TOTAL.labels(result).inc(number)


def render_metrics() -> tuple[bytes, str]:
    """Return the body and the media type of GET /metrics."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as above
    return generate_latest(registry), CONTENT_TYPE_LATEST
