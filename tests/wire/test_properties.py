"""Whatever is asked, and however: an answer or a problem document, and never a failure of ours.

Hypothesis prints the falsifying example and how to reproduce it.
"""

import json
import string
from collections.abc import Iterator
from http.client import HTTPException

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.app import NOUNS
from api.http.query import parameters_of
from tests.support.services import Service
from tests.wire import asking
from tests.wire.asking import Answer

FAST = settings(max_examples=200, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
COLLECTIONS = {part.COLLECTION.name: sorted(parameters_of(part.COLLECTION.query)) for part in NOUNS}
# What granian lets into a request line; it answers the rest itself (see test_bad_requests.py).
WRITABLE = bytes(byte for byte in range(0x21, 0x7F) if byte not in b'"#<>')


class Line:
    """One connection, kept alive over many requests."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.connection = asking.connected(service.url)

    def ask(self, target: bytes, *headers: bytes, method: bytes = b"GET") -> Answer:
        request = b"\r\n".join((method + b" " + target + b" HTTP/1.1", b"Host: a", *headers, b"", b""))
        for attempt in range(2):
            try:
                self.connection.sendall(request)
                answer = asking.answer(self.connection, method.decode())
            except (OSError, HTTPException):
                # Granian closes after what it refuses itself; a request that ends a connection twice has no answer.
                assert attempt == 0
                self.connection.close()
                self.connection = asking.connected(self.service.url)
            else:
                return answer
        raise AssertionError(request)


@pytest.fixture(scope="module")
def line(service: Service) -> Iterator[Line]:
    line = Line(service)
    yield line
    line.connection.close()
    assert "request.failed" not in service.log


def is_in_order(answer: Answer) -> bool:
    """A page or an entity as JSON or CSV, or a problem document; or granian's own refusal."""
    if answer.by_granian:
        return answer.status in (304, 400, 414, 431)
    if answer.status in (200, 304):
        return answer.headers["content-type"].startswith(("application/json", "text/csv")) if answer.body else True
    assert 400 <= answer.status < 500, answer
    asking.problem(answer, answer.status)
    return True


nasty = st.sampled_from(
    [
        b"", b"0", b"-1", b"1", b"7", b"1001", b"9" * 40, b"null", b"NaN", b"true", b"exact", b"%00", b"%ff", b"%zz",
        b"%", b"+", b"%F0%9F%98%80", b"2021-02-30", b"2021-01-01", b"9999-12-31", b"2021", b"2021-Q4",
        b"2020-05-14/2020-12-31",
        b"2021-01-01T00:00:00Z", b"1900-01-01T00:00:00+23:59", b"2200-12-31T23:59:59-23:59",
        b"umkm-onboarded", b"ID", b"32",
        b"ID,32,32.73", b"umkm,umkm", b",", b"none", b"catalog:local", b"a:b;c:d", b"stock", b"flow", b"published",
        b"draft,withdrawn", b"country", b"province,city", b"value", b"-period", b"recorded_at", b"-stated_on",
        b"01a1fb67-1800-7000-8000-000000000101", b"' OR ''='", b"%27;--", b"%25", b"_", b"\\", b"A" * 43, b"code,name",
    ]
)  # fmt: skip
written = st.lists(st.sampled_from([bytes([byte]) for byte in WRITABLE]), max_size=20).map(b"".join)
path_letters = st.text(alphabet=string.printable, max_size=12).map(lambda text: "".join(f"%{ord(c):02x}" for c in text))


@st.composite
def structured(draw: st.DrawFn) -> bytes:
    collection = draw(st.sampled_from(sorted(COLLECTIONS)))
    names = [name.encode() for name in COLLECTIONS[collection]] + [b"columns", b"nonsense"]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), nasty | written), max_size=6))
    suffix = draw(st.sampled_from([b"", b"", b".csv", b"/umkm", b"/ID/revisions"]))
    query = b"&".join(name + b"=" + value.replace(b" ", b"+").replace(b'"', b"%22") for name, value in pairs)
    return b"/v1/" + collection.encode() + suffix + b"?" + query


@FAST
@given(structured())
@example(b"/v1/targets?sort=value&indicator=umkm-onboarded&known_at=1900-01-01T00:00:00+23:59&count=exact")
def test_known_parameters_with_any_values_never_fail(line: Line, target: bytes) -> None:
    assert is_in_order(line.ask(target))


@FAST
@given(st.binary(max_size=60))
def test_any_bytes_as_a_query_never_fail(line: Line, query: bytes) -> None:
    query = b"".join(bytes([byte]) if byte in WRITABLE or byte > 0x7F else b"%%%02x" % byte for byte in query)
    assert is_in_order(line.ask(b"/v1/regions?" + query))


@FAST
@given(st.lists(path_letters | st.sampled_from(["v1", "units", "umkm", "revisions", "..", ".", ""]), max_size=5))
def test_any_path_never_fails(line: Line, parts: list[str]) -> None:
    assert is_in_order(line.ask(b"/" + "/".join(parts).encode(), b"Accept: application/json, text/csv, */*;q=0.1")) or (
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
def test_any_fields_about_the_answer_never_fail(
    line: Line, target: bytes, named: list[tuple[bytes, bytes]], method: bytes
) -> None:
    answer = line.ask(target, *(name + b": " + value for name, value in named), method=method)
    if method == b"GET":
        assert (
            is_in_order(answer) if "content-encoding" not in answer.headers else answer.status in (200, 400, 404, 406)
        )
    else:
        assert answer.status in (200, 204, 304, 400, 404, 406)


def test_the_question_whether_an_answer_is_in_order_can_be_answered_no() -> None:
    """The negative control."""
    with pytest.raises(AssertionError):
        is_in_order(
            Answer(500, {"x-request-id": "a", "content-type": "application/problem+json"}, json.dumps({}).encode())
        )
    assert not is_in_order(Answer(500, {}, b""))
    assert not is_in_order(Answer(200, {"x-request-id": "a", "content-type": "text/html"}, b"<html>"))
