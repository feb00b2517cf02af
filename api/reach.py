"""Where the service is reached on this machine, and whether it is ready there."""

import socket
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from api.settings import SettingsError


def free_address(host: str, port: int) -> str:
    """The IP address to listen on.

    Granian's sockets share their port, so a second service would take half of the requests of the first unnoticed.
    """
    try:
        family, kind, _, _, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that were closed do not count
            trial.bind(found)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"CAPAIAN_HOST dan CAPAIAN_PORT harus alamat mesin ini yang belum dipakai; {host} port {port} tidak dapat "
            "dipakai. Jalan keluar: hentikan yang memakainya, atau pilih yang lain.",
            f"CAPAIAN_HOST and CAPAIAN_PORT must be an address of this machine that nobody uses; {host} port {port} "
            f"cannot be used. Ways out: stop what uses it, or choose another.\n{error}",
        ) from error
    return str(found[0])


def address_of(host: str, port: int) -> str:
    """Where somebody on this machine reaches it; what listens everywhere is reached here too."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared with, not bound to
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def is_ready(address: str) -> bool:
    """Asked from a thread while workers are forked: it may import nothing, or they inherit a held import lock."""
    asked = urlsplit(address)
    connection = HTTPConnection(asked.hostname or "", asked.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
