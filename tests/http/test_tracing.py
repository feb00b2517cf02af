"""Request ids and W3C Trace Context, level 2."""

import re
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.tracing import request_id, trace_of

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"
hexlike = st.text(alphabet="0123456789abcdefABg", max_size=34)
parents = st.builds(
    "{}-{}-{}-{}{}".format,
    st.sampled_from(["00", "01", "cc", "ff", "0", "FF"]),
    hexlike | st.sampled_from([TRACE, "0" * 32]),
    hexlike | st.sampled_from([SPAN, "0" * 16]),
    st.sampled_from(["00", "01", "03", "ff", "0", "zz"]),
    st.sampled_from(["", "-", "-more", "more", "\n"]),
)


def slowly_valid(value: str) -> bool:
    version, trace, span, flags = value[:2], value[3:35], value[36:52], value[53:55]
    hexadecimal = set("0123456789abcdef")
    return (
        len(value) >= 55
        and value[2] == value[35] == value[52] == "-"
        and all(set(part) <= hexadecimal for part in (version, trace, span, flags))
        and version != "ff"
        and set(trace) != {"0"}
        and set(span) != {"0"}
        and (len(value) == 55 or (version != "00" and value[55] == "-"))
    )


@given(st.binary(max_size=140))
def test_only_an_id_that_is_safe_to_print_is_taken_over(raw: bytes) -> None:
    letters = (string.ascii_letters + string.digits + "._-").encode()
    safe = 1 <= len(raw) <= 128 and all(byte in letters for byte in raw)
    assert (request_id([(b"x-request-id", raw)]).encode() == raw) == safe


@pytest.mark.parametrize(
    "hostile", [b"", b"a" * 129, b"abc\r\nSet-Cookie: x=1", b"abc\n", b"a%0d%0ab", b"\xff", "é".encode(), b"a b", b'"']
)
def test_an_id_that_could_forge_a_line_is_replaced(hostile: bytes) -> None:
    assert re.fullmatch("[0-9a-f]{32}", request_id([(b"x-request-id", hostile)]))


def test_two_ids_in_one_request_are_as_good_as_none() -> None:
    given_twice = [(b"x-request-id", b"one"), (b"x-request-id", b"two")]
    assert request_id(given_twice) not in ("one", "two", "one, two")


def test_new_ids_are_uuids_of_version_4_and_all_different() -> None:
    ids = {request_id([]) for _ in range(10_000)}
    assert len(ids) == 10_000
    assert all(re.fullmatch("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", each) for each in ids)


def test_a_forked_worker_gives_out_other_ids() -> None:
    script = (
        "import os; from api.http.tracing import request_id; os.fork(); os.write(1, f'{request_id([])}\\n'.encode())"
    )
    ids = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert len(ids) == len(set(ids)) == 2


def test_a_trace_goes_on_with_a_span_of_our_own() -> None:
    trace = trace_of([(b"traceparent", PARENT.encode()), (b"tracestate", b"a=1"), (b"tracestate", b"b=2, c=3")])
    assert trace.trace_id == TRACE
    assert trace.span_id != SPAN
    assert trace.traceparent == f"00-{TRACE}-{trace.span_id}-01".encode()
    assert trace.tracestate == b"a=1,b=2, c=3"


@given(parents | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_parents_are_read_as_the_slow_reader_reads_them(value: str) -> None:
    trace = trace_of([(b"traceparent", value.encode("latin-1"))])
    assert (trace.trace_id == value[3:35]) == slowly_valid(value)
    assert re.fullmatch(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[0-3]", trace.traceparent)


def test_a_later_version_may_say_more_and_is_answered_in_ours() -> None:
    trace = trace_of([(b"traceparent", f"cc-{TRACE}-{SPAN}-ff-what".encode())])
    assert trace.traceparent == f"00-{TRACE}-{trace.span_id}-03".encode()


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"traceparent", PARENT.encode()), (b"traceparent", PARENT.encode())],
        [(b"traceparent", PARENT.encode() + b"\r\nx: y"), (b"tracestate", b"a=1")],
        [(b"tracestate", b"a=1")],
    ],
)
def test_without_one_valid_parent_a_new_random_trace_begins(headers: list[tuple[bytes, bytes]]) -> None:
    trace = trace_of(headers)
    assert trace.trace_id != TRACE
    assert trace.flags == 2
    assert trace.tracestate is None


@pytest.mark.parametrize("state", [b"a=\r\nx: y", b"a=\xff", b"a=" + b"1" * 511, b""])
def test_a_state_that_cannot_be_passed_on_is_dropped_and_the_trace_kept(state: bytes) -> None:
    trace = trace_of([(b"traceparent", PARENT.encode()), (b"tracestate", state)])
    assert trace.trace_id == TRACE
    assert trace.tracestate is None
