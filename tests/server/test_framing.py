"""Where requests and responses begin and end: trailers, interim responses, absolute targets, HEAD, large bodies."""

import re
import socket
from time import monotonic, sleep

import pytest

from tests.http.raw_requests import read_response
from tests.server.conftest import RunningServer, read_all, wait_until

STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3})")
GET = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
CHUNKED = b"POST /body HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"


@pytest.mark.parametrize("version", [b"0.9", b"2.0"])
def test_other_versions_of_http_are_rejected(server: RunningServer, version: bytes) -> None:
    response = server.send(GET.replace(b"1.1", version) + b"\r\n")
    assert STATUS_LINE.findall(response) == [b"400"]


def test_a_trailer_is_not_a_header_field(server: RunningServer) -> None:
    response = server.send(CHUNKED.replace(b"Host: a\r\n", b"") + b"\r\n3\r\nabc\r\n0\r\nHost: trailer\r\n\r\n")
    assert STATUS_LINE.findall(response) == [b"200"]
    assert response.endswith(b"\r\n\r\n")  # the body of the response is the host


@pytest.mark.parametrize("part", [b"0\r\nX: ", b"3;x="])
def test_trailers_and_chunk_extensions_without_end_are_rejected(server: RunningServer, part: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(CHUNKED + b"\r\n" + part)
        sent = 0
        try:
            while sent < 16_000_000:
                connection.sendall(b"a" * 4096)
                sent += 4096
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert sent < 16_000_000


def test_headers_in_many_packets_have_the_same_limit(server: RunningServer) -> None:
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(GET + b"X-A: ")
        for _ in range(40):
            connection.sendall(b"a" * 1000)
            sleep(0.002)
        connection.sendall(b"\r\n\r\n")
        assert STATUS_LINE.findall(read_all(connection)) == [b"200"]


def test_nothing_follows_the_response_to_an_invalid_body(
    server: RunningServer, capfd: pytest.CaptureFixture[str]
) -> None:
    response = server.send(CHUNKED + b"Expect: 100-continue\r\n\r\nzz\r\n")
    assert STATUS_LINE.findall(response) == [b"400"]
    assert wait_until(lambda: "/body" in server.application.completed)
    assert "request.failed" not in capfd.readouterr().out


def test_http_1_0_gets_no_interim_response(server: RunningServer) -> None:
    request = b"POST /body HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"
    assert STATUS_LINE.findall(server.send(request)) == [b"200"]


def test_a_rejected_head_request_gets_no_body(server: RunningServer) -> None:
    head, _, body = server.send(GET.replace(b"GET", b"HEAD") + b"X: a\r\n" * 101 + b"\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431")
    assert b"content-length" in head
    assert body == b""


@pytest.mark.parametrize(
    ("target", "host"),
    [
        (b"http://b.test", b"b.test"),
        (b"http://b.test?limit=1", b"b.test"),
        (b"http://user:password@b.test/x", b"b.test"),
        (b"http://[::1]/", b"[::1]"),
        (b"http://[::1]:81/", b"[::1]:81"),
    ],
)
def test_an_absolute_target_may_have_no_path_and_any_host(server: RunningServer, target: bytes, host: bytes) -> None:
    response = server.send(GET.replace(b" / ", b" " + target + b" ") + b"\r\n")
    assert STATUS_LINE.findall(response) == [b"200"]
    assert response.endswith(b"\r\n\r\n" + host)


def test_a_client_that_sends_a_large_body_that_is_not_needed_gets_the_response(server: RunningServer) -> None:
    with server.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        connection.sendall(b"POST /write HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + b"a" * 900_000)
        assert STATUS_LINE.findall(read_all(connection)) == [b"200"]


def test_a_stream_that_is_read_slowly_but_steadily_continues(server: RunningServer) -> None:
    with server.connect() as connection:
        connection.sendall(GET.replace(b" / ", b" /endless ") + b"\r\n")
        started_at = monotonic()
        while (seconds := monotonic() - started_at) < 4:
            assert connection.recv(65536)
            sleep(0.02)  # 3 MB per second
        sent = server.application.parts_sent
        assert wait_until(lambda: bool(connection.recv(65536)) and server.application.parts_sent > sent)
        assert seconds > 3  # three times the limit of the server


def test_a_short_body_that_follows_the_response_does_not_end_the_connection(server: RunningServer) -> None:
    """Many clients send headers and body in two packets, also to an operation that needs no body."""
    with server.connect() as connection:
        connection.settimeout(5)
        for _ in range(3):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
            assert read_response(connection).status == 200
            connection.sendall(b"{}")
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert read_all(connection).startswith(b"HTTP/1.1 200 ")
