"""React to SIGTERM before the server waits for the requests in progress."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType

UnregisterFunction = Callable[[], object]


def on_stop_signal(callback: Callable[[], object]) -> UnregisterFunction:
    """Call `callback` in the running loop at SIGTERM, then the previous handler. Return a function that undoes this.

    The server notifies the application only after all requests have ended, and requests that wait for changes would
    delay it by half a minute. Without a previous handler the process simply ends, so this does nothing.
    """
    before = signal.getsignal(signal.SIGTERM)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()

    def handle_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        before(number, frame)

    signal.signal(signal.SIGTERM, handle_signal)
    signal.siginterrupt(signal.SIGTERM, False)  # the event loop sets the same
    return lambda: signal.signal(signal.SIGTERM, before)
