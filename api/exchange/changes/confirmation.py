"""Changes that a standby has confirmed. Only these are returned while commits wait for a standby.

A commit becomes visible when its standby confirms it, but also when PostgreSQL stops: then it ends the waits, and a
process that has not stopped yet can still read it. The next primary may lack this commit (decision 33).
"""

import asyncio

from api.database.pool import Database
from api.errors import UnavailableError
from api.exchange.changes.positions import FEED_START, FeedPosition
from api.exchange.changes.queries import confirm_position

MAX_CONCURRENT = 2  # connections that wait for a standby


class ConfirmedChanges:
    """The last position of the feed that this process has seen confirmed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._confirmed = FEED_START
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        # The running confirmation, and a position that was read before it began.
        self._running: tuple[FeedPosition, asyncio.Task[None]] | None = None

    async def require(self, position: FeedPosition) -> None:
        """Return when a standby has confirmed this position, which the caller has read, and so all before it.

        Raise UnavailableError within the timeouts of a pool if none does, or if the position was lost.
        """
        if position <= self._confirmed:
            return
        if self._running is None or self._running[1].done() or self._running[0] < position:
            task = asyncio.create_task(self._confirm(position))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # if no caller is left
            self._running = position, task
        await asyncio.shield(self._running[1])

    async def _confirm(self, position: FeedPosition) -> None:
        async with self._slots:
            if position <= self._confirmed:
                return
            async with self._database.acquire_public() as connection:
                end = await confirm_position(connection, position)
        if end is None:
            raise UnavailableError("a change that was read is not on this server")
        self._confirmed = max(self._confirmed, position, end)
