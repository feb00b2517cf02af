"""The asynchronous connection: `Connection` for asyncio."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import httpx

from capaian_client.calls import ApiResponse, Call, T
from capaian_client.etag_cache import EtagCache, MemoryCache
from capaian_client.retry import RetryPolicy
from capaian_client.retry_loop import Outcome, RetryLoop
from capaian_client.transfer import (
    CHUNK_BYTES,
    AtomicFile,
    IncompleteDownloadError,
    read_chunks_async,
    without_compression,
)
from capaian_client.v1.types import File


class AsyncConnection:
    """`Connection` with coroutines. The event loop's thread reads and writes files."""

    def __init__(self, http: httpx.AsyncClient, retry: RetryPolicy, cache: EtagCache) -> None:
        self._http = http
        self.retry = retry
        self._cache = cache

    async def send(self, call: Call[T], retry: RetryPolicy | None = None) -> ApiResponse[T]:
        loop = RetryLoop(call, retry or self.retry, self._cache)
        while True:
            outcome: Outcome
            try:
                outcome = await self._http.send(loop.build_request(self._http, read_chunks_async))
            except httpx.TransportError as error:
                outcome = error
            delay = loop.delay_before_retry(outcome)
            if delay is None:
                return loop.finish(outcome)
            await asyncio.sleep(delay)

    async def download(self, call: Call[File], file: str | Path) -> Path:
        loop = RetryLoop(without_compression(call), self.retry, MemoryCache(0))
        while True:
            outcome: Outcome
            try:
                outcome = await self._http.send(loop.build_request(self._http, read_chunks_async), stream=True)
                if outcome.status_code == httpx.codes.OK:
                    async with aclosing(outcome):
                        with AtomicFile(file, outcome) as output:
                            async for chunk in outcome.aiter_raw(CHUNK_BYTES):
                                output.write(chunk)
                    return Path(file)
                await outcome.aread()
            except (httpx.TransportError, IncompleteDownloadError) as error:
                outcome = error
            delay = loop.delay_before_retry(outcome)
            if delay is None:
                loop.finish(outcome).value  # noqa: B018, raises, because the response is not the file
            else:
                await asyncio.sleep(delay)

    async def close(self) -> None:
        await self._http.aclose()
