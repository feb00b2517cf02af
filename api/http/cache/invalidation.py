"""Cache invalidation: entries are valid until a change commits, the listener fails or the day ends."""

import time
from datetime import UTC, datetime, timedelta

from api.database.listener import ChangeListener
from api.types import JAKARTA

SECONDS_PER_DAY = 86_400  # of every day in Jakarta, which has no daylight saving time


class Invalidation:
    """Count the generations of the cache. A response of an earlier generation is stale."""

    def __init__(self, listener: ChangeListener) -> None:
        self._listener = listener
        self._midnight = _next_midnight()

    @property
    def generation(self) -> int:
        return self._listener.generation

    def is_reliable(self) -> bool:
        """Return whether the listener has received every change that is older than one second."""
        if not self._midnight - SECONDS_PER_DAY <= time.time() < self._midnight:
            # Responses may depend on today's date in Asia/Jakarta. The clock may also have been set back.
            self._midnight = _next_midnight()
            self._listener.notify()
        return time.monotonic() < self._listener.reliable_until

    def invalidate(self) -> None:
        """Start a new generation after a write of this process, before its notification arrives."""
        self._listener.notify()


def _next_midnight() -> float:
    tomorrow = datetime.now(UTC).astimezone(JAKARTA).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=JAKARTA).timestamp()
