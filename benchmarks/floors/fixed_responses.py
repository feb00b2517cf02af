"""A minimal ASGI application that returns fixed responses, on uvicorn with uvloop and httptools."""

import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from benchmarks.http_connection import Response

# uvicorn adds this header to each response.
_SERVER_HEADERS = ("date",)


def write_responses(file: Path, responses: dict[str, Response]) -> None:
    """Write the response of each path to a file: status, headers and body."""
    encoded = {}
    for path, (status, headers, body) in responses.items():
        pairs = [(name.encode(), value.encode()) for name, value in headers.items() if name not in _SERVER_HEADERS]
        encoded[path] = (status, pairs, body)
    file.write_bytes(msgspec.msgpack.encode(encoded))


def create_app() -> Any:
    encoded = Path(os.environ["BENCH_RESPONSES"]).read_bytes()
    messages = {
        path: (
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body, "more_body": False},
        )
        for path, (status, headers, body) in msgspec.msgpack.decode(
            encoded, type=dict[str, tuple[int, list[tuple[bytes, bytes]], bytes]]
        ).items()
    }

    async def respond(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ARG001  # the ASGI signature
        if scope["type"] == "http":
            start, body = messages[scope["path"]]
            await send(start)
            await send(body)

    return respond


def main(port: int) -> None:
    uvicorn.run(
        create_app(),
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
