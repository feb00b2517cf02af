"""The URLs of the service: the one under which clients reach it, and the one on this machine.

The public URL starts every URL in a response. It is a constant of the process, because SQL, tables of links and the
OpenAPI document contain it: as an argument, most functions would pass it on. Without CAPAIAN_PUBLIC_URL, URLs start
with `/`. Headers of a request never change them: a cached response would otherwise have the host of another client.
"""

import os
import re
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import urlsplit

VARIABLE: Final = "CAPAIAN_PUBLIC_URL"
MAX_LENGTH: Final = 200
MAX_URL_LENGTH: Final = 400  # of a record: the public URL, the collection and the id
# Only characters that need no escaping in headers, SQL, JSON and HTML. No credentials, query and fragment.
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
_PATTERN = re.compile(rf"https?://{_HOST}(?::[0-9]{{1,5}})?(?P<path>(?:/[A-Za-z0-9._~-]+)*)/?", re.ASCII)


def is_public_url(text: str) -> bool:
    """Return whether a text is a valid setting: a scheme, a host, and optionally a port and a path."""
    found = _PATTERN.fullmatch(text)
    return found is not None and len(text) <= MAX_LENGTH and not {".", ".."} & set(found["path"].split("/"))


def _read_public_url(text: str) -> str:
    """Return the setting without its last slash. An invalid one is empty here; `Settings` reports it at the start."""
    return text.rstrip("/") if is_public_url(text) else ""


_EXAMPLE_HOST: Final = "http://127.0.0.1:8000"
PUBLIC_URL: Final = _read_public_url(os.environ.get(VARIABLE, ""))


def build_url(path: str) -> str:
    """Return the URL of a path of this service, such as `/v1/targets`."""
    return PUBLIC_URL + path


def build_example_url(path: str) -> str:
    """Return a complete URL for a command that a page shows; without CAPAIAN_PUBLIC_URL, that of the documentation."""
    return (PUBLIC_URL or _EXAMPLE_HOST) + path


def find_path(url: str) -> str:
    """Return the path on this service of a URL that `build_url` has built."""
    return url.removeprefix(PUBLIC_URL)


def build_local_url(host: str, port: int) -> str:
    """Return the URL for clients on this machine. A service on all IP addresses is reached on the loopback one."""
    local_host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # nosec B104  # compared, not bound
    return f"http://[{local_host}]:{port}" if ":" in local_host else f"http://{local_host}:{port}"


def is_ready(url: str, *, for_writes: bool = False) -> bool:
    """Request /health/ready, or with `for_writes` /health/ready/writes.

    A thread calls this while workers are forked. It must not import modules: a worker would inherit the import lock.
    """
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", "/health/ready/writes" if for_writes else "/health/ready")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
