"""The synchronous connection: sends calls, with retries and stored responses."""

import time
from contextlib import closing
from pathlib import Path

import httpx

from capaian_client.calls import ApiResponse, Call, T
from capaian_client.etag_cache import EtagCache, MemoryCache
from capaian_client.retry import RetryPolicy
from capaian_client.retry_loop import Outcome, RetryLoop
from capaian_client.transfer import CHUNK_BYTES, AtomicFile, IncompleteDownloadError, read_chunks, without_compression
from capaian_client.v1.types import File


class Connection:
    """Sends calls to one service for one caller. Several threads may share it."""

    def __init__(self, http: httpx.Client, retry: RetryPolicy, cache: EtagCache) -> None:
        self._http = http
        self.retry = retry
        self._cache = cache

    def send(self, call: Call[T], retry: RetryPolicy | None = None) -> ApiResponse[T]:
        """Send a call and return the response. Raise ProblemError, or the error of the connection."""
        loop = RetryLoop(call, retry or self.retry, self._cache)
        while True:
            outcome: Outcome
            try:
                outcome = self._http.send(loop.build_request(self._http, read_chunks))
            except httpx.TransportError as error:
                outcome = error
            delay = loop.delay_before_retry(outcome)
            if delay is None:
                return loop.finish(outcome)
            time.sleep(delay)

    def download(self, call: Call[File], file: str | Path) -> Path:
        """Write the response to a file; the file exists when it is complete."""
        loop = RetryLoop(without_compression(call), self.retry, MemoryCache(0))
        while True:
            outcome: Outcome
            try:
                outcome = self._http.send(loop.build_request(self._http, read_chunks), stream=True)
                if outcome.status_code == httpx.codes.OK:
                    with closing(outcome), AtomicFile(file, outcome) as output:
                        for chunk in outcome.iter_raw(CHUNK_BYTES):
                            output.write(chunk)
                    return Path(file)
                outcome.read()
            except (httpx.TransportError, IncompleteDownloadError) as error:
                outcome = error
            delay = loop.delay_before_retry(outcome)
            if delay is None:
                loop.finish(outcome).value  # noqa: B018, raises, because the response is not the file
            else:
                time.sleep(delay)

    def close(self) -> None:
        self._http.close()
