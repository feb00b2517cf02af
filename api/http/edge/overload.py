"""ASGI middleware that limits the requests that run at the same time, so that an overloaded worker stays fast."""

from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from api.http.edge.rejection import build_rejection
from api.http.headers.raw_headers import has_credentials

# Requests that wait or stream have limits of their own. Health checks must always get a response.
_UNLIMITED_PATHS: Final = (b"/v1/changes", b"/v1/exports", b"/v1/imports", b"/health")


class OverloadMiddleware:
    """Run at most `max_requests` requests; reject others with 503 at once.

    A quarter is only for requests with credentials. More requests would only wait for the processor and the database,
    and all of them would become slow.
    """

    def __init__(self, app: ASGIApp, max_requests: int) -> None:
        self.app = app
        self._max_requests = max_requests
        self._max_without_credentials = max(max_requests - max_requests // 4, 1)
        self._running = 0
        self._running_without_credentials = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["raw_path"].startswith(_UNLIMITED_PATHS):
            await self.app(scope, receive, send)
            return
        is_public = not has_credentials(scope["headers"])
        if self._running >= self._max_requests or (
            is_public and self._running_without_credentials >= self._max_without_credentials
        ):
            await _reject(scope, send)
            return
        self._running += 1
        self._running_without_credentials += is_public
        try:
            await self.app(scope, receive, send)
        finally:
            self._running -= 1
            self._running_without_credentials -= is_public


async def _reject(scope: HTTPScope, send: Send) -> None:
    status, headers, body = build_rejection("unavailable", scope["headers"])
    body = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
