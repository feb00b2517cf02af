"""Changes that a standby has confirmed. Only these are returned while commits wait for a standby.

A commit becomes visible when its standby confirms it, but also when PostgreSQL stops: then it ends the waits, and a
process that has not stopped yet can still read it. The next primary may lack this commit (decision 33).
"""

import asyncio

from api.database.pool import Database
from api.database.pooled_connection import collect_warnings
from api.errors import UnavailableError
from api.exchange.changes.positions import FEED_START, FeedPosition
from api.exchange.changes.queries import confirm_position

MAX_CONCURRENT = 2  # connections that wait for a standby, and at most a quarter of those for public reads
SLOT_SECONDS = 2  # maximum time to wait for one of them, as for a connection of a pool


class ConfirmedChanges:
    """The last position of the feed that this process has seen confirmed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._confirmed = FEED_START
        self._slots = asyncio.Semaphore(max(1, min(MAX_CONCURRENT, database.size // 4)))
        # The latest confirmation, and a position that was read before it began.
        self._latest: tuple[FeedPosition, asyncio.Task[None]] | None = None

    async def require(self, position: FeedPosition, *, with_content: bool) -> None:
        """Return when a standby has confirmed this position, which the caller has read, and so all before it.

        `with_content`: the caller has also read current records. They can be newer than the position, so only a
        confirmation that begins now includes them. Raise UnavailableError within the timeouts of a pool if no standby
        confirms, or if the position was lost.
        """
        if position <= self._confirmed and not with_content:
            return
        if with_content or self._latest is None or self._latest[1].done() or self._latest[0] < position:
            task = asyncio.create_task(self._confirm(position, with_content=with_content))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # if no caller is left
            self._latest = position, task
        await asyncio.shield(self._latest[1])

    async def _confirm(self, position: FeedPosition, *, with_content: bool) -> None:
        try:
            async with asyncio.timeout(SLOT_SECONDS):
                await self._slots.acquire()
        except TimeoutError as error:
            raise UnavailableError("too many confirmations wait for a standby") from error
        try:
            if position > self._confirmed or with_content:
                await self._wait_for_standby(position)
        finally:
            self._slots.release()

    async def _wait_for_standby(self, position: FeedPosition) -> None:
        async with self._database.acquire_public() as connection:
            with collect_warnings(connection) as warnings:
                end = await confirm_position(connection, position)
        if warnings:  # an administrator has canceled the wait
            raise UnavailableError(warnings[0])
        if end is None:
            raise UnavailableError("a change that was read is not on this server")
        self._confirmed = max(self._confirmed, position, end)
