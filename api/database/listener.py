"""The LISTEN connection of one process, which wakes waiting requests when a change commits."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from api.database.pool import CONNECTION_ERRORS

CHANNEL = "capaian_changes"  # the triggers in schema/functions/audit.sql notify it
HEARTBEAT_SECONDS = 0.25  # time between two checks of the connection
MAX_SILENCE_SECONDS = 0.9  # timeout of a check, and the time for which a successful check is valid
MIN_RETRY_SECONDS, MAX_RETRY_SECONDS = 0.1, 5.0  # delay before a reconnect; each failure doubles it

_log = structlog.get_logger()

ConnectFunction = Callable[[], Awaitable["asyncpg.Connection[asyncpg.Record]"]]


class ChangeListener:
    """Hold one LISTEN connection per process and wake waiting requests when a change commits.

    `generation` increases with each notification. While `listening` is false, waiting requests must poll. Until
    `reliable_until`, in seconds of time.monotonic(), every change older than one second has been received: the
    heartbeat detects a half-open connection, which would otherwise look alive for hours.
    """

    def __init__(self, connect: ConnectFunction) -> None:
        self.generation = 0
        self.reliable_until = 0.0
        self.listening = False
        self._connect = connect
        self._notified = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Open the connection. The first waiting request calls this, so an idle process has no such connection."""
        if self._task is None:
            self._task = asyncio.create_task(self._run_until_closed())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def notify(self) -> None:
        """Start a new generation and wake all waiting requests."""
        self.generation += 1
        self._notified.set()
        self._notified = asyncio.Event()

    async def wait_for_notification(self, generation: int, seconds: float) -> None:
        """Return when the generation is no longer `generation`, or after this many seconds."""
        if self.generation == generation:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._notified.wait()

    async def _run_until_closed(self) -> None:
        delay = MIN_RETRY_SECONDS
        while True:
            try:
                await self._listen()
                delay = MIN_RETRY_SECONDS
            except (*CONNECTION_ERRORS, asyncpg.PostgresError) as error:
                _log.warning("listener.failed", cause=type(error).__name__)
            await asyncio.sleep(delay)
            delay = min(2 * delay, MAX_RETRY_SECONDS)

    async def _listen(self) -> None:
        """Connect and listen; return when the connection is lost."""
        connection = await self._connect()
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _connection: lost.set())
        try:
            await connection.add_listener(CHANNEL, self._on_notification)
            self.listening = True
            self.notify()  # for changes that committed before the LISTEN
            with contextlib.suppress(*CONNECTION_ERRORS):  # the heartbeat failed
                await self._send_heartbeats(lost, connection)
            _log.warning("listener.lost")
        finally:
            self.listening = False
            self.reliable_until = 0.0
            self.notify()  # so that waiting requests poll
            connection.terminate()

    async def _send_heartbeats(self, lost: asyncio.Event, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Check the connection until it is lost. Raise TimeoutError if the server does not reply.

        The server sends earlier notifications before its reply.
        """
        while not lost.is_set():
            sent_at = time.monotonic()
            await connection.execute("SELECT", timeout=MAX_SILENCE_SECONDS)
            self.reliable_until = sent_at + MAX_SILENCE_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), HEARTBEAT_SECONDS)

    def _on_notification(self, *_: Any) -> None:
        self.notify()
