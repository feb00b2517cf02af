"""The ear of one process: a connection of its own that hears of changes, and rings for whoever waits."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from api.postgres.pool import OUTAGES

CHANNEL = "capaian_changes"  # leave_trace() in schema/migrations/0011_trail.sql calls on it
BEAT = 0.25  # seconds between two questions whether the connection lives
CERTAIN = 0.9  # seconds from asking, within which an answer says that whatever was committed before has been heard
SOONEST, LATEST = 0.1, 5.0  # seconds before the connection is made anew; each failure doubles them

_log = structlog.get_logger()

Connect = Callable[[], Awaitable["asyncpg.Connection[asyncpg.Record]"]]


class Listener:
    """Rings at every change. While its connection is away it is not `listening`, and those who wait must look.

    Until `certain_until`, in seconds of time.monotonic(), every change older than a second has been heard: a connection
    that is only half open looks alive for hours, and is found out by its heart.
    """

    def __init__(self, connect: Connect) -> None:
        self.rings = 0
        self.certain_until = 0.0
        self.listening = False
        self._connect = connect
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Open the connection, with the first who waits; at rest the process does without one."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_listening())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def ring(self) -> None:
        self.rings += 1
        self._bell.set()
        self._bell = asyncio.Event()

    async def rung_since(self, rings: int, seconds: float) -> None:
        """Returns when it has rung more often than `rings`, or when the seconds are over."""
        if self.rings == rings:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._bell.wait()

    async def _keep_listening(self) -> None:
        pause = SOONEST
        while True:
            try:
                await self._listen()
                pause = SOONEST
            except (*OUTAGES, asyncpg.PostgresError) as error:
                _log.warning("listener.failed", cause=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LATEST)

    async def _listen(self) -> None:
        """Returns when the connection was lost after it had listened."""
        connection = await self._connect()
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _connection: lost.set())
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self.listening = True
            self.ring()  # for what was said before we listened
            with contextlib.suppress(*OUTAGES):  # no heart
                await self._beat_until(lost, connection)
            _log.warning("listener.lost")
        finally:
            self.listening = False
            self.certain_until = 0.0
            self.ring()  # so that those who trusted in us look for themselves
            connection.terminate()

    async def _beat_until(self, lost: asyncio.Event, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Raises TimeoutError where nobody answers; what was committed before is heard with the answer."""
        while not lost.is_set():
            asked = time.monotonic()
            await connection.execute("SELECT", timeout=CERTAIN)
            self.certain_until = asked + CERTAIN
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), BEAT)

    def _heard(self, *_: Any) -> None:
        self.ring()
