"""Free TCP ports on 127.0.0.1."""

import socket

_LOOPBACK = "127.0.0.1"


def find_free_port() -> int:
    """Return a free port. Another process can take it before the caller binds it."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        # Like PostgreSQL: ignore closing connections of a previous server.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True
