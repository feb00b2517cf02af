"""Gauges of configured maximums. The application is created before the fork, and each worker must count its own."""

from prometheus_client import Gauge

_MAXIMUMS: dict[Gauge, float] = {}


def declare_maximum(gauge: Gauge, maximum: float) -> None:
    """Let `publish_maximums` set this gauge, which may be one label of a gauge. A later maximum replaces it."""
    _MAXIMUMS[gauge] = maximum


def publish_maximums() -> None:
    """Set the declared gauges in this process."""
    for gauge, maximum in _MAXIMUMS.items():
        gauge.set(maximum)
