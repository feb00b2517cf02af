"""What a process does beside its requests, round after round, for as long as it serves."""

import abc
import asyncio
import contextlib

import structlog

from api.faults import OutcomeUnknown, Unavailable

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds after a round that did not succeed; each failure doubles them

log = structlog.get_logger()


class Rounds(abc.ABC):
    """Outages delay it, and nothing it meets ends it. `name` begins its log events."""

    name: str

    def __init__(self) -> None:
        self._pause = 0.0  # since the last round did not succeed
        self._stopping = False
        self._called = asyncio.Event()

    @abc.abstractmethod
    async def work(self) -> float:
        """One round's; after how many seconds to come back."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def call(self) -> None:
        """There is something to do: the next round begins at once."""
        self._called.set()

    async def stop(self) -> None:
        self._stopping = True
        self.call()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._task, 3)

    async def _run(self) -> None:
        while not self._stopping:
            self._called.clear()
            seconds = await self.round()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._called.wait(), seconds)

    async def round(self) -> float:
        """Works once; after how many seconds to work again."""
        try:
            seconds = await self.work()
        except (Unavailable, OutcomeUnknown) as error:
            self._told_once("waits", cause=error.cause)
        except Exception as error:  # noqa: BLE001  # what is done late must not end the service
            self._told_once("failed", exc_info=error)
        else:
            self._pause = 0.0
            return seconds
        self._pause = min(LONGEST_PAUSE, 2 * self._pause or SHORTEST_PAUSE)
        return self._pause

    def _told_once(self, event: str, **about: object) -> None:
        if not self._pause:
            event = f"{self.name}.{event}"
            log.warning(event, **about)
