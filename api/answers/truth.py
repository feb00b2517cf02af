"""When an answer from memory is true: nothing was heard of a change, we would have heard, and the day is not over."""

import time
from datetime import UTC, datetime, timedelta

from api.changes.listener import Listener
from api.http.immutable import JAKARTA


class Truth:
    """`clock` counts what was heard. What was begun at an earlier count is not answered any more."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._midnight = _next_midnight()

    @property
    def clock(self) -> int:
        return self._listener.rings

    def holds(self) -> bool:
        """Whether we would have heard of every change that is older than a second."""
        if time.time() >= self._midnight:
            # Answers may depend on today's date in Asia/Jakarta.
            self._midnight = _next_midnight()
            self._listener.ring()
        return time.monotonic() < self._listener.certain_until

    def ring(self) -> None:
        """Something was written here: it is true before anybody hears of it."""
        self._listener.ring()


def _next_midnight() -> float:
    tomorrow = datetime.now(UTC).astimezone(JAKARTA).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=JAKARTA).timestamp()
