"""Counts and logs what was answered from memory: many at once, off the way of each."""

import asyncio
from itertools import groupby
from typing import Final

from api.http.metrics import count_many
from api.logs import Answered, log_answered

SECONDS_UNTIL_TOLD: Final = 0.02
MOST_UNTOLD: Final = 50  # more at once would hold up whoever asks meanwhile


class Witness:
    """Nothing that was answered goes unnoticed; the log has it a fiftieth of a second later, few at once."""

    def __init__(self) -> None:
        self._seen: list[Answered] = []
        self._told_soon: asyncio.TimerHandle | None = None

    def saw(self, seen: Answered) -> None:
        self._seen.append(seen)
        if self._told_soon is None:
            self._told_soon = asyncio.get_running_loop().call_later(SECONDS_UNTIL_TOLD, self.tell)
        elif len(self._seen) >= MOST_UNTOLD:
            self.tell()

    def tell(self) -> None:
        if self._told_soon is not None:
            self._told_soon.cancel()
            self._told_soon = None
        seen, self._seen = self._seen, []
        log_answered(seen)
        # Most in a row are alike.
        for (method, route, status), each in groupby(seen, lambda one: (one.method, one.route, one.status)):
            count_many(method, route, status, [one.duration_ms / 1000 for one in each])
