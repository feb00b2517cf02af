"""A write that is sent again takes effect once: whatever becomes of the connection, its Idempotency-Key stays."""

import asyncio
import time
from collections.abc import Callable

import httpx
import pytest
from capaian_client import AsyncCapaian, Capaian, Patience, Refused
from capaian_client.v1.api.keys import create_key
from capaian_client.v1.api.targets import create_target, list_targets
from capaian_client.v1.models import NewKey
from surroundings import URL, promised, writer

HURRIED = Patience(first=0.01)
KEY = writer._http.headers["Authorization"].removeprefix("Bearer ")


class Lossy(httpx.BaseTransport):
    """Does to each request what is next in line, and passes it on when nothing is left."""

    def __init__(self, *fates: Callable[[httpx.Request, httpx.BaseTransport], httpx.Response]) -> None:
        self.fates = list(fates)
        self.keys: list[str | None] = []
        self._there = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("Idempotency-Key"))
        if self.fates:
            return self.fates.pop(0)(request, self._there)
        return self._there.handle_request(request)


def never_sent(request: httpx.Request, _there: httpx.BaseTransport) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def answer_lost(request: httpx.Request, there: httpx.BaseTransport) -> httpx.Response:
    there.handle_request(request).read()
    raise httpx.ReadError("reset", request=request)


def busy(*, retry_after: str) -> Callable[[httpx.Request, httpx.BaseTransport], httpx.Response]:
    return lambda _request, _there: httpx.Response(503, headers={"Retry-After": retry_after})


def at_its_limit(_request: httpx.Request, _there: httpx.BaseTransport) -> httpx.Response:
    return httpx.Response(429)


def count(period: str) -> int | None:
    return writer.ask(list_targets(period=[period], status=["draft"], count="exact")).meta.count


lossy = Lossy(never_sent, answer_lost, at_its_limit, busy(retry_after="0"))
answer = Capaian(URL, key=KEY, transport=lossy, patience=HURRIED).answer(create_target(body=promised("2033")))
assert answer.headers["Idempotent-Replayed"] == "true"
assert len(lossy.keys) == 5
assert len(set(lossy.keys)) == 1, "all under one key"
assert lossy.keys[0] is not None
assert count("2033") == 1

call = create_target(body=promised("2034"))
assert writer.ask(call).id == writer.ask(call).id, "the key belongs to the call"
assert count("2034") == 1
assert create_target(body=promised("2034")).headers != call.headers

# What the service asks for is kept to.
lossy = Lossy(busy(retry_after="1"))
began = time.monotonic()
Capaian(URL, transport=lossy, patience=HURRIED).ask(list_targets(limit=1))
assert time.monotonic() - began >= 1

# Beyond patience, what happened is told.
lossy = Lossy(*[never_sent] * 9)
with pytest.raises(httpx.ConnectError):
    Capaian(URL, key=KEY, transport=lossy, patience=Patience(tries=3, first=0.01)).ask(
        create_target(body=promised("2035"))
    )
assert len(lossy.keys) == 3
lossy = Lossy(busy(retry_after="3600"))
with pytest.raises(Refused) as refused:
    Capaian(URL, transport=lossy, patience=HURRIED).ask(list_targets())
assert (refused.value.status, len(lossy.keys)) == (503, 1)

# A key of the service is a secret that is told once: its request takes no Idempotency-Key, and is never sent again.
lossy = Lossy(at_its_limit)
with pytest.raises(Refused) as refused:
    Capaian(URL, key=KEY, transport=lossy, patience=HURRIED).ask(
        create_key(body=NewKey(name="x", scopes=["write"], institution=None, expires_at=None))
    )
assert (refused.value.status, lossy.keys) == (429, [None])


async def awaited() -> int:
    tried = 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal tried
        tried += 1
        if tried < 3:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(
            200,
            json={"data": [], "meta": {"limit": 1, "has_more": False, "next_cursor": None, "count": 0, "note": None}},
        )

    async with AsyncCapaian(URL, transport=httpx.MockTransport(handle), patience=HURRIED) as client:
        await client.ask(list_targets())
    return tried


assert asyncio.run(awaited()) == 3
