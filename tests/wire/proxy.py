"""A wire between service and database that can be pointed elsewhere, and can swallow what it is given."""

import contextlib
import socket
import threading


class Proxy:
    """Forwards connections to `target`; while `swallowing` it accepts and reads everything and forwards nothing."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.swallowing = False
        self._lost: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def heal(self) -> None:
        """Forwards again. Connections that lost bytes meanwhile are broken, as the other ends would notice."""
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
                # In a black hole a connection comes about as well; nobody will speak at its other end.
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
