"""Requests that are bad before their parameters are: addresses, methods, headers, bodies and the lines themselves.

Granian answers what is not HTTP by itself, with a status and no body; where it does, the test says so.
"""

import threading
import time

import pytest

from tests.support.services import Service
from tests.wire import asking

UNIT = "/v1/units/umkm"
GOOD = b"GET /v1/units/umkm HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
LONGEST_WAIT = 15  # seconds; ten for a header, and some to notice


def is_alive(service: Service) -> bool:
    return asking.get(service.url, UNIT).status == 200


@pytest.mark.parametrize(
    "path",
    [
        *(f"/v1/units/{written}" for written in ("%zz", "%", "%ff", "%ed%a0%80", "%c0%80", "%00", "umkm%0d%0aX:y")),
        "/%ff",
        "/v1/%1b",
    ],
)
def test_an_address_that_is_no_text_is_malformed(unfailing: Service, path: str) -> None:
    for language in ("id", "en"):
        answer = asking.get(unfailing.url, path, f"Accept-Language: {language}".encode())
        asking.problem(answer, 400, "malformed-url", language)


@pytest.mark.parametrize(
    "path",
    [
        "/v1//units", "//v1/units", "/v1/units/", "/v1/units//umkm", "/v1/units/umkm/", "/v1/units%2fumkm%2f",
        "/v1/x/..%2funits", "/v1/units/..%2f..%2fetc%2fpasswd", "/v1/x/../units", "/V1/units", "/v1/Units",
        "/v1/units/UMKM", "/v1/units/umkm%20", "/v1/units.json", "/v1/units.csv/umkm", "/v1/units/umkm/history", "/v1",
        "/.env", "/v2/units", "/v1/units;a=b", "/v1/regions/32.73.01", "/v1/targets/9223372036854775808",
        '/v1/"units"',
    ],
)  # fmt: skip
def test_an_address_that_nothing_has_is_not_found(unfailing: Service, path: str) -> None:
    asking.problem(asking.get(unfailing.url, path), 404, "not-found")


def test_letters_of_an_address_may_be_written_with_percents(unfailing: Service) -> None:
    assert asking.get(unfailing.url, "/v1/units/um%6bm").body == asking.get(unfailing.url, UNIT).body


@pytest.mark.parametrize(
    "accept",
    [
        "text/html", "application/json;q=0", "*/*;q=0", "application/json;q=0, */*;q=0.0", "text/csv", "nonsense",
        "application/*;q=0", "*/*, application/json;q=0", "application/json;q=x",
    ],
)  # fmt: skip
def test_a_media_type_that_is_not_there_is_not_acceptable(unfailing: Service, accept: str) -> None:
    answer = asking.get(unfailing.url, UNIT, f"Accept: {accept}".encode(), b"Accept-Language: en")
    document = asking.problem(answer, 406, "not-acceptable", "en")
    assert "application/json" in document["detail"]


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/*", "text/html, */*;q=0.1", "APPLICATION/JSON", "application/json;v=1"]
)
def test_a_media_type_that_is_there_is_acceptable(unfailing: Service, accept: str) -> None:
    assert asking.get(unfailing.url, UNIT, f"Accept: {accept}".encode()).status == 200


def test_lines_of_one_field_are_one_list(unfailing: Service) -> None:
    assert asking.get(unfailing.url, UNIT, b"Accept: text/html", b"Accept: application/json").status == 200
    answer = asking.get(unfailing.url, "/v1/nothing", b"Accept-Language: fr", b"Accept-Language: en")
    asking.problem(answer, 404, "not-found", "en")


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("en", "en"), ("id", "id"), ("", "id"), ("fr", "id"), ("en-GB, id;q=0.9", "en"), ("id, en", "id"),
        ("en;q=0.1, id;q=0.2", "id"), ("*", "id"), ("en;q=0", "id"), ("id;q=0, *", "en"), ("en;q=nan", "id"),
        ("\xff\xfe", "id"), ("en;;q=1;x", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_is_preferred(unfailing: Service, preferred: str, language: str) -> None:
    answer = asking.get(unfailing.url, "/v1/nothing", b"Accept-Language: " + preferred.encode("latin-1"))
    asking.problem(answer, 404, "not-found", language)


def test_a_long_address_is_refused_for_its_length(unfailing: Service) -> None:
    asking.problem(asking.get(unfailing.url, f"/v1/regions?q={'a' * 10_000}"), 414, "address-too-long")
    asking.problem(asking.get(unfailing.url, f"/v1/units/{'a' * 10_000}"), 414, "address-too-long")
    asking.problem(asking.get(unfailing.url, "/v1/units?" + "&".join(["a=1"] * 10_000)), 414, "address-too-long")
    longest = f"/v1/units/{'a' * 8000}"
    asking.problem(asking.get(unfailing.url, longest), 404, "not-found")


def test_an_enormous_head_is_refused_by_granian(unfailing: Service) -> None:
    for answer in (
        asking.get(unfailing.url, f"/v1/regions?q={'a' * 100_000}"),
        asking.get(unfailing.url, UNIT, b"X-A: " + b"a" * 100_000),
        asking.get(unfailing.url, UNIT, *[b"X-A: a"] * 200),
    ):
        assert answer.status in (414, 431)
        assert answer.by_granian
    assert asking.get(unfailing.url, UNIT, b"X-A: " + b"a" * 20_000).status == 200
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
        GOOD.replace(b"/units", b"/<units>") + b"\r\n",
        GOOD.replace(b"HTTP/1.1", b"HTTP/3.0") + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused_by_granian(unfailing: Service, request_: bytes) -> None:
    answer = asking.raw(unfailing.url, request_)
    assert answer.status == 400
    assert answer.by_granian
    assert is_alive(unfailing)


@pytest.mark.parametrize("hosts", [b"", b"Host:\r\n", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nHost: a\r\n"])
def test_a_request_names_one_host(unfailing: Service, hosts: bytes) -> None:
    answer = asking.raw(unfailing.url, b"GET /v1/units HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n")
    asking.problem(answer, 400, "malformed-url")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /v1/units/umkm HTTP/1.0\r\n\r\n",
        b"GET http://elsewhere.test/v1/units/umkm HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        GOOD.replace(b"\r\n", b"\n") + b"\n",
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
def test_what_is_odd_and_allowed_is_answered_all_the_same(unfailing: Service, request_: bytes) -> None:
    """RFC 9112 lets a request name the whole address, end its lines with LF alone, and carry a body unread."""
    answer = asking.raw(unfailing.url, request_)
    assert (answer.status, answer.json()["code"]) == (200, "umkm")


def test_an_override_of_the_method_is_ignored(unfailing: Service) -> None:
    answer = asking.get(unfailing.url, UNIT, b"X-HTTP-Method-Override: GET", b"Content-Length: 0", method="POST")
    asking.problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("method", "target", "status"), [("OPTIONS", "*", 404), ("GET", "*", 404), ("CONNECT", "a:80", 405)]
)
def test_a_target_that_is_no_address_here_is_refused(unfailing: Service, method: str, target: str, status: int) -> None:
    asking.problem(asking.get(unfailing.url, target, method=method), status)


def test_two_lengths_of_one_body_smuggle_no_second_request(unfailing: Service) -> None:
    """Granian drops the Content-Length beside a Transfer-Encoding, as RFC 9112 (6.3) has it; a gateway refuses both."""
    hidden = b"GET /v1/units/idr HTTP/1.1\r\nHost: a\r\n\r\n"
    head = GOOD.replace(b"Connection: close\r\n", b"")
    with asking.connected(unfailing.url, 3) as connection:
        length = str(len(hidden) + 5).encode()
        connection.sendall(
            head + b"Content-Length: " + length + b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden
        )
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
            if received.count(b"HTTP/1.1 ") > 1 and received.endswith(b"}"):
                break
    first, _, second = received.partition(b'"code":"umkm"')
    assert first.count(b"HTTP/1.1 200") == 1
    # What follows the end of the chunks is a request of its own, or the connection ended before it.
    assert second.count(b"HTTP/1.1 ") in (0, 1)
    assert is_alive(unfailing)


def test_a_body_that_never_ends_keeps_nobody_waiting(unfailing: Service) -> None:
    for method, status in (("GET", 200), ("POST", 405)):
        began = time.monotonic()
        answer = asking.get(unfailing.url, UNIT, b"Content-Length: 10", method=method, body=b"abc")
        assert answer.status == status
        assert time.monotonic() - began < 5


def test_the_next_request_on_a_connection_is_read_after_the_body_of_the_one_before(unfailing: Service) -> None:
    head = GOOD.replace(b"Connection: close\r\n", b"")
    with asking.connected(unfailing.url) as connection:
        for body in (b"abc", b"GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n"):
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert asking.answer(connection).json()["code"] == "umkm"


def test_heads_that_never_end_are_closed_in_time_and_hold_up_nobody(unfailing: Service) -> None:
    heads = {
        "half a line": b"GET /v1/un",
        "half a head": b"GET /v1/units HTTP/1.1\r\nHost: a\r\nX-A: ",
        "half a second head": GOOD.replace(b"Connection: close\r\n", b"") + b"\r\nGET /v1/units HTTP/1.1\r\nHo",
    }
    closed: dict[str, float] = {}

    def wait(name: str, head: bytes) -> None:
        began = time.monotonic()
        with asking.connected(unfailing.url, LONGEST_WAIT) as connection:
            connection.sendall(head)
            try:
                while connection.recv(65536):
                    pass
            except TimeoutError:
                return
            closed[name] = time.monotonic() - began

    waiting = [threading.Thread(target=wait, args=head) for head in heads.items()]
    for thread in waiting:
        thread.start()
    assert is_alive(unfailing)
    for thread in waiting:
        thread.join()
    assert closed.keys() == heads.keys()
    assert max(closed.values()) < LONGEST_WAIT
