"""The requests of one call, from the first attempt to the response or the last error."""

from collections.abc import AsyncIterable, Callable, Iterable
from typing import Any, Generic, TypeVar

import httpx

from capaian_client.calls import ApiResponse, Call
from capaian_client.etag_cache import EtagCache
from capaian_client.problems import ProblemError
from capaian_client.retry import RetryPolicy, is_permanent
from capaian_client.v1.types import File

T = TypeVar("T")

Outcome = httpx.Response | Exception
ReadChunks = Callable[[File], Iterable[bytes] | AsyncIterable[bytes]]


class RetryLoop(Generic[T]):
    """Builds the request of each attempt and decides what follows; sends nothing, so that both clients use it."""

    def __init__(self, call: Call[T], policy: RetryPolicy, cache: EtagCache) -> None:
        self._call = call
        self._policy = policy
        self._cache = cache
        self._attempts = 0

    def build_request(self, http: httpx.Client | httpx.AsyncClient, read_chunks: ReadChunks) -> httpx.Request:
        """Build the request of the next attempt, conditional if the cache has a response to it."""
        call = self._call
        body: dict[str, Any] = {"json": call.json} if call.json is not None else {}
        if call.content is not None:
            body = {"content": read_chunks(call.content)}
        request = http.build_request(
            call.method, call.path, params=call.query(), headers=call.headers, timeout=_timeout(http, call), **body
        )
        self._cached = self._cache.find(request)
        if self._cached is not None:
            request.headers["If-None-Match"] = self._cached.headers["ETag"]
        self._attempts += 1
        return request

    def delay_before_retry(self, outcome: Outcome) -> float | None:
        """Return the seconds until the next attempt, None if the outcome is final."""
        if not self._call.is_repeatable or is_permanent(outcome):
            return None
        return self._policy.delay(self._attempts, outcome if isinstance(outcome, httpx.Response) else None)

    def finish(self, outcome: Outcome) -> ApiResponse[T]:
        """Return the response and store it in the cache. Raise ProblemError, or the error of the connection."""
        if isinstance(outcome, Exception):
            raise outcome
        if outcome.is_error:
            raise ProblemError(outcome)
        if outcome.status_code == httpx.codes.NOT_MODIFIED:
            # Without a stored response, the caller sent `if_none_match` and has the content.
            return ApiResponse(self._cached or outcome, is_unchanged=True, read=self._call.read)
        self._cache.store(outcome.request, outcome)
        return ApiResponse(outcome, is_unchanged=False, read=self._call.read)


def build_headers(key: str | None, language: str | None) -> dict[str, str]:
    """Build the headers of all requests of a client: the API key and the language of problems."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return {**headers, "Accept-Language": language} if language else headers


def _timeout(http: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Timeout:
    """Return the timeout of the client; the seconds that the service waits for a change are added."""
    timeout = http.timeout
    if timeout.read is None or "wait" not in call.params:
        return timeout
    read = timeout.read + call.params["wait"]
    return httpx.Timeout(connect=timeout.connect, read=read, write=timeout.write, pool=timeout.pool)
