"""The outer ring: names, times, counts and logs every request, and answers when all else failed."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from api.http.metrics import IN_FLIGHT, count
from api.http.tracing import ids_of
from api.logs import Answered, Level, log_answered

InternalError = Callable[[Scope], tuple[list[tuple[bytes, bytes]], bytes]]

_FAILED: Final = 500
CLIENT_GONE: Final = 499  # nginx's number for it; no client will see it

# Anyone may invent a method, and each would be a new series of numbers.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Said here and nowhere else: what the application says of the same is dropped.
_OURS = frozenset({b"x-request-id", b"traceparent", b"tracestate", b"api-version", b"x-content-type-options"})

_log: FilteringBoundLogger = structlog.get_logger()


class Exchange:
    """One answer as it passes by: adds our headers, and remembers what the log will say."""

    __slots__ = ("headers", "send", "sent", "status")

    def __init__(self, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        self.headers = headers
        self.send = send
        self.status = 0  # until the answer begins
        self.sent = 0

    async def take(self, message: Message) -> None:
        """Take the next message, in the place of the server's `send`."""
        if message["type"] == "http.response.body":
            self.sent += len(message["body"])
        elif message["type"] == "http.response.start":
            self.status = message["status"]
            theirs = [pair for pair in message["headers"] if pair[0] not in _OURS]
            message = {"type": "http.response.start", "status": self.status, "headers": theirs + self.headers}
        await self.send(message)


class Observe:
    """Wraps the whole application; nothing that happens to a request goes unnoticed."""

    def __init__(self, app: ASGIApp, *, api_version: str, internal_error: InternalError) -> None:
        self.app = app
        self.internal_error = internal_error
        self.constant = [(b"api-version", api_version.encode("ascii")), (b"x-content-type-options", b"nosniff")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        identity, trace = ids_of(scope["headers"])
        state = scope.setdefault("state", {})
        state["request_id"] = identity
        state["trace"] = trace
        named = [(b"x-request-id", identity.encode()), (b"traceparent", trace.traceparent), *self.constant]
        if trace.tracestate is not None:
            named.append((b"tracestate", trace.tracestate))
        exchange = Exchange(named, send)
        status = _FAILED
        IN_FLIGHT.inc()
        try:
            await self.answer(scope, receive, exchange)
            status = exchange.status
        except asyncio.CancelledError:
            status = CLIENT_GONE
            raise
        finally:
            IN_FLIGHT.dec()
            took = perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = state.get("route", "unmatched")
            count(method, route, status, took)
            level: Level = "info" if status < _FAILED else "error"
            ids = identity, trace.trace_id
            log_answered([Answered(method, route, status, round(took * 1000, 3), *ids, exchange.sent, level=level)])

    async def answer(self, scope: HTTPScope, receive: Receive, exchange: Exchange) -> None:
        """Let the application answer; if it fails to begin, answer for it."""
        try:
            await self.app(scope, receive, exchange.take)
        except Exception:
            state = scope["state"]
            _log.exception("request.failed", request_id=state["request_id"], trace_id=state["trace"].trace_id)
            if exchange.status:
                # Half an answer is out: only a broken connection tells the client so.
                raise
        if exchange.status == 0:
            headers, body = self.internal_error(scope)
            await exchange.take({"type": "http.response.start", "status": _FAILED, "headers": headers})
            body = b"" if scope["method"] == "HEAD" else body
            await exchange.take({"type": "http.response.body", "body": body, "more_body": False})
