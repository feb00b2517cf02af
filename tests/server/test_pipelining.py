"""Several requests in one packet: each gets its own response."""

import re

import pytest

from tests.server.conftest import RunningServer, read_all, run_server, wait_until

STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3})")
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
WRITE = b"POST /write HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
REJECTED = (
    b"PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET http://[/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"FOO / HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
)


@pytest.mark.parametrize("rejected", REJECTED)
def test_the_requests_before_a_rejected_one_are_completed(server: RunningServer, rejected: bytes) -> None:
    response = server.send(WRITE + GET.replace(b"Host: a", b"Host: second") + rejected)
    assert STATUS_LINE.findall(response) == [b"200", b"200"]
    assert response.endswith(b"\r\n\r\nsecond")
    assert response.count(b"connection: close") == 1


def test_a_request_waits_while_its_body_arrives(server: RunningServer) -> None:
    with server.connect() as connection:
        connection.sendall(
            WRITE + b"POST /body HTTP/1.1\r\nHost: b\r\nConnection: close\r\nContent-Length: 3\r\n\r\nab"
        )
        assert b"HTTP/1.1 200" in connection.recv(65536)
        connection.sendall(b"c")
        assert read_all(connection).endswith(b"\r\n\r\nb")


def test_the_headers_of_a_request_have_time_while_another_one_runs(server: RunningServer) -> None:
    slow = GET.replace(b" / ", b" /two-seconds ")
    with server.connect() as connection:
        connection.sendall(slow + GET + b"GET / HT")  # two requests are complete, so the server stops reading
        connection.sendall(b"TP/1.1\r\nHost: third\r\nConnection: close\r\n\r\n")
        response = read_all(connection)
    assert STATUS_LINE.findall(response) == [b"200"] * 3
    assert response.endswith(b"\r\n\r\nthird")


def test_a_request_of_http_1_0_gets_its_own_response(server: RunningServer) -> None:
    before = server.count("/parts", 200)
    response = server.send(b"GET /parts HTTP/1.0\r\n\r\n" + GET)
    assert STATUS_LINE.findall(response) == [b"200"]
    assert response.endswith(b"\r\n\r\nonetwo")
    assert b"chunked" not in response
    assert wait_until(lambda: server.count("/parts", 200) == before + 1)


@pytest.mark.parametrize("following", [GET, WRITE])
def test_a_write_is_completed_when_the_connection_is_lost_while_another_request_waits(following: bytes) -> None:
    # The response to the first request is not read, so the connection is aborted while the write runs.
    with run_server(stall_seconds=0.1) as server, server.connect() as connection:
        connection.sendall(GET.replace(b" / ", b" /large ") + WRITE.replace(b"/write", b"/two-seconds") + following)
        assert wait_until(lambda: "/two-seconds" in server.application.completed)
        assert server.application.cancelled == []
        assert "/write" not in server.application.completed


def test_requests_that_wait_are_limited(server: RunningServer) -> None:
    response = server.send(WRITE + GET * 300)
    assert STATUS_LINE.findall(response) == [b"200"] * 101
    assert response.count(b"connection: close") == 1
