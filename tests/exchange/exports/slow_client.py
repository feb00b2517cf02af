"""A client that reads an export slowly, over a plain socket."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncpg

from tests.support.databases import DatabaseUrls


@contextmanager
def send_request(service_url: str, path: str, **headers: str) -> Iterator[socket.socket]:
    """Send a GET request and return the connection. Nothing of the response has been read."""
    parts = urlsplit(service_url)
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)  # so that little data is in transit
        connection.settimeout(30)
        connection.connect((parts.hostname, parts.port))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{lines}Connection: close\r\n\r\n".encode())
        yield connection


def read_rest(connection: socket.socket) -> bytes:
    """Read until the connection is closed or reset."""
    chunks = []
    while True:
        try:
            chunk = connection.recv(1 << 20)
        except ConnectionResetError:
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)


def is_complete(response: bytes) -> bool:
    """Return whether a chunked response has its last chunk."""
    return response.endswith(b"\r\n0\r\n\r\n")


def decode_body(response: bytes) -> bytes:
    """Return the body of a chunked response."""
    headers, _, chunked = response.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in headers.lower(), headers
    chunks, position = [], 0
    while position < len(chunked):
        end = chunked.index(b"\r\n", position)
        size = int(chunked[position:end], 16)
        chunks.append(chunked[end + 2 : end + 2 + size])
        position = end + 2 + size + 2
    return b"".join(chunks)


async def count_export_connections(urls: DatabaseUrls) -> int:
    """Count connections that are in a transaction of an export."""
    connection = await asyncpg.connect(urls.owner)
    try:
        found: int = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
            "AND application_name = 'capaian' AND query LIKE ANY (ARRAY['COPY%', '%replaced_at IS NULL%'])"
        )
        return found
    finally:
        await connection.close()


def becomes_true(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
