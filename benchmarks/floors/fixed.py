"""Fixed bytes from a bare ASGI application, on the server and with the settings that Capaian is served with."""

import os
import sys
from pathlib import Path
from typing import Any

import msgspec
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server import Server

from api.serve import LARGEST_HEADER, SECONDS_TO_READ_A_HEADER
from benchmarks.line import Answer

# What granian itself adds to each answer.
_OF_THE_SERVER = ("date", "server")


def keep(file: Path, answers: dict[str, Answer]) -> None:
    """Writes down what is to be answered at which path: status, headers and body."""
    kept = {}
    for path, (status, headers, body) in answers.items():
        pairs = [(name.encode(), value.encode()) for name, value in headers.items() if name not in _OF_THE_SERVER]
        kept[path] = (status, pairs, body)
    file.write_bytes(msgspec.msgpack.encode(kept))


def create() -> Any:
    kept = Path(os.environ["BENCH_ANSWERS"]).read_bytes()
    answers = {
        path: (
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body, "more_body": False},
        )
        for path, (status, headers, body) in msgspec.msgpack.decode(
            kept, type=dict[str, tuple[int, list[tuple[bytes, bytes]], bytes]]
        ).items()
    }

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ARG001  # as ASGI has it
        if scope["type"] == "http":
            start, body = answers[scope["path"]]
            await send(start)
            await send(body)

    return answer


def main(port: int) -> None:
    Server(
        "benchmarks.floors.fixed:create",
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        loop=Loops.uvloop,
        websockets=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=SECONDS_TO_READ_A_HEADER * 1000, max_buffer_size=LARGEST_HEADER
        ),
        http2_settings=HTTP2Settings(max_headers_size=LARGEST_HEADER),
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
