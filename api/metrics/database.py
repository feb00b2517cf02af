"""Database: connections of each pool, the wait for one, and the duration of queries."""

from prometheus_client import Counter, Gauge, Histogram

from api.metrics.maximums import declare_maximum
from api.metrics.pool_observer import PoolName, PoolObserver
from api.metrics.registry import REGISTRY

# Up to the timeouts of the pools; see api/database/pool.py.
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

CONNECTIONS_USED = Gauge(
    "capaian_database_connections_used",
    "Connections in use, by pool.",
    ("pool",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
CONNECTIONS_MAX = Gauge(
    "capaian_database_connections_max",
    "Maximum number of connections, by pool.",
    ("pool",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
CONNECTIONS_WAITING = Gauge(
    "capaian_database_connections_waiting",
    "Requests and jobs that wait for a connection, by pool.",
    ("pool",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
ACQUIRE_DURATION = Histogram(
    "capaian_database_acquire_duration_seconds",
    "Wait for a connection, by pool; also waits that fail.",
    ("pool",),
    buckets=_BUCKETS,
    registry=REGISTRY,
)
ACQUIRE_FAILURES_TOTAL = Counter(
    "capaian_database_acquire_failures",
    "Waits for a connection that ended without one, by pool.",
    ("pool",),
    registry=REGISTRY,
)
QUERY_DURATION = Histogram(
    "capaian_database_query_duration_seconds",
    "Duration of a statement of a pooled connection, by pool, without COPY and cursors.",
    ("pool",),
    buckets=_BUCKETS,
    registry=REGISTRY,
)


class PoolMetrics(PoolObserver):
    """Count what the connections of one pool do."""

    observes_queries = True

    def __init__(self, name: PoolName, size: int) -> None:
        declare_maximum(CONNECTIONS_MAX.labels(name), size)
        self._used = CONNECTIONS_USED.labels(name)
        self._waiting = CONNECTIONS_WAITING.labels(name)
        self._acquire_duration = ACQUIRE_DURATION.labels(name)
        self._acquire_failures = ACQUIRE_FAILURES_TOTAL.labels(name)
        self._query_duration = QUERY_DURATION.labels(name)

    def start_waiting(self) -> None:
        self._waiting.inc()

    def stop_waiting(self, seconds: float, *, is_acquired: bool) -> None:
        self._waiting.dec()
        self._acquire_duration.observe(seconds)
        if is_acquired:
            self._used.inc()
        else:
            self._acquire_failures.inc()

    def release(self) -> None:
        self._used.dec()

    def finish_query(self, seconds: float) -> None:
        self._query_duration.observe(seconds)
