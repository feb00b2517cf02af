"""A proxy between service and database that fails in one transaction: before a statement or before its result."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Literal

Failure = Literal["cut before", "cut after", "silent before", "silent after"]
COMMIT = b"COMMIT;"


class FailingProxy:
    """Forward everything except one transaction, which is identified by a text that it contains.

    Each failure happens once. A cut connection is closed at both ends; a silent one remains open without data.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._due: Failure | None = None
        self._text = self._statement = b""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    @contextlib.contextmanager
    def failing(self, due: Failure, text: str, statement: bytes = COMMIT) -> Iterator[None]:
        """Fail at the first message with this statement on the connection that has sent the text."""
        self._text, self._statement, self._due = text.encode(), statement, due
        yield
        assert self._due is None, f"no connection sent {statement!r}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target), 3)
                far.settimeout(None)
                _Connection(self, near, far)

    def take_failure(self, *received: bytes) -> Failure | None:
        """Return the failure that is due after these messages of one connection, the newest last."""
        if self._due is None or self._statement not in received[-1] or not any(self._text in part for part in received):
            return None
        due, self._due = self._due, None
        return due


class _Connection:
    """One connection through the proxy."""

    def __init__(self, proxy: FailingProxy, near: socket.socket, far: socket.socket) -> None:
        self._proxy, self._near, self._far = proxy, near, far
        self._failed: Failure | None = None
        for pump in (self._forward, self._return):
            threading.Thread(target=pump, daemon=True).start()

    def _forward(self) -> None:
        received: list[bytes] = []
        with contextlib.suppress(OSError):
            while data := self._near.recv(65536):
                if self._failed:
                    continue  # discard it
                received.append(data)
                self._failed = self._proxy.take_failure(*received)
                if self._failed == "cut before":
                    break
                if self._failed != "silent before":
                    self._far.sendall(data)
        self._end()

    def _return(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._far.recv(65536):
                if self._failed == "cut after":
                    break  # the statement took effect
                if not self._failed:
                    self._near.sendall(data)
        self._end()

    def _end(self) -> None:
        for end in (self._near, self._far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
