"""uvicorn's protocol class on uvloop, which returns the fixed bytes of each URL without parsing the request."""

import sys
from email.utils import formatdate
from http import HTTPStatus

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from benchmarks.floors.responses import load_responses


def render(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(), b"date: " + formatdate(usegmt=True).encode()]
    lines += [b"%b: %b" % pair for pair in headers]
    return b"\r\n".join([*lines, b"", body])


RESPONSES = {url.encode(): render(*response) for url, response in load_responses().items()}


class FixedBytesProtocol(HttpToolsProtocol):
    """Expects each request in one packet, as wrk sends it."""

    def data_received(self, data: bytes) -> None:
        self.transport.write(RESPONSES[data[4 : data.index(b" ", 4)]])  # after "GET "


async def app(_scope: object, _receive: object, _send: object) -> None:
    """Receive no requests."""


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http=FixedBytesProtocol, ws="none", lifespan="off", log_level="error"
    )
