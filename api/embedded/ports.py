"""Free TCP ports of this machine's loopback address."""

import socket

_LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """One that nobody has now; whoever binds it later has to be ready to find it taken."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        # As PostgreSQL does: connections that linger from a server before do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True
