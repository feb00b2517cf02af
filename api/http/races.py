"""Waiting for whatever comes first: the answer, the client's leaving, or the end of the service."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from litestar.types import Receive


async def disconnected(receive: Receive) -> None:
    """Returns when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def first_of(*those: Awaitable[Any]) -> int:
    """Runs all until one returns, cancels the others, and tells which it was; raises what that one raised."""
    tasks = [asyncio.ensure_future(one) for one in those]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    first = next(place for place, task in enumerate(tasks) if task in done)
    tasks[first].result()
    return first
