"""The position and the availability of one server, read over a connection of its own."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import asyncpg
import structlog

from api.background import BackgroundJob
from api.database.pooled_connection import CONNECTION_ERRORS
from api.database.standby.position import ServerPosition, load_position
from api.errors import UnavailableError

PAUSE_SECONDS: Final = 1.0  # after an error, for which requests do not use the server
RETRY_SECONDS: Final = 0.25

_log = structlog.get_logger()


class ServerWatch:
    """`is_down` is true after an error, until the server has been read again at least one second later."""

    def __init__(self, name: str, connect: Callable[[], Awaitable[Any]]) -> None:
        self.is_down = False
        self._name = name
        self._connect = connect
        self._connection: Any = None
        self._avoid_until = 0.0

    async def read(self) -> ServerPosition:
        """Read the position. Raise UnavailableError within four seconds. Only one task may call this at a time."""
        try:
            if self._connection is None:
                self._connection = await self._connect()
            found = await load_position(self._connection)
        except (*CONNECTION_ERRORS, asyncpg.PostgresError) as error:
            self.close()
            self.mark_down(type(error).__name__)
            raise UnavailableError(type(error).__name__) from error
        if self.is_down and time.monotonic() >= self._avoid_until:
            self.is_down = False
            _log.info("server.available", server=self._name)
        return found

    def mark_down(self, cause: str) -> None:
        """Let requests use the other server for at least one second."""
        if not self.is_down:
            _log.warning("server.unavailable", server=self._name, cause=cause)
        self.is_down = True
        self._avoid_until = time.monotonic() + PAUSE_SECONDS

    def close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


class WatchJob(BackgroundJob):
    """Calls a function that reads a server, again and again. It returns the seconds until the next call."""

    delayed_event = "server.watch_delayed"
    failed_event = "server.watch_failed"

    def __init__(self, read_once: Callable[[], Awaitable[float]]) -> None:
        super().__init__()
        self._read_once = read_once

    async def run_once(self) -> float:
        try:
            return await self._read_once()
        except UnavailableError:
            return RETRY_SECONDS  # not longer after each error: reads must find the server when it is back
