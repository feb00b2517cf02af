"""Background jobs: what a process does repeatedly while it serves requests."""

import abc
import asyncio
import contextlib

import structlog

from api.errors import OutcomeUnknownError, UnavailableError

# The delay after the first failed round; each further failure doubles it.
MIN_RETRY_SECONDS, MAX_RETRY_SECONDS = 1.0, 60.0
STOP_TIMEOUT_SECONDS = 3.0

log = structlog.get_logger()


class BackgroundJob(abc.ABC):
    """Run rounds of a job until the service stops. A failed round is logged and repeated later.

    `delayed_event` is logged when a component is unavailable, `failed_event` for every other error.
    """

    delayed_event: str
    failed_event: str

    def __init__(self) -> None:
        self._retry_seconds = 0.0  # 0 after a successful round
        self._stopping = False
        self._wake_event = asyncio.Event()

    @abc.abstractmethod
    async def run_once(self) -> float:
        """Run one round. Return the number of seconds until the next one."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Start the next round immediately."""
        self._wake_event.set()

    async def stop(self) -> None:
        self._stopping = True
        self.wake()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._task, STOP_TIMEOUT_SECONDS)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake_event.clear()
            seconds = await self.run_once_safely()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake_event.wait(), seconds)

    async def run_once_safely(self) -> float:
        """Run one round and log its failure. Return the number of seconds until the next one."""
        try:
            seconds = await self.run_once()
        except (UnavailableError, OutcomeUnknownError) as error:
            self._log_first_failure(self.delayed_event, cause=error.cause)
        except Exception as error:  # noqa: BLE001  # an error in a job must not stop the service
            self._log_first_failure(self.failed_event, exc_info=error)
        else:
            self._retry_seconds = 0.0
            return seconds
        self._retry_seconds = min(MAX_RETRY_SECONDS, 2 * self._retry_seconds or MIN_RETRY_SECONDS)
        return self._retry_seconds

    def _log_first_failure(self, event: str, **fields: object) -> None:
        if not self._retry_seconds:
            log.warning(event, **fields)
