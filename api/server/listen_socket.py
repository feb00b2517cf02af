"""The socket that all workers accept connections on."""

import errno
import socket

from api.settings import SettingsError

# The kernel limits it to net.core.somaxconn.
BACKLOG = 1024


def open_listen_socket(host: str, port: int, prefix: str = "CAPAIAN") -> socket.socket:
    """Listen on a host and a port, from the settings PREFIX_HOST and PREFIX_PORT.

    Raise SettingsError if the host is invalid or the port is in use.

    The workers inherit the socket, so connections wait in its queue while a worker is replaced.
    """
    try:
        family, kind, _, _, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignore closed connections
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listener.bind(found)
            listener.listen(BACKLOG)
        except BaseException:
            listener.close()
            raise
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Port {port} di {host} sudah dipakai program lain. Silakan hentikan program itu, atau pilih port "
                f"lain, misalnya {prefix}_PORT={port % 65535 + 1}.",
                f"Port {port} of {host} is already used by another program. Stop that program, or choose another "
                f"port, for example {prefix}_PORT={port % 65535 + 1}.",
            ) from error
        raise SettingsError(
            f"Layanan tidak dapat mendengarkan di {host} port {port}. {prefix}_HOST harus alamat IP mesin ini. Silakan "
            f"ubah {prefix}_HOST atau {prefix}_PORT.",
            f"The service cannot listen on {host} port {port}. {prefix}_HOST must be an IP address of this machine. "
            f"Change {prefix}_HOST or {prefix}_PORT.",
            str(error),
        ) from error
    listener.set_inheritable(False)  # forked workers have it anyway; programs that are started do not need it
    return listener
