"""Render a picture as PNG in a process of its own, one at a time."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from api.errors import UnavailableError
from api.http.request.concurrency_limit import CallerIdentity, ConcurrencyLimiter

MAX_REQUESTS: Final = 3  # one is rendered, and two wait
MAX_SECONDS: Final = 20
_COMMAND: Final = (sys.executable, "-I", str(Path(__file__).with_name("render_png.py")))


class PngRenderer:
    """Renders one picture at a time in each worker."""

    def __init__(self) -> None:
        self._limiter = ConcurrencyLimiter(MAX_REQUESTS, kind="pictures", max_per_caller=2)
        self._lock = asyncio.Lock()

    async def render(self, svg: bytes, width: int, caller: CallerIdentity) -> bytes:
        """Return a PNG of `width` pixels. Raise UnavailableError if too many requests wait, or after 20 seconds."""
        with self._limiter.acquire(caller):
            async with self._lock:
                return await _run_process(svg, width)


async def _run_process(svg: bytes, width: int) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *_COMMAND, str(width), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={}
    )
    try:
        async with asyncio.timeout(MAX_SECONDS):
            png, _ = await process.communicate(svg)
    except TimeoutError:
        raise UnavailableError("a picture was not rendered in time") from None
    finally:  # also if the client has disconnected
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise UnavailableError(f"the renderer of pictures ended with {process.returncode}")
    return png
