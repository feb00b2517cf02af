"""Requests with malformed URLs, methods, headers or bodies, and requests that are not HTTP.

tests/server/test_protocol.py has more requests that are not HTTP.
"""

import threading
import time

import pytest

from tests.http import raw_requests
from tests.support.services import Service

UNIT = "/v1/units/umkm"
GOOD = b"GET /v1/units/umkm HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
MAX_WAIT_SECONDS = 15  # ten seconds for the headers, and some to detect the timeout


def is_alive(service: Service) -> bool:
    return raw_requests.get(service.url, UNIT).status == 200


@pytest.mark.parametrize(
    "path",
    [
        *(f"/v1/units/{code}" for code in ("%", "%", "%ff", "%ed%a0%80", "%c0%80", "%00", "umkm%0d%0aX:y")),
        "/%ff",
        "/v1/%1b",
    ],
)
def test_a_url_that_is_not_utf_8_or_has_control_characters_returns_400(unfailing: Service, path: str) -> None:
    for language in ("id", "en"):
        response = raw_requests.get(unfailing.url, path, f"Accept-Language: {language}".encode())
        raw_requests.check_problem(response, 400, "malformed-url", language)


@pytest.mark.parametrize(
    "path",
    [
        "/v1//units", "//v1/units", "/v1/units/", "/v1/units//umkm", "/v1/units/umkm/", "/v1/units%2fumkm%2f",
        "/v1/x/..%2funits", "/v1/units/..%2f..%2fetc%2fpasswd", "/v1/x/../units", "/V1/units", "/v1/Units",
        "/v1/units/UMKM", "/v1/units/umkm%20", "/v1/units.json", "/v1/units.csv/umkm", "/v1/units/umkm/history", "/v1/",
        "/.env", "/v2/units", "/v1/units;a=b", "/v1/regions/32.73.01", "/v1/targets/9223372036854775808",
        '/v1/"units"',
    ],
)  # fmt: skip
def test_an_unknown_url_returns_404(unfailing: Service, path: str) -> None:
    raw_requests.check_problem(raw_requests.get(unfailing.url, path), 404, "not-found")


def test_percent_encoded_letters_are_decoded(unfailing: Service) -> None:
    assert raw_requests.get(unfailing.url, "/v1/units/um%6bm").body == raw_requests.get(unfailing.url, UNIT).body


@pytest.mark.parametrize(
    "accept",
    [
        "text/html", "application/json;q=0, application/ld+json;q=0", "*/*;q=0", "application/*;q=0, */*;q=0.0",
        "text/csv", "nonsense", "application/*;q=0", "application/json;q=x",
    ],
)  # fmt: skip
def test_a_url_with_several_media_types_returns_406_if_none_is_accepted(unfailing: Service, accept: str) -> None:
    response = raw_requests.get(unfailing.url, "/catalog", f"Accept: {accept}".encode(), b"Accept-Language: en")
    document = raw_requests.check_problem(response, 406, "not-acceptable", "en")
    assert "application/json" in document["detail"]


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/problem+json", "text/plain", "application/json;q=0", "*/*;q=0", "nonsense"]
)
def test_a_url_with_one_media_type_ignores_accept(unfailing: Service, accept: str) -> None:
    response = raw_requests.get(unfailing.url, UNIT, f"Accept: {accept}".encode())
    assert response.status == 200
    assert response.headers["content-type"] == "application/json"


def test_repeated_header_lines_form_one_list(unfailing: Service) -> None:
    assert raw_requests.get(unfailing.url, "/catalog", b"Accept: text/html", b"Accept: application/json").status == 200
    response = raw_requests.get(unfailing.url, "/v1/nothing", b"Accept-Language: fr", b"Accept-Language: en")
    raw_requests.check_problem(response, 404, "not-found", "en")


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("en", "en"), ("id", "id"), ("", "id"), ("fr", "id"), ("en-GB, id;q=0.9", "en"), ("id, en", "id"),
        ("en;q=0.1, id;q=0.2", "id"), ("*", "id"), ("en;q=0", "id"), ("id;q=0, *", "en"), ("en;q=nan", "id"),
        ("\xff\xfe", "id"), ("en;;q=1;x", "en"),
    ],
)  # fmt: skip
def test_the_problem_has_the_preferred_language(unfailing: Service, preferred: str, language: str) -> None:
    response = raw_requests.get(unfailing.url, "/v1/nothing", b"Accept-Language: " + preferred.encode("latin-1"))
    raw_requests.check_problem(response, 404, "not-found", language)


def test_a_url_that_is_too_long_returns_414(unfailing: Service) -> None:
    raw_requests.check_problem(raw_requests.get(unfailing.url, f"/v1/regions?q={'a' * 10_000}"), 414, "url-too-long")
    raw_requests.check_problem(raw_requests.get(unfailing.url, f"/v1/units/{'a' * 10_000}"), 414, "url-too-long")
    raw_requests.check_problem(
        raw_requests.get(unfailing.url, "/v1/units?" + "&".join(["a=1"] * 10_000)), 414, "url-too-long"
    )
    allowed = f"/v1/units/{'a' * 8000}"
    raw_requests.check_problem(raw_requests.get(unfailing.url, allowed), 404, "not-found")


def test_too_large_headers_are_rejected(unfailing: Service) -> None:
    too_long = raw_requests.get(unfailing.url, f"/v1/regions?q={'a' * 100_000}")
    raw_requests.check_problem(too_long, 414, "url-too-long")
    for headers in ([b"X-A: " + b"a" * 100_000], [b"X-A: a"] * 200):
        response = raw_requests.get(unfailing.url, UNIT, *headers)
        raw_requests.check_problem(response, 431, "headers-too-large")
    assert raw_requests.get(unfailing.url, UNIT, b"X-A: " + b"a" * 20_000).status == 200
    assert is_alive(unfailing)


@pytest.mark.parametrize(
    "request_",
    [
        GOOD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        GOOD + b"Content-Length: +5\r\n\r\nabcde",
        GOOD + b"Transfer-Encoding: xchunked\r\n\r\n",
        GOOD + b"X-A : 1\r\n\r\n",
        GOOD + b"X-A: a\0b\r\n\r\n",
        GOOD + b"X-A: 1\r\n folded\r\n\r\n",
        GOOD.replace(b"GET", b"G\0T") + b"\r\n",
        GOOD.replace(b"/units", b"/\xff") + b"\r\n",
        GOOD.replace(b"/units", b"/un its") + b"\r\n",
        GOOD.replace(b"HTTP/1.1", b"HTTP/3.0") + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
        GOOD.replace(b"\r\n", b"\n") + b"\n",
        GOOD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_requests_that_are_not_http_are_rejected(unfailing: Service, request_: bytes) -> None:
    response = raw_requests.send_bytes(unfailing.url, request_)
    raw_requests.check_problem(response, 400, "malformed-request")
    assert is_alive(unfailing)


@pytest.mark.parametrize("hosts", [b"", b"Host:\r\n", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nHost: a\r\n"])
def test_a_request_has_exactly_one_host_header(unfailing: Service, hosts: bytes) -> None:
    response = raw_requests.send_bytes(
        unfailing.url, b"GET /v1/units HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n"
    )
    raw_requests.check_problem(response, 400, "malformed-url")


@pytest.mark.parametrize(
    "host",
    [
        b"[",
        b"[::1",
        b"[zz]",
        b"]",
        b"a b",
        b"a\tb",
        b"a/b",
        b"a@b",
        b"a:b",
        b"a:999999",
        b"a:80:80",
        b":80",
        b"\xff",
        b"a?",
    ],
)
def test_an_invalid_host_is_rejected(unfailing: Service, host: bytes) -> None:
    for path in (b"/v1/units", b"/v1/catalog", b"/docs"):
        request = b"GET %b HTTP/1.1\r\nConnection: close\r\nHost: %b\r\n\r\n" % (path, host)
        raw_requests.check_problem(raw_requests.send_bytes(unfailing.url, request), 400, "malformed-url")


@pytest.mark.parametrize("host", [b"a", b"a:", b"a:80", b"[::1]", b"[::ffff:10.0.0.1]:8000", b"x_y.example.", b"%61"])
def test_a_valid_host_is_accepted(unfailing: Service, host: bytes) -> None:
    request = b"GET %b HTTP/1.1\r\nConnection: close\r\nHost: %b\r\n\r\n" % (UNIT.encode(), host)
    assert raw_requests.send_bytes(unfailing.url, request).status == 200


@pytest.mark.parametrize("query", ["q=café".encode(), "café=1".encode(), b"q=\xff", b"q=a b", b"q=a\tb"])
def test_a_query_that_is_not_percent_encoded_returns_400(unfailing: Service, query: bytes) -> None:
    request = GOOD.replace(b"/v1/units/umkm", b"/v1/programs?" + query) + b"\r\n"
    raw_requests.check_problem(raw_requests.send_bytes(unfailing.url, request), 400, "malformed-request")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /v1/units/umkm HTTP/1.0\r\n\r\n",
        b"GET http://elsewhere.test/v1/units/umkm HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        GOOD + b"Content-Length: 3\r\n\r\nabc",
        GOOD + b"Content-Length: 3\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x00",
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        GOOD + b"Expect: 100-continue\r\nContent-Length: 0\r\n\r\n",
        GOOD + b"X-HTTP-Method-Override: DELETE\r\nX-Method-Override: PUT\r\n\r\n",
        GOOD + b"X-Forwarded-Host: elsewhere.test\r\nX-Original-URL: /metrics\r\nX-Rewrite-URL: /metrics\r\n\r\n",
        GOOD + b"Range: bytes=0-1\r\n\r\n",
        GOOD + b"Cookie: \xff\xfe; a=b\r\n\r\n",
    ],
)
def test_unusual_valid_requests_succeed(unfailing: Service, request_: bytes) -> None:
    """RFC 9112 allows absolute URLs, and bodies that are not read."""
    response = raw_requests.send_bytes(unfailing.url, request_)
    assert (response.status, response.json()["code"]) == (200, "umkm")


def test_method_override_headers_are_ignored(unfailing: Service) -> None:
    response = raw_requests.get(
        unfailing.url, UNIT, b"X-HTTP-Method-Override: GET", b"Content-Length: 0", method="POST"
    )
    raw_requests.check_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, HEAD, PATCH, OPTIONS"


@pytest.mark.parametrize(("method", "target", "status"), [("GET", "*", 404), ("CONNECT", "a:80", 501)])
def test_other_forms_of_a_request_target_are_rejected(
    unfailing: Service, method: str, target: str, status: int
) -> None:
    raw_requests.check_problem(raw_requests.get(unfailing.url, target, method=method), status)


def test_an_incomplete_body_does_not_delay_the_response(unfailing: Service) -> None:
    for method, status in (("GET", 200), ("POST", 405)):
        started_at = time.monotonic()
        response = raw_requests.get(unfailing.url, UNIT, b"Content-Length: 10", method=method, body=b"abc")
        assert response.status == status
        assert time.monotonic() - started_at < 5


def test_a_connection_can_be_used_again_after_an_unread_body(unfailing: Service) -> None:
    headers = GOOD.replace(b"Connection: close\r\n", b"")
    with raw_requests.connect(unfailing.url) as connection:
        for body in (b"abc", b"GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n"):
            connection.sendall(headers + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert raw_requests.read_response(connection).json()["code"] == "umkm"


def test_connections_with_incomplete_headers_are_closed_in_time(unfailing: Service) -> None:
    headers = {
        "half a request line": b"GET /v1/un",
        "half a header": b"GET /v1/units HTTP/1.1\r\nHost: a\r\nX-A: ",
        "half a second request": GOOD.replace(b"Connection: close\r\n", b"") + b"\r\nGET /v1/units HTTP/1.1\r\nHo",
    }
    closed: dict[str, float] = {}

    def wait_until_closed(name: str, data: bytes) -> None:
        started_at = time.monotonic()
        with raw_requests.connect(unfailing.url, MAX_WAIT_SECONDS) as connection:
            connection.sendall(data)
            try:
                while connection.recv(65536):
                    pass
            except TimeoutError:
                return
            closed[name] = time.monotonic() - started_at

    waiting = [threading.Thread(target=wait_until_closed, args=item) for item in headers.items()]
    for thread in waiting:
        thread.start()
    assert is_alive(unfailing)
    for thread in waiting:
        thread.join()
    assert closed.keys() == headers.keys()
    assert max(closed.values()) < MAX_WAIT_SECONDS
