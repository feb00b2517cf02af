"""The asynchronous client: `Capaian` for asyncio."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from capaian_client.async_connection import AsyncConnection
from capaian_client.directory_cache import create_cache
from capaian_client.retry import RetryPolicy
from capaian_client.retry_loop import build_headers
from capaian_client.v1.resources import AsyncResources


class AsyncCapaian(AsyncResources):
    """`Capaian` with coroutines, with the same methods and options. The event loop's thread reads and writes files."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        language: str | None = None,
        timeout: float = 60,
        retry: RetryPolicy | None = None,
        cache_size: int = 256,
        cache_dir: str | Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        http = httpx.AsyncClient(
            base_url=url, headers=build_headers(key, language), timeout=timeout, transport=transport
        )
        self._connection = AsyncConnection(http, retry or RetryPolicy(), create_cache(cache_size, cache_dir))

    async def close(self) -> None:
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()
