"""Change the schema while clients read and write: wait for a lock for a short time only, and try again later.

A statement that waits for an exclusive lock stops all later statements of that table. So each attempt ends after a
time shorter than the lock timeout of clients, and shorter than the time after which PostgreSQL looks for deadlocks.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

LOCK_TIMEOUT = "500ms"
# Building an index concurrently stops neither reads nor writes, so it may wait for the longest import or export.
CONCURRENT_LOCK_TIMEOUT = "16min"
PAUSE_SECONDS = 2.0
MAX_SECONDS = 16 * 60.0  # longer than the longest import or export

Result = TypeVar("Result")


class LockTimeoutError(Exception):
    """Another transaction has held a lock during the whole time; the message names the file that waited."""


async def retry_on_lock_timeout(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Run an attempt until it raises no LockTimeoutError; raise the last one after MAX_SECONDS."""
    deadline = time.monotonic() + MAX_SECONDS
    while True:
        try:
            return await attempt()
        except LockTimeoutError:
            if time.monotonic() + PAUSE_SECONDS > deadline:
                raise
        await asyncio.sleep(PAUSE_SECONDS)
