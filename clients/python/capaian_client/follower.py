"""Followers of the change feed: they yield changes, wait for the next ones, and continue after errors."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Generic

import httpx

from capaian_client.async_connection import AsyncConnection
from capaian_client.calls import ApiResponse, Call, Item, Page
from capaian_client.connection import Connection
from capaian_client.position import Position
from capaian_client.problems import ProblemError
from capaian_client.retry import RetryPolicy, is_permanent

_ONCE = RetryPolicy(max_attempts=1)
_log = logging.getLogger("capaian_client")


class _Progress(Generic[Item]):
    """The next request of a follower, and what follows after an error; sends nothing, so that both followers use it."""

    def __init__(self, call: Call[Page[Item]], position: Position, retry: RetryPolicy) -> None:
        self._call = call
        self._retry = retry
        self._failures = 0
        self.position = position

    def next_call(self) -> Call[Page[Item]]:
        cursor = self.position.cursor
        return self._call if cursor is None else self._call.copy_with(params={"cursor": cursor})

    def delay_after(self, error: Exception) -> float:
        """Return the seconds until the next attempt. Raise the error if another attempt would fail too."""
        response = error.response if isinstance(error, ProblemError) else None
        self._failures += 1
        delay = self._retry.delay_without_limit(self._failures, response)
        if delay is None or is_permanent(error):
            raise error
        _log.warning("changes: attempt %d failed, next in %.1f s: %s", self._failures, delay, error)
        return delay

    def succeed(self, response: ApiResponse[Page[Item]]) -> Page[Item]:
        self._failures = 0
        return response.value


class Follower(Generic[Item]):
    """Yields changes as they happen: `for change in capaian.changes.follow()`.

    A change counts as processed when the loop requests the next one. After `break` or an exception it does not, so
    that a new loop yields it again.
    """

    def __init__(
        self,
        connection: Connection,
        call: Call[Page[Item]],
        *,
        after: str | None,
        position_file: str | Path | None,
    ) -> None:
        self._connection = connection
        self._progress = _Progress(call, Position(after, position_file), connection.retry)
        self._stopped = threading.Event()

    @property
    def position(self) -> str | None:
        """The cursor of the last change that the loop has processed; None before the first one."""
        return self._progress.position.cursor

    def stop(self) -> None:
        """End the loop: after the current change, or at the latest when the current request ends, in `wait` seconds.

        The loop, another thread or a signal handler can call it.
        """
        self._stopped.set()

    def __iter__(self) -> Iterator[Item]:
        while not self._stopped.is_set():
            page = self._read()
            if page is None:
                return
            for change in page.data:
                yield change
                self._progress.position.store(change.cursor)  # type: ignore[attr-defined]
                if self._stopped.is_set():
                    return
            self._progress.position.store(page.meta.next_cursor, sync=True)

    def _read(self) -> Page[Item] | None:
        while True:
            try:
                return self._progress.succeed(self._connection.send(self._progress.next_call(), _ONCE))
            except (httpx.TransportError, ProblemError) as error:
                if self._stopped.wait(self._progress.delay_after(error)):
                    return None


class AsyncFollower(Generic[Item]):
    """`Follower` for asyncio: `async for change in capaian.changes.follow()`."""

    def __init__(
        self,
        connection: AsyncConnection,
        call: Call[Page[Item]],
        *,
        after: str | None,
        position_file: str | Path | None,
    ) -> None:
        self._connection = connection
        self._progress = _Progress(call, Position(after, position_file), connection.retry)
        self._stopped = asyncio.Event()

    @property
    def position(self) -> str | None:
        """The cursor of the last change that the loop has processed; None before the first one."""
        return self._progress.position.cursor

    def stop(self) -> None:
        """End the loop: after the current change, or immediately if it waits. Call it in the thread of the loop."""
        self._stopped.set()

    async def __aiter__(self) -> AsyncIterator[Item]:
        while not self._stopped.is_set():
            page = await self._read()
            if page is None:
                return
            for change in page.data:
                yield change
                self._progress.position.store(change.cursor)  # type: ignore[attr-defined]
                if self._stopped.is_set():
                    return
            self._progress.position.store(page.meta.next_cursor, sync=True)

    async def _read(self) -> Page[Item] | None:
        """Return a page, None if `stop` was called first."""
        reading = asyncio.ensure_future(self._read_until_success())
        stopping = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return reading.result() if reading.done() else None
        finally:
            for task in (reading, stopping):
                task.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)

    async def _read_until_success(self) -> Page[Item]:
        while True:
            try:
                return self._progress.succeed(await self._connection.send(self._progress.next_call(), _ONCE))
            except (httpx.TransportError, ProblemError) as error:
                await asyncio.sleep(self._progress.delay_after(error))
