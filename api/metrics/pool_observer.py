"""What a pool of database connections reports about its work, for metrics."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias

import asyncpg

PoolName = Literal[
    "public", "service_reads", "writes", "keys", "internal", "long_running", "standby_public", "standby_long_running"
]


class PoolObserver:
    """Ignore all reports. A subclass counts them, and statements only if `observes_queries`."""

    observes_queries = False

    @contextlib.contextmanager
    def observe_wait(self) -> Iterator[None]:
        """Report the wait for a connection in the block."""
        started_at = time.perf_counter()
        self.start_waiting()
        is_acquired = False
        try:
            yield
            is_acquired = True
        finally:
            self.stop_waiting(time.perf_counter() - started_at, is_acquired=is_acquired)

    def start_waiting(self) -> None:
        """Report that a caller waits for a connection."""

    def stop_waiting(self, seconds: float, *, is_acquired: bool) -> None:
        """Report the end of a wait, and whether the caller now has a connection."""

    def release(self) -> None:
        """Report that a caller has returned its connection."""

    def finish_query(self, seconds: float) -> None:
        """Report the duration of a statement."""


CreatePoolObserver: TypeAlias = Callable[[PoolName, int], PoolObserver]


def ignore_pool(_name: PoolName, _size: int) -> PoolObserver:
    """Create an observer for a pool that nothing counts."""
    return PoolObserver()


class ObservedPool(NamedTuple):
    """A pool, and the observer of its work."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    observer: PoolObserver
