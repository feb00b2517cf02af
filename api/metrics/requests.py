"""Requests: by route and status, their duration, in progress, from the response cache, and rejected ones."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from prometheus_client import Counter, Gauge, Histogram

from api.metrics.registry import REGISTRY


class BatchHistogram(Histogram):
    """A histogram with labels that adds many observations with one update per bucket."""

    def observe_all(self, amounts: Sequence[float]) -> None:
        numbers: dict[int, int] = {}  # by bucket
        if max(amounts) <= self._upper_bounds[0]:
            numbers[0] = len(amounts)
        else:
            for amount in amounts:
                bucket = bisect_left(self._upper_bounds, amount)
                numbers[bucket] = numbers.get(bucket, 0) + 1
        self._sum.inc(sum(amounts))
        for bucket, number in numbers.items():
            self._buckets[bucket].inc(number)


REQUESTS_TOTAL = Counter(
    "capaian_http_requests",
    "Completed requests.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
REQUEST_DURATION = BatchHistogram(
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
CACHE_REQUESTS_TOTAL = Counter(
    "capaian_cache_requests",
    "Requests that the response cache can serve, by result.",
    ("result",),
    registry=REGISTRY,
)
CACHE_BYTES = Gauge(
    "capaian_cache_bytes",
    "Size of the stored responses.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
CACHE_MAX_BYTES = Gauge(
    "capaian_cache_max_bytes",
    "Maximum size of the stored responses.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
CACHE_ENTRIES = Gauge(
    "capaian_cache_entries",
    "Number of stored responses.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
SLOTS_USED = Gauge(
    "capaian_slots_used",
    "Expensive requests in progress, by kind.",
    ("kind",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
SLOTS_MAX = Gauge(
    "capaian_slots_max",
    "Expensive requests of a kind that may be in progress.",
    ("kind",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)

# A hit, a miss, one response shared by concurrent requests, no reliable notifications, Cache-Control: no-cache.
CacheResult = Literal["hit", "miss", "collapsed", "bypass", "revalidation"]
SlotKind = Literal["exports", "sdmx", "counts", "uploads", "change_waiters", "past_findings", "pictures", "memos"]

# These dicts are several times faster than `labels()`, which checks and joins the names on every call.
_requests: dict[tuple[str, str, int], Counter] = {}
_durations: dict[tuple[str, str], BatchHistogram] = {}
_cache_requests: dict[CacheResult, Counter] = {
    result: CACHE_REQUESTS_TOTAL.labels(result) for result in ("hit", "miss", "collapsed", "bypass", "revalidation")
}


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
    duration.observe_all(durations)


def count_cache_requests(result: CacheResult, number: int = 1) -> None:
    """Count requests by how the response cache served them."""
    _cache_requests[result].inc(number)


def count_audited_rejections(result: str, number: int) -> None:
    """Count rejected requests that have their own audit entry, are folded into one, are in a summary, or are lost."""
    AUDITED_REJECTIONS_TOTAL.labels(result).inc(number)
