"""Waiting for the first of several events: the response, a deadline, or the stop of the service."""

import asyncio
from collections.abc import Awaitable
from typing import Any


async def wait_for_first(*awaitables: Awaitable[Any]) -> int:
    """Run all awaitables until one ends, cancel the others, and return its index or raise its error."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    first = next(index for index, task in enumerate(tasks) if task in done)
    tasks[first].result()
    return first
