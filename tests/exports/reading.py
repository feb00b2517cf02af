"""Readers of exports who take their time, over a bare connection."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncpg

from tests.support.databases import Addresses


@contextmanager
def asking(service_url: str, address: str) -> Iterator[socket.socket]:
    """A reader who has asked, and so far read nothing."""
    parts = urlsplit(service_url)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)  # so that little is under way
        connection.settimeout(30)
        connection.connect((parts.hostname, parts.port))
        connection.sendall(f"GET {address} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        yield connection


def rest(connection: socket.socket) -> bytes:
    """All that comes until the connection ends, in whatever way."""
    pieces = []
    while True:
        try:
            piece = connection.recv(1 << 20)
        except ConnectionResetError:
            break
        if not piece:
            break
        pieces.append(piece)
    return b"".join(pieces)


def is_whole(answer: bytes) -> bool:
    """Whether an answer in chunks has its last one."""
    return answer.endswith(b"\r\n0\r\n\r\n")


def body(answer: bytes) -> bytes:
    """Of an answer in chunks."""
    head, _, chunked = answer.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower(), head
    pieces, place = [], 0
    while place < len(chunked):
        end = chunked.index(b"\r\n", place)
        size = int(chunked[place:end], 16)
        pieces.append(chunked[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(pieces)


async def connections_of_exports(addresses: Addresses) -> int:
    """Connections in a transaction: exports alone are in one between two statements, or in a long one."""
    connection = await asyncpg.connect(addresses.owner)
    try:
        found: int = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
            "AND application_name = 'capaian' AND query LIKE ANY (ARRAY['COPY%', '%replaced_at IS NULL%'])"
        )
        return found
    finally:
        await connection.close()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False
