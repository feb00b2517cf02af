"""A write takes effect once, even if the client sends it several times: all attempts have one Idempotency-Key."""

import asyncio
import os
import time
from collections.abc import Callable

import httpx
import pytest
from capaian_client import AsyncCapaian, Capaian, ProblemError, RetryPolicy
from capaian_client.v1.models import ApiKeyInput
from environment import URL, target_input, writer

FAST_RETRY = RetryPolicy(initial_delay=0.01)
KEY = os.environ["WRITES"]
Failure = Callable[[httpx.Request, httpx.BaseTransport], httpx.Response]


class FailingTransport(httpx.BaseTransport):
    """Applies one failure to each request, in order, and forwards the requests after them."""

    def __init__(self, *failures: Failure) -> None:
        self.failures = list(failures)
        self.keys: list[str | None] = []
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("Idempotency-Key"))
        if self.failures:
            return self.failures.pop(0)(request, self._transport)
        return self._transport.handle_request(request)


def fail_to_connect(request: httpx.Request, _transport: httpx.BaseTransport) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def lose_response(request: httpx.Request, transport: httpx.BaseTransport) -> httpx.Response:
    transport.handle_request(request).read()
    raise httpx.ReadError("reset", request=request)


def be_unavailable(*, retry_after: str) -> Failure:
    return lambda _request, _transport: httpx.Response(503, headers={"Retry-After": retry_after})


def limit_rate(_request: httpx.Request, _transport: httpx.BaseTransport) -> httpx.Response:
    return httpx.Response(429)


def count_drafts(period: str) -> int | None:
    return writer.targets.list(period=[period], status=["draft"], count="exact").first_page().meta.count


transport = FailingTransport(fail_to_connect, lose_response, limit_rate, be_unavailable(retry_after="0"))
client = Capaian(URL, key=KEY, transport=transport, retry=FAST_RETRY)
response = client.targets.with_raw_response.create(body=target_input("2033"))
assert response.headers["Idempotent-Replayed"] == "true"
assert len(transport.keys) == 5
assert len(set(transport.keys)) == 1, "all attempts have one key"
assert transport.keys[0] is not None
assert count_drafts("2033") == 1

own_key = "import-of-2034"
twice = [writer.targets.create(body=target_input("2034"), idempotency_key=own_key) for _ in range(2)]
assert twice[0].id == twice[1].id, "a key of the caller"
assert count_drafts("2034") == 1

# The client waits as long as Retry-After requires.
transport = FailingTransport(be_unavailable(retry_after="1"))
started = time.monotonic()
Capaian(URL, transport=transport, retry=FAST_RETRY).targets.list(limit=1).first_page()
assert time.monotonic() - started >= 1

# After the last attempt, and if Retry-After is too long, the client raises the error.
transport = FailingTransport(*[fail_to_connect] * 9)
three_attempts = Capaian(URL, key=KEY, transport=transport, retry=RetryPolicy(max_attempts=3, initial_delay=0.01))
with pytest.raises(httpx.ConnectError):
    three_attempts.targets.create(body=target_input("2035"))
assert len(transport.keys) == 3
transport = FailingTransport(be_unavailable(retry_after="3600"))
with pytest.raises(ProblemError) as raised:
    Capaian(URL, transport=transport, retry=FAST_RETRY).targets.list().first_page()
assert (raised.value.status, len(transport.keys)) == (503, 1)

# The service returns the secret of a new API key once, so this request has no Idempotency-Key and is sent once.
transport = FailingTransport(limit_rate)
new_key = ApiKeyInput(name="x", scopes=["write"], institution=None, expires_at=None)
with pytest.raises(ProblemError) as raised:
    Capaian(URL, key=KEY, transport=transport, retry=FAST_RETRY).keys.create(body=new_key)
assert (raised.value.status, transport.keys) == (429, [None])


async def count_attempts() -> int:
    attempts = 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise httpx.ConnectError("refused", request=request)
        absent = dict.fromkeys(("next_cursor", "count", "as_of", "known_at", "complete_until", "note", "note_en"))
        meta = {"limit": 1, "has_more": False, **absent}
        return httpx.Response(200, json={"data": [], "meta": meta})

    async with AsyncCapaian(URL, transport=httpx.MockTransport(handle), retry=FAST_RETRY) as client:
        assert [one async for one in client.targets.list()] == []
    return attempts


assert asyncio.run(count_attempts()) == 3
