"""Random requests: each one gets a response or a problem document, and never a 500.

Hypothesis prints the falsifying example and how to reproduce it.
"""

import json
import string
from collections.abc import Iterator
from http.client import HTTPException

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.app import COLLECTION_MODULES
from api.http.request.query_string import list_parameters
from tests.http import raw_requests
from tests.http.raw_requests import RawResponse
from tests.support.services import Service

FAST = settings(max_examples=100, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
COLLECTIONS = {part.COLLECTION.name: sorted(list_parameters(part.COLLECTION.parameters)) for part in COLLECTION_MODULES}
# Bytes that the HTTP parser accepts in a request line; it rejects others (see edge/test_malformed_requests.py).
WRITABLE = bytes(byte for byte in range(0x21, 0x7F) if byte not in b'"#<>')


class ReusedConnection:
    """One connection for many requests."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.connection = raw_requests.connect(service.url)

    def send(self, target: bytes, *headers: bytes, method: bytes = b"GET") -> RawResponse:
        request = b"\r\n".join((method + b" " + target + b" HTTP/1.1", b"Host: a", *headers, b"", b""))
        for attempt in range(2):
            try:
                self.connection.sendall(request)
                response = raw_requests.read_response(self.connection, method.decode())
            except (OSError, HTTPException):
                # The server closes the connection after a request that it rejects. A second failure is an error.
                assert attempt == 0
                self.connection.close()
                self.connection = raw_requests.connect(self.service.url)
            else:
                return response
        raise AssertionError(request)


@pytest.fixture(scope="module")
def line(service: Service) -> Iterator[ReusedConnection]:
    line = ReusedConnection(service)
    yield line
    line.connection.close()
    assert "request.failed" not in service.log


def is_valid(response: RawResponse) -> bool:
    """Return whether this is a page or a record as JSON or CSV, or a problem document."""
    if response.status in (200, 304):
        return response.headers["content-type"].startswith(("application/json", "text/csv")) if response.body else True
    assert 400 <= response.status < 500, response
    raw_requests.check_problem(response, response.status)
    return True


values = st.sampled_from(
    [
        b"", b"0", b"-1", b"1", b"7", b"1001", b"9" * 40, b"null", b"NaN", b"true", b"exact", b"%00", b"%ff", b"%",
        b"%", b"+", b"%F0%9F%98%80", b"2021-02-30", b"2021-01-01", b"9999-12-31", b"2021", b"2021-Q4",
        b"2020-05-14/2020-12-31",
        b"2021-01-01T00:00:00Z", b"1900-01-01T00:00:00+23:59", b"2200-12-31T23:59:59-23:59",
        b"umkm-onboarded", b"ID", b"32",
        b"ID,32,32.73", b"umkm,umkm", b",", b"none", b"catalog:local", b"a:b;c:d", b"stock", b"flow", b"published",
        b"draft,withdrawn", b"country", b"province,city", b"value", b"-period", b"recorded_at", b"-stated_on",
        b"01a1fb67-1800-7000-8000-000000000101", b"' OR ''='", b"%27;--", b"%25", b"_", b"\\", b"A" * 43, b"code,name",
    ]
)  # fmt: skip
printable = st.lists(st.sampled_from([bytes([byte]) for byte in WRITABLE]), max_size=20).map(b"".join)
path_letters = st.text(alphabet=string.printable, max_size=12).map(lambda text: "".join(f"%{ord(c):02x}" for c in text))


@st.composite
def build_list_urls(draw: st.DrawFn) -> bytes:
    collection = draw(st.sampled_from(sorted(COLLECTIONS)))
    names = [name.encode() for name in COLLECTIONS[collection]] + [b"columns", b"nonsense"]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), values | printable), max_size=6))
    suffix = draw(st.sampled_from([b"", b"", b".csv", b"/umkm", b"/ID/revisions"]))
    query = b"&".join(name + b"=" + value.replace(b" ", b"+").replace(b'"', b"%22") for name, value in pairs)
    return b"/v1/" + collection.encode() + suffix + b"?" + query


@FAST
@given(build_list_urls())
@example(b"/v1/targets?sort=value&indicator=umkm-onboarded&known_at=1900-01-01T00:00:00+23:59&count=exact")
def test_known_parameters_with_any_values_never_fail(line: ReusedConnection, target: bytes) -> None:
    assert is_valid(line.send(target))


@FAST
@given(st.binary(max_size=60))
def test_any_bytes_as_a_query_never_fail(line: ReusedConnection, query: bytes) -> None:
    query = b"".join(bytes([byte]) if byte in WRITABLE or byte > 0x7F else b"%%%02x" % byte for byte in query)
    assert is_valid(line.send(b"/v1/regions?" + query))


@FAST
@given(st.lists(path_letters | st.sampled_from(["v1", "units", "umkm", "revisions", "..", ".", ""]), max_size=5))
def test_any_path_never_fails(line: ReusedConnection, parts: list[str]) -> None:
    assert is_valid(line.send(b"/" + "/".join(parts).encode(), b"Accept: application/json, text/csv, */*;q=0.1")) or (
        not any(parts)
    )


fields = st.binary(max_size=60).map(lambda raw: bytes(byte for byte in raw if byte >= 0x20 and byte != 0x7F))
tokens = st.lists(
    st.sampled_from([b"gzip", b"zstd", b"identity", b"*", b"en", b"id", b"application/json", b"text/csv", b"*/*",
                     b";q=0", b";q=1", b";q=0.5", b";q=nan", b",", b", ", b";", b'"', b'W/"', b"=", b"-", b"\xff",
                     b"q"]),
    max_size=10,
).map(b"".join)  # fmt: skip
NEGOTIATION = (b"Accept", b"Accept-Language", b"Accept-Encoding", b"If-None-Match", b"If-Modified-Since", b"Range",
               b"X-Request-Id", b"traceparent", b"tracestate", b"Origin", b"Access-Control-Request-Method")  # fmt: skip


@FAST
@given(
    st.sampled_from([b"/v1/targets", b"/v1/units/umkm", b"/v1/units.csv", b"/v1/units?limit=0", b"/v1/nothing"]),
    st.lists(st.tuples(st.sampled_from(NEGOTIATION), fields | tokens), max_size=5),
    st.sampled_from([b"GET", b"HEAD", b"OPTIONS"]),
)
def test_any_headers_never_fail(
    line: ReusedConnection, target: bytes, named: list[tuple[bytes, bytes]], method: bytes
) -> None:
    response = line.send(target, *(name + b": " + value for name, value in named), method=method)
    if method == b"GET":
        assert (
            is_valid(response)
            if "content-encoding" not in response.headers
            else response.status in (200, 400, 404, 406)
        )
    else:
        assert response.status in (200, 204, 304, 400, 404, 406)


def test_invalid_responses_are_detected() -> None:
    with pytest.raises(AssertionError):
        is_valid(
            RawResponse(500, {"x-request-id": "a", "content-type": "application/problem+json"}, json.dumps({}).encode())
        )
    with pytest.raises(AssertionError):
        is_valid(RawResponse(500, {}, b""))
    assert not is_valid(RawResponse(200, {"x-request-id": "a", "content-type": "text/html"}, b"<html>"))
