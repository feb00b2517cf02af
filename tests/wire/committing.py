"""A wire between service and database that fails within one transaction: before a statement, or before its answer."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Literal

Failure = Literal["cut before", "cut after", "silent before", "silent after"]
COMMIT = b"COMMIT;"


class FailingWire:
    """Forwards all but one transaction, which is known by something said in it; each failure happens once.

    A wire that is cut is closed at both ends; one that is silent stays open, and nothing more comes over it.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._due: Failure | None = None
        self._said = self._words = b""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    @contextlib.contextmanager
    def failing(self, due: Failure, said: str, words: bytes = COMMIT) -> Iterator[None]:
        """At the first message with these words on the connection over which that was said."""
        self._said, self._words, self._due = said.encode(), words, due
        yield
        assert self._due is None, f"nobody sent {words!r}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target), 3)
                far.settimeout(None)
                _Line(self, near, far)

    def take_failure(self, *heard: bytes) -> Failure | None:
        """What is to happen now that this was heard on one connection, the newest last."""
        if self._due is None or self._words not in heard[-1] or not any(self._said in part for part in heard):
            return None
        due, self._due = self._due, None
        return due


class _Line:
    """One connection through the wire."""

    def __init__(self, wire: FailingWire, near: socket.socket, far: socket.socket) -> None:
        self._wire, self._near, self._far = wire, near, far
        self._failed: Failure | None = None
        for pump in (self._forth, self._back):
            threading.Thread(target=pump, daemon=True).start()

    def _forth(self) -> None:
        heard: list[bytes] = []
        with contextlib.suppress(OSError):
            while data := self._near.recv(65536):
                if self._failed:
                    continue  # into silence
                heard.append(data)
                self._failed = self._wire.take_failure(*heard)
                if self._failed == "cut before":
                    break
                if self._failed != "silent before":
                    self._far.sendall(data)
        self._end()

    def _back(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._far.recv(65536):
                if self._failed == "cut after":
                    break  # the answer is there, and so is the effect
                if not self._failed:
                    self._near.sendall(data)
        self._end()

    def _end(self) -> None:
        for end in (self._near, self._far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
