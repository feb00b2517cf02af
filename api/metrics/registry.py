"""The registry of this process, and the sums over all workers."""

import os

from prometheus_client import CollectorRegistry, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

# A creation time per series would double the number of series; the start time of the process is enough.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the package annotates itself in part

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def build_registry() -> CollectorRegistry:
    """Return a registry with the metrics of this process, or with the sums over all workers."""
    registry = CollectorRegistry()
    if MULTIPROCESS_VARIABLE in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as above
    else:
        registry.register(REGISTRY)
    return registry


def remove_worker(pid: int) -> None:
    """Remove the gauges of a worker that has ended; its counters remain in the sums."""
    if MULTIPROCESS_VARIABLE in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # as above


def render_metrics() -> bytes:
    """Return the metrics of this process, or of all workers, as text."""
    return generate_latest(build_registry())
