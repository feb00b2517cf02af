"""Memory of large computations: no long pauses for garbage collection, and freed memory returned to the system."""

import asyncio
import ctypes
import gc
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

MAX_POSTPONED_SECONDS = 60.0
LARGE_SECONDS = 1.0  # of a computation that uses much memory
IDLE_SECONDS = 1.0  # after it, until memory is collected once more
NEVER = 1_000_000_000
ITEMS_PER_PART = 1000  # freed in less than a millisecond


class ComputationMemory:
    """Postpone full garbage collections while at least one computation runs.

    A full collection visits all facts and stops every thread: 0.2 s with 140,000 figures. The facts are in no
    reference cycle, so no collection can free them. Collections of young objects continue.
    """

    def __init__(self) -> None:
        self._thresholds = gc.get_threshold()
        self._running = 0
        self._postponed_since = self._ended_at = 0.0

    @contextmanager
    def postpone_collections(self) -> Iterator[None]:
        """Postpone full collections during the block; afterwards return free memory if no other block runs."""
        if not self._running:
            self._postponed_since = time.monotonic()
            gc.set_threshold(*self._thresholds[:2], NEVER)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                gc.set_threshold(*self._thresholds)
                return_free_memory()
                self._ended_at = time.monotonic()
                if self._ended_at - self._postponed_since >= LARGE_SECONDS:
                    asyncio.get_running_loop().call_later(IDLE_SECONDS, self._collect_if_idle)
            elif time.monotonic() - self._postponed_since > MAX_POSTPONED_SECONDS:
                gc.collect()
                self._postponed_since = time.monotonic()

    def _collect_if_idle(self) -> None:
        """Collect garbage once: this also frees the unused objects that Python reserves, which lie in between."""
        if not self._running and time.monotonic() - self._ended_at >= IDLE_SECONDS:
            gc.collect()
            return_free_memory()


def free_gradually(lists: Iterable[Sequence[object]]) -> None:
    """Empty lists in parts: freeing 140,000 figures together would stop all threads for 0.1 s."""
    for figures in lists:
        while figures and isinstance(figures, list):
            del figures[-ITEMS_PER_PART:]


async def free_after_error(error: BaseException, lists: Iterable[Sequence[object]]) -> None:
    """Free what a computation has loaded before its error.

    The error is in a reference cycle with its traceback, which refers to the variables of the computation. They would
    remain until the next full collection.
    """
    await asyncio.to_thread(free_gradually, lists)
    traceback.clear_frames(error.__traceback__)


def return_free_memory() -> None:
    """Return free memory to the system. glibc otherwise keeps most of the 170 MB that 140,000 figures need."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
