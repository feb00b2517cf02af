"""One kept connection over a plain socket: so little of our own time that the time of an answer is the server's."""

import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

Headers = Mapping[str, str]
PLAIN: Headers = {}
_MOST = 1 << 18  # bytes that are read at once
_BODILESS = (204, 304)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """Asks one thing at a time. Answers have a length; nothing that is measured is sent in chunks."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.socket = socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = bytearray()

    def close(self) -> None:
        self.socket.close()

    def request(self, path: str, headers: Headers = PLAIN, method: str = "GET", body: bytes = b"") -> bytes:
        """The bytes of a request."""
        sized = {} if method == "GET" else {"content-length": str(len(body))}
        fields = [f"{name}: {value}" for name, value in {**headers, **sized}.items()]
        return "\r\n".join([f"{method} {path} HTTP/1.1", f"host: {self.host}", *fields, "", ""]).encode() + body

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)

    def take(self) -> Answer | None:
        """What has arrived is read once; None while the answer is not whole."""
        piece = self.socket.recv(_MOST)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self._held += piece
        end = self._held.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self._held[:end].decode("latin-1").split("\r\n")
        status = int(first.split(" ", 2)[1])
        pairs = (line.partition(": ") for line in lines)
        headers = {name.lower(): value for name, _, value in pairs}
        length = 0 if status in _BODILESS else int(headers["content-length"])
        if len(self._held) < end + 4 + length:
            return None
        body = bytes(self._held[end + 4 : end + 4 + length])
        self._held.clear()
        return Answer(status, headers, body)

    def ask(self, request: bytes) -> Answer:
        self.send(request)
        while (answer := self.take()) is None:
            pass
        return answer

    def get(self, path: str, headers: Headers = PLAIN) -> Answer:
        return self.ask(self.request(path, headers))
