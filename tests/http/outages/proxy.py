"""A proxy between service and database that can change its target or discard all data."""

import contextlib
import socket
import threading


class Proxy:
    """Forward connections to `target`; while `swallowing`, accept connections, read everything and forward nothing."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.swallowing = False
        self._lost: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def heal(self) -> None:
        """Forward again. Close the connections that have lost bytes."""
        self.swallowing = False
        while self._lost:
            _close(self._lost.pop())

    def close(self) -> None:
        _close(self._listener)
        self.heal()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                # While data is discarded, connections are accepted too, and receive nothing.
                far = socket.socket() if self.swallowing else socket.create_connection(("127.0.0.1", self.target), 3)
            except OSError:
                _close(near)
                continue
            if self.swallowing:
                self._lost.update((near, far))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self.swallowing:
                    self._lost.update((source, sink))
                else:
                    sink.sendall(data)
        if not self.swallowing:
            _close(source)
            _close(sink)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
