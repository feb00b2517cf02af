"""The LISTEN connection of one process, which wakes waiting requests when a change commits."""

import asyncio
import contextlib
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import asyncpg
import structlog

from api.database.pooled_connection import CONNECTION_ERRORS
from api.errors import UnavailableError

CHANNEL = "capaian_changes"  # the triggers in schema/functions/audit.sql notify it
HEARTBEAT_SECONDS = 0.25  # time between two checks of the connection
MAX_SILENCE_SECONDS = 0.9  # timeout of a check, and the time for which a successful check is valid
DELIVERY_CHECK_SECONDS = 3.0  # time between two notifications of this process to itself
DELIVERY_TIMEOUT_SECONDS = 2.0  # of each
DELIVERY_CHECK_PREFIX = "?"  # of their payloads; no code of a program has it
MIN_RETRY_SECONDS, MAX_RETRY_SECONDS = 0.1, 5.0  # delay before a reconnect; each failure doubles it

SHARED: Final = ""  # the dependency of a response that no figure can change
EVERYTHING: Final = ""  # the payload of a change that can affect every response
MAX_PROGRAMS: Final = 10_000  # with more, all of them count as changed
_PROGRAMS: Final = re.compile(r"[a-z0-9-]+(?: [a-z0-9-]+)*")  # as schema/functions/audit.sql writes them

_log = structlog.get_logger()

ListenerConnection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ConnectFunction = Callable[[], Awaitable[ListenerConnection]]
NotifyFunction = Callable[[str, str], Awaitable[None]]


class UndeliveredError(Exception):
    """The LISTEN connection does not receive what other connections notify, as behind a transaction pooler."""


class ChangeGenerations:
    """The number of the last notification, of the last one that concerns everything, and of the last per program."""

    def __init__(self) -> None:
        self.latest = 0
        self.latest_of_everything = 0
        self._programs: dict[str, int] = {}

    def add(self, payload: str = EVERYTHING) -> None:
        """Count a notification: `payload` has the codes of programs, separated by spaces, or concerns everything."""
        self.latest += 1
        codes = payload.split(" ")
        if _PROGRAMS.fullmatch(payload) is None or len(self._programs) + len(codes) > MAX_PROGRAMS:
            self.latest_of_everything = self.latest
            self._programs.clear()
        else:
            self._programs.update(dict.fromkeys(codes, self.latest))

    def is_current(self, program: str | None, generation: int) -> bool:
        """Return whether nothing has changed after `generation` that can change a response with this dependency.

        It is the code of a program, SHARED, or None: then every change counts.
        """
        if program is None:
            return generation == self.latest
        return generation >= self.latest_of_everything and generation >= self._programs.get(program, 0)


class ChangeListener:
    """Hold one LISTEN connection per process and wake waiting requests when a change commits.

    `generations` counts the notifications. While `listening` is false, waiting requests must poll. Until
    `reliable_until`, in seconds of time.monotonic(), every change older than one second has been received: the
    heartbeat detects a half-open connection, which would otherwise look alive for hours. It also detects if another
    process of the server replies than before.

    A heartbeat does not prove that notifications arrive. So the listener notifies itself over a connection of the pool,
    first and then every three seconds, and is reliable only if it receives this. It does not receive it behind a
    transaction pooler, if the connections reach two servers, or if the server cannot commit without its standby.
    """

    def __init__(self, connect: ConnectFunction, notify: NotifyFunction) -> None:
        self.generations = ChangeGenerations()
        self.reliable_until = 0.0
        self.listening = False
        self._connect = connect
        self._send_notification = notify
        self._connection: ListenerConnection | None = None
        self._commands = asyncio.Lock()  # a connection executes one statement at a time
        self._round_trips = self._last_completed = 0
        self._backend_pid = 0
        self._own_payload = ""
        self._own_received = asyncio.Event()
        self._notified = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def generation(self) -> int:
        return self.generations.latest

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

    def notify(self, payload: str = EVERYTHING) -> None:
        """Start a new generation and wake all waiting requests."""
        self.generations.add(payload)
        self._notified.set()
        self._notified = asyncio.Event()

    async def wait_for_notification(self, generation: int, seconds: float) -> None:
        """Return when the generation is no longer `generation`, or after this many seconds."""
        if self.generation == generation:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._notified.wait()

    async def catch_up(self) -> None:
        """Return when every notification of a transaction that committed before the call has been received.

        If that is not possible, everything counts as changed. Concurrent calls share a round trip.
        """
        started = self._round_trips
        async with self._commands:
            if self._last_completed > started:
                return  # it began after this call
            try:
                if self._connection is None:
                    raise UndeliveredError  # noqa: TRY301  # the same as a failed round trip
                await self._make_round_trip(self._connection)
            except (*CONNECTION_ERRORS, asyncpg.PostgresError, UndeliveredError):
                self.notify()

    async def _run_until_closed(self) -> None:
        delay = MIN_RETRY_SECONDS
        while True:
            try:
                await self._listen()
                delay = MIN_RETRY_SECONDS
            except (*CONNECTION_ERRORS, asyncpg.PostgresError, UnavailableError, UndeliveredError) as error:
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
            self._backend_pid = await connection.fetchval("SELECT pg_backend_pid()")
            await self._check_delivery()
            self._connection, self.listening = connection, True
            self.notify()  # for changes that committed before the LISTEN
            with contextlib.suppress(*CONNECTION_ERRORS):  # the heartbeat failed
                await self._send_heartbeats(lost, connection)
            _log.warning("listener.lost")
        finally:
            self._connection, self.listening = None, False
            self.reliable_until = 0.0
            self.notify()  # so that waiting requests poll
            connection.terminate()

    async def _send_heartbeats(self, lost: asyncio.Event, connection: ListenerConnection) -> None:
        """Check the connection until it is lost. Raise TimeoutError if the server does not reply.

        Raise UndeliveredError if it does not deliver notifications.
        """
        check, next_check = None, time.monotonic() + DELIVERY_CHECK_SECONDS
        try:
            while not lost.is_set():
                sent_at = time.monotonic()
                async with self._commands:
                    await self._make_round_trip(connection)
                self.reliable_until = sent_at + MAX_SILENCE_SECONDS
                # The heartbeats continue while a slow server commits the notification.
                if check is None and sent_at >= next_check:
                    check = asyncio.create_task(self._check_delivery())
                    check.add_done_callback(lambda done: done.cancelled() or done.exception())  # if not awaited below
                elif check is not None and check.done():
                    check.result()
                    check, next_check = None, time.monotonic() + DELIVERY_CHECK_SECONDS
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(lost.wait(), HEARTBEAT_SECONDS)
        finally:
            if check is not None:
                check.cancel()

    async def _make_round_trip(self, connection: ListenerConnection) -> None:
        """Execute a statement. The server sends earlier notifications before it is ready for the next one."""
        number = self._round_trips = self._round_trips + 1
        if await connection.fetchval("SELECT pg_backend_pid()", timeout=MAX_SILENCE_SECONDS) != self._backend_pid:
            raise UndeliveredError
        self._last_completed = number

    async def _check_delivery(self) -> None:
        """Raise UndeliveredError if a notification over another connection is not received."""
        self._own_payload, self._own_received = f"{DELIVERY_CHECK_PREFIX}{secrets.token_hex(8)}", asyncio.Event()
        try:
            async with asyncio.timeout(DELIVERY_TIMEOUT_SECONDS):
                await self._send_notification(CHANNEL, self._own_payload)
                await self._own_received.wait()
        except (*CONNECTION_ERRORS, asyncpg.PostgresError, UnavailableError) as error:
            raise UndeliveredError from error

    def _on_notification(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        text = str(payload)
        if not text.startswith(DELIVERY_CHECK_PREFIX):
            self.notify(text)
        elif text == self._own_payload:
            self._own_received.set()
