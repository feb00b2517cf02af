"""Run the application for one request."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

_SAFE_METHODS = frozenset({"GET", "HEAD"})


async def run_application(cycle: RequestResponseCycle, app: Any, scope: Any, receive: Any, send: Any) -> None:
    """Run the application. A request that was cancelled because its client left is no failure."""
    if scope["http_version"] == "1.0":
        send = _send_without_chunks(cycle)
    try:
        await app(scope, receive, send)
    except asyncio.CancelledError:
        if "client_left" not in scope["state"]:
            raise


def abandon_request(cycle: RequestResponseCycle, task: "asyncio.Task[None]") -> None:
    """Discard the response to a request, because its client has left; cancel the request if it is not a write."""
    cycle.disconnected = True
    cycle.waiting_for_100_continue = False
    cycle.message_event.set()
    cycle.scope["state"]["client_left"] = True
    if cycle.scope["method"] in _SAFE_METHODS:
        task.cancel()


def _send_without_chunks(cycle: RequestResponseCycle) -> Any:
    """Return a `send` for HTTP/1.0, which has no chunks: a body of unknown length ends with the connection.

    uvicorn would send it in chunks.
    """
    has_length = True

    async def send(message: Any) -> None:
        nonlocal has_length
        if message["type"] == "http.response.start":
            has_length = any(name == b"content-length" for name, _ in message["headers"])
            if not has_length:
                cycle.chunked_encoding = False
        elif not has_length:
            cycle.expected_content_length = len(message["body"])
        await cycle.send(message)

    return send
