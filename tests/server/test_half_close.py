"""Clients that end their sending side after a request, and wait for the response or leave."""

import re
import socket
from time import monotonic

import pytest

from tests.server.conftest import RunningServer, read_all, run_server, wait_until

STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3})")
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
TWO_SECONDS = GET.replace(b" / ", b" /two-seconds ")


def send_and_end(server: RunningServer, request: bytes) -> bytes:
    """Send a request, end the sending side, and return everything until the server closes the connection."""
    with server.connect() as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


@pytest.mark.parametrize(
    ("request_", "responses"),
    [
        (GET, 1),
        (TWO_SECONDS, 1),
        (GET.replace(b"GET / ", b"POST /write "), 1),
        (TWO_SECONDS + GET + GET, 3),
        (TWO_SECONDS.replace(b"1.1", b"1.0"), 1),
    ],
)
def test_a_client_that_ends_its_sending_side_gets_every_response(
    server: RunningServer, request_: bytes, responses: int
) -> None:
    response = send_and_end(server, request_).replace(INTERIM, b"")
    assert STATUS_LINE.findall(response) == [b"200"] * responses
    assert response.endswith(b"\r\n\r\na")


def test_http_1_0_gets_no_probe(server: RunningServer) -> None:
    assert INTERIM in send_and_end(server, TWO_SECONDS)
    assert INTERIM not in send_and_end(server, TWO_SECONDS.replace(b"1.1", b"1.0"))


def test_a_client_that_ends_its_sending_side_gets_the_whole_of_a_large_response(server: RunningServer) -> None:
    _, _, body = send_and_end(server, GET.replace(b" / ", b" /large ").replace(b"1.1", b"1.0")).partition(b"\r\n\r\n")
    assert len(body) == 8_000_000


@pytest.mark.parametrize(
    "request_", [b"", b"GET /write HT", b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab"]
)
def test_a_connection_that_ends_within_a_request_is_closed(server: RunningServer, request_: bytes) -> None:
    started_at = monotonic()
    assert send_and_end(server, request_) == b""
    assert monotonic() - started_at < 0.4  # earlier than the deadline of headers


def test_a_client_that_ends_its_sending_side_and_leaves_is_noticed() -> None:
    with run_server() as server:
        before = server.count("/slow", 499)
        connection = server.connect()
        connection.sendall(GET.replace(b" / ", b" /slow "))
        connection.shutdown(socket.SHUT_WR)
        assert not wait_until(lambda: "/slow" in server.application.cancelled, 1.5)  # it may still wait
        connection.close()
        started_at = monotonic()
        assert wait_until(lambda: "/slow" in server.application.cancelled, 3)
        assert monotonic() - started_at < 2
        assert server.count("/slow", 499) == before + 1


@pytest.mark.parametrize("path", [b"/slow", b"/write"])
def test_a_client_that_leaves_is_noticed_at_once(path: bytes) -> None:
    with run_server() as server:
        for _ in range(3):
            before = server.count(path.decode(), 499)
            with server.connect() as connection:
                connection.sendall(GET.replace(b" / ", b" " + path + b" "))
                assert not wait_until(lambda: bool(server.application.completed), 0.1)
            started_at = monotonic()
            assert wait_until(lambda: server.count(path.decode(), 499) == before + 1)  # noqa: B023  # called in the loop
            assert monotonic() - started_at < 0.5


def test_a_stream_without_reader_is_aborted_after_the_sending_side_ended(server: RunningServer) -> None:
    with server.connect() as connection:
        connection.sendall(GET.replace(b" / ", b" /endless "))
        connection.shutdown(socket.SHUT_WR)
        cancelled = server.application.cancelled
        assert wait_until(lambda: "/endless" in cancelled, 5)
