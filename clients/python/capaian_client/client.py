"""The synchronous client."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from capaian_client.connection import Connection
from capaian_client.directory_cache import create_cache
from capaian_client.retry import RetryPolicy
from capaian_client.retry_loop import build_headers
from capaian_client.v1.resources import Resources


class Capaian(Resources):
    """Client of the service at `url`, with the operations grouped by resource. Several threads may share it.

    `key` is an API key; without one, the client reads public data only. `language` is the language of problems, `id`
    or `en`. `timeout` (seconds) is that of httpx and applies to one attempt. `cache_size` is the number of responses
    stored for conditional requests, in memory, or in the directory `cache_dir`, where they outlive the process.
    `transport` is that of httpx, for proxies and tests.
    """

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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        http = httpx.Client(base_url=url, headers=build_headers(key, language), timeout=timeout, transport=transport)
        self._connection = Connection(http, retry or RetryPolicy(), create_cache(cache_size, cache_dir))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
