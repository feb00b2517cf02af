"""ASGI middleware that stores responses in the cache and shares one run among concurrent identical requests."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.database.standby.route import ReadRoute
from api.http.cache.dependencies import find_dependency
from api.http.cache.lookup import CacheRequest
from api.http.cache.response_cache import CACHE_STATUS, CacheEntry, CacheKey, ResponseCache, StoredBody
from api.http.edge.read_routing import remove_lag
from api.http.edge.response_encoding import MAX_BUFFERED_BYTES, STREAM_MARKER
from api.http.headers.raw_headers import RawHeaders
from api.metrics.requests import count_cache_requests

_MISS: Final = b"capaian; fwd=uri-miss"  # the value of Cache-Status


@dataclass(slots=True)
class PendingResponse:
    """A running request. `generation` is the cache generation when it started; `result` is None if not cacheable.

    `clients` is the number of connected clients: the leader and those that wait for its response.
    """

    generation: int
    result: "asyncio.Future[StoredBody | None]"
    task: "asyncio.Task[None]" = field(init=False)
    clients: int = 0


class ResponseRecorder:
    """Record a cacheable response; pass any other response to the client whose request started it."""

    def __init__(self, send: Send, result: "asyncio.Future[StoredBody | None]", state: dict[str, Any]) -> None:
        self._send = send
        self._result = result
        self._state = state
        self._headers: RawHeaders | None = None
        self._chunks: list[bytes] = []
        self._size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and is_cacheable(message["status"], list(message["headers"])):
            self._headers = list(message["headers"])
        elif self._headers is None:
            self._release_followers()
            await self._send(message)
        elif message["type"] == "http.response.body":
            await self._append_body(self._headers, message["body"], more=message.get("more_body", False))

    async def _append_body(self, headers: RawHeaders, chunk: bytes, *, more: bool) -> None:
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > MAX_BUFFERED_BYTES:
            self._release_followers()
            self._headers = None
            await self._send({"type": "http.response.start", "status": 200, "headers": headers})
            body = b"".join(self._chunks)
            await self._send({"type": "http.response.body", "body": body, "more_body": more})
        elif not more:
            state, route = self._state, self._state["route"]
            program = find_dependency(route, state["cache_request"].key[3], state.get("record_program"))
            self._result.set_result(
                StoredBody(headers, b"".join(self._chunks), route, list(state.get("deprecated", ())), program)
            )

    def _release_followers(self) -> None:
        """Release the waiting requests; each one then runs its own query."""
        if not self._result.done():
            self._result.set_result(None)


def is_cacheable(status: int, headers: RawHeaders) -> bool:
    """Return whether a response is complete, public and successful.

    The headers mark streams and responses that must not be stored.
    """
    fields = dict(headers)
    return status == 200 and STREAM_MARKER not in fields and fields.get(b"cache-control", b"").startswith(b"public")


class CacheFillMiddleware:
    """Wrap the application inside the response encoding, so that one stored response serves every encoding."""

    def __init__(self, app: ASGIApp, cache: ResponseCache) -> None:
        self.app = app
        self._store, self._invalidation, _ = cache
        self._generations = self._invalidation.generations
        self._pending: dict[CacheKey, PendingResponse] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: CacheRequest | None = scope["state"].get("cache_request") if scope["type"] == ScopeType.HTTP else None
        if request is None:
            await self.app(scope, receive, send)
        elif not self._invalidation.is_reliable():
            count_cache_requests("bypass")
            await self.app(scope, receive, add_cache_status(send, b"capaian; fwd=bypass"))
        elif request.bypass:
            count_cache_requests("revalidation")
            await self.app(scope, receive, add_cache_status(send, b"capaian; fwd=request"))
        elif (pending := self._pending.get(request.key)) is not None and pending.generation == self._generations.latest:
            count_cache_requests("collapsed")
            await self._wait_for_leader(pending, scope, receive, send)
        else:
            count_cache_requests("miss")
            await self._run_as_leader(request.key, scope, receive, send)

    async def _run_as_leader(self, key: CacheKey, scope: Scope, receive: Receive, send: Send) -> None:
        pending = PendingResponse(self._generations.latest, asyncio.get_running_loop().create_future())
        self._pending[key] = pending
        # A separate task: the waiting requests receive the response even if this client disconnects.
        task = pending.task = asyncio.create_task(
            self._run_and_store(key, pending, scope, receive, add_cache_status(send, _MISS))
        )
        self._tasks.add(task)
        task.add_done_callback(self._discard_task)
        with self._count_client(key, pending):
            await asyncio.shield(task)
        if (response := pending.result.result()) is not None:
            await send_stored_response(response, send, _MISS)

    @contextmanager
    def _count_client(self, key: CacheKey, pending: PendingResponse) -> Iterator[None]:
        """Count a client during the block. Cancel the request when its last client has left.

        A complete response is stored even then.
        """
        pending.clients += 1
        try:
            yield
        finally:
            pending.clients -= 1
            is_complete = pending.result.done() and pending.result.result() is not None
            if not pending.clients and not is_complete:
                self._discard_pending(key, pending)
                pending.task.cancel()

    def _discard_pending(self, key: CacheKey, pending: PendingResponse) -> None:
        if self._pending.get(key) is pending:
            del self._pending[key]

    async def _run_and_store(
        self, key: CacheKey, pending: PendingResponse, scope: Scope, receive: Receive, send: Send
    ) -> None:
        started_at = time.monotonic()
        try:
            await self.app(scope, receive, ResponseRecorder(send, pending.result, scope["state"]).send)
        finally:
            self._discard_pending(key, pending)
            if not pending.result.done():
                pending.result.set_result(None)
        response = pending.result.result()
        route: ReadRoute | None = scope["state"].get("read_route")
        if response is None or (route is not None and not route.may_be_stored):
            return
        if self._generations.is_current(response.program, pending.generation):
            stored = response if route is None else response._replace(headers=remove_lag(response.headers))
            self._store.put(key, CacheEntry(stored, started_at, pending.generation))

    def _discard_task(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # marked as retrieved; the leader has raised it unless its client disconnected

    async def _wait_for_leader(self, pending: PendingResponse, scope: Scope, receive: Receive, send: Send) -> None:
        with self._count_client(scope["state"]["cache_request"].key, pending):
            response = await asyncio.shield(pending.result)
        # A write that committed during the wait may have been acknowledged before this request arrived.
        if response is None or not self._generations.is_current(response.program, pending.generation):
            await self.app(scope, receive, add_cache_status(send, _MISS))
            return
        scope["state"] |= {"route": response.route, "deprecated": response.deprecated}
        await send_stored_response(response, send, b"capaian; fwd=uri-miss; collapsed")


async def send_stored_response(response: StoredBody, send: Send, status: bytes) -> None:
    """Send a recorded response with the given Cache-Status."""
    headers = [*response.headers, (CACHE_STATUS, status)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": False})


def add_cache_status(send: Send, status: bytes) -> Send:
    """Return a `send` that adds Cache-Status to a cacheable response."""

    async def send_with_status(message: Message) -> None:
        if message["type"] == "http.response.start" and is_cacheable(message["status"], list(message["headers"])):
            message["headers"] = [*message["headers"], (CACHE_STATUS, status)]
        await send(message)

    return send_with_status
