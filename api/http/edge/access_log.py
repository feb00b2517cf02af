"""ASGI middleware that identifies, times, counts and logs every request, and sends a 500 if the application fails."""

from collections.abc import Callable
from time import perf_counter
from typing import Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from api.http.headers.tracing import parse_or_create_ids
from api.http.problems.problem_type import CLIENT_CLOSED_REQUEST
from api.logs import AccessLogRecord, LogLevel, write_access_log
from api.metrics.requests import REQUESTS_IN_FLIGHT, count_request

BuildInternalError = Callable[[Scope], tuple[list[tuple[bytes, bytes]], bytes]]

_INTERNAL_ERROR: Final = 500

# A client can invent methods, and each one would create a new time series.
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"})
# Only this middleware sets these headers. Values of the application are dropped.
_RESERVED_HEADERS = frozenset(
    {b"x-request-id", b"traceparent", b"tracestate", b"api-version", b"x-content-type-options"}
)

_log: FilteringBoundLogger = structlog.get_logger()


class ResponseObserver:
    """Add headers to one response, and record its status and size for the access log."""

    __slots__ = ("bytes_sent", "headers", "send", "status")

    def __init__(self, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        self.headers = headers
        self.send = send
        self.status = 0  # until the response starts
        self.bytes_sent = 0

    async def observe(self, message: Message) -> None:
        """Pass the next message to the server; use this method as `send`."""
        if message["type"] == "http.response.body":
            self.bytes_sent += len(message["body"])
        elif message["type"] == "http.response.start":
            self.status = message["status"]
            application_headers = [header for header in message["headers"] if header[0] not in _RESERVED_HEADERS]
            message = {
                "type": "http.response.start",
                "status": self.status,
                "headers": application_headers + self.headers,
            }
        await self.send(message)


class AccessLogMiddleware:
    """Wrap the whole application, so that every request is logged and counted."""

    def __init__(self, app: ASGIApp, *, api_version: str, internal_error: BuildInternalError) -> None:
        self.app = app
        self.internal_error = internal_error
        self.constant = [(b"api-version", api_version.encode("ascii")), (b"x-content-type-options", b"nosniff")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started_at = perf_counter()
        request_id, trace_id = parse_or_create_ids(scope["headers"])
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["trace_id"] = trace_id
        observer = ResponseObserver([(b"x-request-id", request_id.encode()), *self.constant], send)
        status = _INTERNAL_ERROR
        REQUESTS_IN_FLIGHT.inc()
        try:
            await self.call_application(scope, receive, observer)
            status = observer.status
        finally:
            if "client_left" in state:
                status = CLIENT_CLOSED_REQUEST
            REQUESTS_IN_FLIGHT.dec()
            duration = perf_counter() - started_at
            method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
            route = state.get("route", "unmatched")
            count_request(method, route, status, duration)
            level: LogLevel = "info" if status < _INTERNAL_ERROR else "error"
            ids = request_id, trace_id
            write_access_log(
                [
                    AccessLogRecord(
                        method, route, status, round(duration * 1000, 3), *ids, observer.bytes_sent, level=level
                    )
                ]
            )

    async def call_application(self, scope: HTTPScope, receive: Receive, observer: ResponseObserver) -> None:
        """Run the application. If it fails before the response starts, send the internal error."""
        try:
            await self.app(scope, receive, observer.observe)
        except Exception:
            state = scope["state"]
            _log.exception("request.failed", request_id=state["request_id"], trace_id=state["trace_id"])
            if observer.status:
                # A part of the response was sent. Only a closed connection shows the client that it is incomplete.
                raise
        if observer.status == 0:
            headers, body = self.internal_error(scope)
            await observer.observe({"type": "http.response.start", "status": _INTERNAL_ERROR, "headers": headers})
            body = b"" if scope["method"] == "HEAD" else body
            await observer.observe({"type": "http.response.body", "body": body, "more_body": False})
