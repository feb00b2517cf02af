"""Cache invalidation: entries are valid until a change that can change them, or the day ends, or the listener fails."""

import time
from datetime import UTC, datetime, timedelta

from api.database.listener import ChangeListener
from api.types import JAKARTA

SECONDS_PER_DAY = 86_400  # of every day in Jakarta, which has no daylight saving time


class Invalidation:
    """Decide whether the cache can be used. `generations` decides whether a response is still valid."""

    def __init__(self, listener: ChangeListener) -> None:
        self.generations = listener.generations
        self._listener = listener
        self._midnight = _next_midnight()

    def is_reliable(self) -> bool:
        """Return whether the listener has received every change that is older than one second."""
        if not 0 < self._midnight - time.time() <= SECONDS_PER_DAY:
            # Responses may depend on today's date in Asia/Jakarta. The clock may also have been set back.
            self._midnight = _next_midnight()
            self._listener.notify()
        return time.monotonic() < self._listener.reliable_until

    async def catch_up(self) -> None:
        """Invalidate what the committed writes of this process have changed."""
        await self._listener.catch_up()


def _next_midnight() -> float:
    tomorrow = datetime.now(UTC).astimezone(JAKARTA).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=JAKARTA).timestamp()
