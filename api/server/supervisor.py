"""The supervisor of the worker processes: it starts them, replaces those that end, and stops them at a signal."""

import multiprocessing
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

import structlog
from structlog.typing import FilteringBoundLogger

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
STOP_TIMEOUT_SECONDS = 35.0  # a worker ends its own requests after 30
MIN_RESTART_DELAY, MAX_RESTART_DELAY = 0.1, 10.0
# After this time, an exit has another cause than the previous one, so the delay starts at its minimum again.
HEALTHY_AFTER_SECONDS = 30.0

_fork = multiprocessing.get_context("fork")
_log: FilteringBoundLogger = structlog.get_logger()


class WorkerSlot:
    """One worker and, while there is none, the time of the next start. Times are those of time.monotonic()."""

    def __init__(self, run: Callable[[], None], on_end: Callable[[int], None]) -> None:
        self._run = run
        self._on_end = on_end
        self._process: ForkProcess | None = None
        self._started_at = self._start_at = time.monotonic()
        self._delay = MIN_RESTART_DELAY

    def update(self, now: float) -> None:
        """Start the worker if it is time, or notice that it has ended."""
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
        elif self._process.exitcode is not None:
            if now - self._started_at >= HEALTHY_AFTER_SECONDS:
                self._delay = MIN_RESTART_DELAY / 2  # the next line doubles it
            self._schedule_start(now)
            _log.error(
                "worker.ended",
                pid=self._process.pid,
                exit_code=self._process.exitcode,
                restart_in_seconds=round(self._delay, 1),
            )
            if self._process.pid is not None:
                self._on_end(self._process.pid)
            self._process.close()
            self._process = None

    def _start(self, now: float) -> None:
        self._started_at = now
        process = _fork.Process(target=self._run_worker, name="capaian-worker")
        # The worker unblocks the signals when it can handle them, so none is lost.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            process.start()
        except OSError as error:  # too many processes, or too little memory
            self._schedule_start(now)
            _log.error("worker.start_failed", error=str(error), restart_in_seconds=round(self._delay, 1))
        else:
            self._process = process
            _log.info("worker.started", pid=process.pid)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def _run_worker(self) -> None:
        signal.set_wakeup_fd(-1)  # it is the supervisor's: a signal to the worker would stop the whole service
        self._run()

    def _schedule_start(self, now: float) -> None:
        self._delay = min(self._delay * 2, MAX_RESTART_DELAY)
        self._start_at = now + self._delay

    @property
    def sentinel(self) -> int | None:
        """A file descriptor that becomes readable when the worker ends, or None if there is no worker."""
        return None if self._process is None else self._process.sentinel

    def seconds_to_start(self, now: float) -> float | None:
        """Return the time until the next start, or None while the worker runs."""
        return None if self._process is not None else max(self._start_at - now, 0.0)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for the end of the worker; kill it after this time."""
        if self._process is not None:
            self._process.join(max(seconds, 0.0))
            if self._process.exitcode is None:
                _log.error("worker.killed", pid=self._process.pid)
                self._process.kill()
                self._process.join()


def supervise(
    run_worker: Callable[[], None],
    workers: int,
    listeners: Sequence[socket.socket],
    on_worker_end: Callable[[int], None] = lambda _pid: None,
) -> None:
    """Run the workers until SIGTERM or SIGINT. Replace a worker that ends, after a delay that grows.

    `on_worker_end` receives the process id of a worker that ended before the signal.
    The listening sockets are closed at the signal, so that new connections are refused while requests are completed.
    Call this in the main thread.
    """
    slots = [WorkerSlot(run_worker, on_worker_end) for _ in range(workers)]
    with _receive_stop_signals() as stop_requested:
        while True:
            now = time.monotonic()
            for slot in slots:
                slot.update(now)
            sentinels = [slot.sentinel for slot in slots if slot.sentinel is not None]
            delays = [delay for slot in slots if (delay := slot.seconds_to_start(now)) is not None]
            if stop_requested in wait([stop_requested, *sentinels], min(delays, default=None)):
                break
        for listener in listeners:
            listener.close()
        for slot in slots:
            slot.stop()
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        for slot in slots:
            slot.wait(deadline - time.monotonic())


@contextmanager
def _receive_stop_signals() -> Iterator[socket.socket]:
    """Yield a socket that becomes readable at a stop signal, whichever thread the kernel delivers it to."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    for stop_signal in STOP_SIGNALS:
        signal.signal(stop_signal, _ignore)  # a handler of Python, so that the signal is written to the socket
    with reader, writer:
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield reader
        finally:
            signal.set_wakeup_fd(-1)


def _ignore(_signal: int, _frame: FrameType | None) -> None:
    pass
