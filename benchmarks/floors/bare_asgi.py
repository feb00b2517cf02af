"""A bare ASGI application that returns the fixed response of each path."""

from typing import Any

from benchmarks.floors.responses import load_responses

MESSAGES = {
    url.partition("?")[0]: (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body, "more_body": False},
    )
    for url, (status, headers, body) in load_responses().items()
}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ARG001  # the ASGI signature
    start, body = MESSAGES[scope["path"]]
    await send(start)
    await send(body)
