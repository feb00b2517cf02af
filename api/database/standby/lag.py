"""The lag of a standby: which commits of the primary it has replayed."""

import asyncio
import math
import time
from functools import partial
from typing import Final, Protocol

from api.database.standby.position import Position
from api.database.standby.server_watch import ServerWatch, WatchJob

IDLE_SECONDS: Final = 0.25  # between two reads of a server
MIN_SECONDS, MAX_SECONDS = 0.005, 0.05  # between two reads of a standby that is behind; each one doubles it
MAX_WAITING: Final = 16  # requests at the same time
_NOWHERE: Final = Position(0, 0)


class ChangeNotifications(Protocol):
    """The notifications of changes that the process received; api/database/listener.py."""

    @property
    def generation(self) -> int: ...

    async def wait_for_notification(self, generation: int, seconds: float) -> None: ...


class StandbyLag:
    """Compares the positions of the standby and of its primary, four times per second and after each notification.

    Without `primary` the lag is the age of the last transaction that the standby replayed, which grows while the
    primary writes nothing.
    """

    def __init__(self, standby: ServerWatch, primary: ServerWatch | None = None) -> None:
        self.standby = standby
        self.primary = primary
        self.replayed = _NOWHERE
        self._notifications: ChangeNotifications | None = None
        # The position of the primary after the notification with this number; it is after the notified change.
        self._notified_generation, self._notified_position = -1, _NOWHERE
        self._sample: tuple[float, Position] | None = None  # of the primary, until the standby has replayed it
        self._complete_until: float | None = None  # everything that committed by then is visible on the standby
        self._waiting = 0
        self._read = asyncio.Event()  # set, and replaced, after each read of the standby
        self._pause = IDLE_SECONDS
        self._standby_job = WatchJob(self._read_standby)
        self._jobs = [self._standby_job, *([] if primary is None else [WatchJob(partial(self._read_primary, primary))])]

    def start(self) -> None:
        for job in self._jobs:
            job.start()

    async def close(self) -> None:
        await asyncio.gather(*(job.stop() for job in self._jobs))
        for server in filter(None, (self.standby, self.primary)):
            server.close()

    def follow(self, notifications: ChangeNotifications) -> None:
        """Compare the standby with the changes that these notifications announce."""
        self._notifications = notifications

    @property
    def seconds(self) -> float:
        """The upper limit of the lag; infinite before the first comparison."""
        return math.inf if self._complete_until is None else time.monotonic() - self._complete_until

    @property
    def has_all_notified_changes(self) -> bool:
        return (
            self._notifications is not None
            and self._notified_generation == self._notifications.generation
            and self.replayed >= self._notified_position
        )

    async def wait_for(self, position: Position, seconds: float) -> bool:
        """Return whether the standby replays this position within this time.

        Return False immediately for an unknown epoch, or if too many requests wait: any client can send any position.
        """
        if self.replayed >= position:
            return True
        if self.replayed.epoch < position.epoch or self._waiting >= MAX_WAITING:
            return False
        self._waiting += 1
        self._read_soon()
        try:
            async with asyncio.timeout(seconds):
                while self.replayed < position:
                    await self._read.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    def _read_soon(self) -> None:
        self._pause = MIN_SECONDS / 2
        self._standby_job.wake()

    async def _read_primary(self, primary: ServerWatch) -> float:
        notifications = self._notifications
        generation, started_at = -1 if notifications is None else notifications.generation, time.monotonic()
        position = (await primary.read()).position
        self._notified_generation, self._notified_position = generation, position
        if self._sample is None or position < self._sample[1]:
            self._sample = started_at, position
        self._read_soon()
        if notifications is None:
            return IDLE_SECONDS
        await notifications.wait_for_notification(generation, IDLE_SECONDS)
        return 0

    async def _read_standby(self) -> float:
        started_at = time.monotonic()
        self.replayed, is_standby, replayed_ago = await self.standby.read()
        if self.primary is None:
            self._complete_until = (
                started_at if not is_standby else None if replayed_ago is None else started_at - replayed_ago
            )
        elif self._sample is not None and self.replayed >= self._sample[1]:
            self._complete_until, self._sample = self._sample[0], None
        self._read.set()
        self._read = asyncio.Event()
        is_behind = self._waiting > 0 or self.replayed < self._notified_position
        self._pause = min(2 * self._pause, MAX_SECONDS) if is_behind else IDLE_SECONDS
        return self._pause
