"""Hearing that the process is to stop, before the server waits for the last answer under way."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType

Undo = Callable[[], object]


def when_told_to_stop(callback: Callable[[], object]) -> Undo:
    """Call back in the running loop at SIGTERM, and let whoever listened before hear it all the same.

    The server says nothing to the application before all requests in flight are answered, and those who wait for
    changes would let it wait for half a minute. Where nobody listens the process just ends, and nothing is done here.
    """
    before = signal.getsignal(signal.SIGTERM)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()

    def hear(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        before(number, frame)

    signal.signal(signal.SIGTERM, hear)
    signal.siginterrupt(signal.SIGTERM, False)  # as the loop has it
    return lambda: signal.signal(signal.SIGTERM, before)
