"""Connections byte by byte: requests that are not HTTP, too large, too slow, or whose client leaves."""

import json
import re
from time import monotonic

import pytest

from tests.server.conftest import RunningServer, read_all, run_server, wait_until

STATUS_LINE = re.compile(rb"HTTP/1\.1 \d{3}")
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"


def parse_problem(response: bytes) -> dict[str, object]:
    head, _, body = response.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert re.search(rb"content-length: %d\r\n" % len(body), head)
    document: dict[str, object] = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % document["status"])
    assert f"urn:capaian:request:{re.search(rb'x-request-id: (.+)', head)[1].decode().strip()}" == document["instance"]  # type: ignore[index]
    return document


@pytest.mark.parametrize(
    ("request_", "problem_type"),
    [
        (b"hello\r\n\r\n", "malformed-request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "malformed-request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "malformed-request"),
        (GET.replace(b"1.1", b"3.0") + b"\r\n", "malformed-request"),
        (GET.replace(b"\r\n", b"\n") + b"\n", "malformed-request"),
        (GET + b"X-A : 1\r\n\r\n", "malformed-request"),
        (GET + b"X-A: 1\r\n folded\r\n\r\n", "malformed-request"),
        (GET + b"X-A: a\0b\r\n\r\n", "malformed-request"),
        (GET + b"Content-Length: +5\r\n\r\n", "malformed-request"),
        (GET + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", "malformed-request"),
        (GET + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "malformed-request"),
        (GET.replace(b"GET /", b"POST /body") + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed-request"),
        (GET.replace(b" / ", b" /\xff ") + b"\r\n", "malformed-request"),
        (GET.replace(b"GET", b"get") + b"\r\n", "unknown-method"),
        (GET.replace(b"GET", b"FOO") + b"\r\n", "unknown-method"),
        (GET.replace(b"GET", b"PROPFIND") + b"\r\n", "unknown-method"),
        (b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "unknown-method"),
        (GET.replace(b" / ", b" /" + b"a" * 70_000 + b" ") + b"\r\n", "url-too-long"),
        (GET + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n", "headers-too-large"),
        (GET + b"X-A: a\r\n" * 100 + b"\r\n", "headers-too-large"),
    ],
)
def test_a_request_that_is_not_valid_http_gets_a_problem_document(
    server: RunningServer, request_: bytes, problem_type: str
) -> None:
    document = parse_problem(server.send(request_))
    assert document["type"] == f"/problems/{problem_type}"


def test_the_language_of_a_rejection_is_the_one_of_the_request(server: RunningServer) -> None:
    request = GET.replace(b"GET", b"PURGE")
    assert parse_problem(server.send(request + b"Accept-Language: en\r\n\r\n"))["title"] == "Unknown method"
    assert parse_problem(server.send(request + b"\r\n"))["title"] == "Metode tidak dikenal"


@pytest.mark.parametrize("part", [b"GET /", b"GET / HTTP/1.1\r\nX-A: "])
def test_headers_without_end_are_rejected_at_their_limit(server: RunningServer, part: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(part)
        sent = 0
        try:
            while sent < 16_000_000:
                connection.sendall(b"a" * 4096)
                sent += 4096
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 16_000_000


def test_a_request_after_a_rejected_one_is_not_executed(server: RunningServer) -> None:
    response = server.send(GET + b"X-A : 1\r\n\r\n" + GET + b"\r\n")
    assert STATUS_LINE.findall(response) == [b"HTTP/1.1 400"]


def test_pipelined_requests_get_their_responses_in_order(server: RunningServer) -> None:
    first = GET.replace(b" / ", b" /parts ").replace(b"Host: a", b"Host: one")
    response = server.send(first + b"\r\n" + GET + b"Connection: close\r\n\r\n")
    assert response.count(b"HTTP/1.1 200") == 2
    assert response.index(b"two") < response.rindex(b"HTTP/1.1 200")


def test_a_rejected_pipelined_request_does_not_spoil_the_response_before_it(server: RunningServer) -> None:
    response = server.send(GET.replace(b" / ", b" /write ") + b"\r\n" + b"FOO / HTTP/1.1\r\n\r\n")
    assert STATUS_LINE.findall(response) == [b"HTTP/1.1 200"]
    assert response.endswith(b"\r\n\r\na")


def test_the_host_of_an_absolute_target_replaces_the_host_header(server: RunningServer) -> None:
    for target, host in ((b"http://b.test/", b"b.test"), (b"http://b.test:81/x", b"b.test:81")):
        response = server.send(GET.replace(b" / ", b" " + target + b" ") + b"Connection: close\r\n\r\n")
        assert response.endswith(b"\r\n\r\n" + host)


def test_an_offer_to_change_the_protocol_is_ignored(server: RunningServer) -> None:
    """The HTTP client of Java offers HTTP/2 with each request, also with a body."""
    for upgrade in (b"h2c", b"websocket"):
        offer = b"Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEA\r\nUpgrade: " + upgrade + b"\r\n"
        for body in (b"Content-Length: 5\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"):
            request = b"POST /echo HTTP/1.1\r\nHost: a\r\n" + offer + body
            response = server.send(request + request + GET + offer + b"Connection: close\r\n\r\n")
            assert STATUS_LINE.findall(response) == [b"HTTP/1.1 200"] * 3
            assert response.count(b"\r\n\r\nhello") == 2


def test_an_offer_to_change_the_protocol_arrives_in_parts(server: RunningServer) -> None:
    fields = b"Host: a\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nContent-Length: 5\r\n"
    offer = b"POST /echo HTTP/1.1\r\n" + fields + b"\r\nhello"
    with server.connect() as connection:
        for byte in offer:
            connection.sendall(bytes([byte]))
        assert read_all(connection).endswith(b"\r\n\r\nhello")


def test_a_body_of_unknown_length_ends_with_the_connection_in_http_1_0(server: RunningServer) -> None:
    head, _, body = server.send(b"GET /parts HTTP/1.0\r\n\r\n").partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head
    assert body == b"onetwo"


class TestTimeLimits:
    """What the server does with clients that send or read too slowly."""

    def test_a_connection_without_a_request_is_closed(self, server: RunningServer) -> None:
        started_at = monotonic()
        with server.connect() as connection:
            assert read_all(connection) == b""
        assert 0.4 < monotonic() - started_at < 4

    def test_headers_that_arrive_too_slowly_get_408(self, server: RunningServer) -> None:
        assert parse_problem(server.send(GET))["type"] == "/problems/request-too-slow"

    def test_blank_lines_do_not_prolong_a_connection(self, server: RunningServer) -> None:
        with server.connect() as connection:
            connection.sendall(GET + b"\r\n")
            started_at = monotonic()
            while monotonic() - started_at < 4:
                try:
                    connection.sendall(b"\r\n")
                    if not connection.recv(65536):
                        break
                except OSError:
                    break
            assert monotonic() - started_at < 4

    def test_a_body_that_stops_ends_the_request(self, server: RunningServer) -> None:
        request = GET.replace(b"GET /", b"POST /body") + b"Content-Length: 100\r\n\r\nabc"
        assert server.send(request) == b""

    def test_the_rest_of_a_body_that_was_not_needed_is_not_awaited(self, server: RunningServer) -> None:
        started_at = monotonic()
        response = server.send(GET.replace(b"GET", b"POST") + b"Content-Length: 1000000\r\n\r\nabc")
        assert response.startswith(b"HTTP/1.1 200")
        assert monotonic() - started_at < 4

    @pytest.mark.parametrize("path", [b"/endless", b"/large"])
    def test_a_response_that_is_not_read_is_aborted(self, server: RunningServer, path: bytes) -> None:
        with server.connect() as connection:
            connection.sendall(GET.replace(b" / ", b" " + path + b" ") + b"\r\n")
            assert len(connection.recv(1000)) > 0
            started_at = monotonic()
            # Reading again too late: the server has aborted the connection.
            assert wait_until(lambda: monotonic() - started_at > 3)
            received = len(read_all(connection))
        assert received < 8_000_000

    def test_a_client_that_reads_slowly_but_steadily_gets_everything(self, server: RunningServer) -> None:
        with server.connect() as connection:
            connection.sendall(GET.replace(b" / ", b" /large ") + b"Connection: close\r\n\r\n")
            received = 0
            started_at = monotonic()
            while chunk := connection.recv(65536):
                received += len(chunk)
                wait_until(lambda goal=started_at + received / 3_000_000: monotonic() > goal)  # type: ignore[misc]
        assert received > 8_000_000


class TestDisconnect:
    """What happens to the request of a client that leaves."""

    def test_a_read_is_cancelled_and_counted_as_499(self, server: RunningServer) -> None:
        before = server.count("/slow", 499)
        with server.connect() as connection:
            connection.sendall(GET.replace(b" / ", b" /slow ") + b"\r\n")
            assert not wait_until(lambda: "/slow" in server.application.cancelled, 0.2)
        assert wait_until(lambda: "/slow" in server.application.cancelled)
        assert server.count("/slow", 499) == before + 1

    def test_a_stream_is_cancelled_and_counted_as_499(self, server: RunningServer) -> None:
        with server.connect() as connection:
            connection.sendall(GET.replace(b" / ", b" /endless ") + b"\r\n")
            connection.recv(1000)
        assert wait_until(lambda: "/endless" in server.application.cancelled)
        assert wait_until(lambda: server.count("/endless", 499) >= 1)
        assert server.count("/endless", 500) == 0

    def test_a_write_is_completed(self, server: RunningServer) -> None:
        with server.connect() as connection:
            connection.sendall(GET.replace(b"GET / ", b"POST /write ") + b"Content-Length: 0\r\n\r\n")
        assert wait_until(lambda: "/write" in server.application.completed)


class TestConnectionLimits:
    """How many connections one client and all clients may open."""

    def test_one_client_has_a_limited_number_of_connections(self) -> None:
        with run_server(max_per_client=3) as server:
            connections = [server.connect() for _ in range(3)]
            assert parse_problem(server.send(b""))["type"] == "/problems/unavailable"
            connections.pop().close()
            assert wait_until(lambda: server.send(GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200"))
            for connection in connections:
                connection.close()

    def test_a_trusted_proxy_has_no_limit_of_its_own(self) -> None:
        from ipaddress import ip_network  # noqa: PLC0415

        with run_server(max_per_client=1, trusted_proxies=[ip_network("127.0.0.0/8")]) as server:
            connections = [server.connect() for _ in range(3)]
            assert server.send(GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")
            for connection in connections:
                connection.close()

    def test_silent_connections_give_way_to_new_ones(self) -> None:
        with run_server(max_connections=8, max_per_client=100) as server:
            silent = [server.connect() for _ in range(8)]
            assert server.send(GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")
            assert silent[0].recv(10) == b""
            for connection in silent:
                connection.close()

    def test_a_quarter_of_the_connections_is_for_clients_with_credentials(self) -> None:
        with run_server(max_connections=8, max_per_client=100) as server:
            slow = [server.connect() for _ in range(6)]
            for connection in slow:
                connection.sendall(GET.replace(b" / ", b" /slow ") + b"\r\n")
            assert wait_until(lambda: parse_or_none(server.send(GET + b"Connection: close\r\n\r\n")) == 503)
            with_key = GET + b"X-API-Key: k\r\nConnection: close\r\n\r\n"
            assert server.send(with_key).startswith(b"HTTP/1.1 200")
            for connection in slow:
                connection.close()

    def test_unsent_responses_have_a_limit_in_total(self) -> None:
        with run_server(max_unsent_bytes=14_000_000, stall_seconds=60) as server:
            readers = [server.connect() for _ in range(4)]
            for connection in readers:
                connection.sendall(GET.replace(b" / ", b" /large ") + b"Connection: close\r\n\r\n")
            wait_until(lambda: False, 2)
            complete = sum(len(read_all_within(connection)) > 8_000_000 for connection in readers)
            assert 1 <= complete < 4


def parse_or_none(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


def read_all_within(connection: object) -> bytes:
    connection.settimeout(1)  # type: ignore[attr-defined]
    received = b""
    try:
        while chunk := connection.recv(1_000_000):  # type: ignore[attr-defined]
            received += chunk
    except OSError:
        pass
    connection.close()  # type: ignore[attr-defined]
    return received
