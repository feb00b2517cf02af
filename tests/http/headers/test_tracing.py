"""Request ids and W3C Trace Context, level 2."""

import re
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.headers.tracing import parse_request_id, parse_trace_id

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


def is_valid_slowly(value: str) -> bool:
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
def test_only_an_id_with_safe_characters_is_used(raw: bytes) -> None:
    letters = (string.ascii_letters + string.digits + "._-").encode()
    safe = 1 <= len(raw) <= 128 and all(byte in letters for byte in raw)
    assert (parse_request_id([(b"x-request-id", raw)]).encode() == raw) == safe


@pytest.mark.parametrize(
    "malicious",
    [b"", b"a" * 129, b"abc\r\nSet-Cookie: x=1", b"abc\n", b"a%0d%0ab", b"\xff", "é".encode(), b"a b", b'"'],
)
def test_an_id_that_could_forge_a_log_line_is_replaced(malicious: bytes) -> None:
    assert re.fullmatch("[0-9a-f]{32}", parse_request_id([(b"x-request-id", malicious)]))


def test_two_ids_in_one_request_are_replaced_by_a_new_one() -> None:
    headers = [(b"x-request-id", b"one"), (b"x-request-id", b"two")]
    assert parse_request_id(headers) not in ("one", "two", "one, two")


def test_new_ids_are_uuids_of_version_4_and_all_different() -> None:
    ids = {parse_request_id([]) for _ in range(10_000)}
    assert len(ids) == 10_000
    assert all(re.fullmatch("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", request_id) for request_id in ids)


def test_a_forked_worker_creates_other_ids() -> None:
    script = (
        "import os; from api.http.headers.tracing import parse_request_id; "
        "parse_request_id([]); os.fork(); os.write(1, f'{parse_request_id([])}\\n'.encode())"
    )
    ids = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert len(ids) == len(set(ids)) == 2


def test_a_trace_continues() -> None:
    assert parse_trace_id([(b"traceparent", PARENT.encode()), (b"tracestate", b"a=1")]) == TRACE


@given(parents | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_parents_are_parsed_like_the_slow_parser(value: str) -> None:
    trace_id = parse_trace_id([(b"traceparent", value.encode("latin-1"))])
    assert (trace_id == value[3:35]) == is_valid_slowly(value)
    assert re.fullmatch("(?!0{32})[0-9a-f]{32}", trace_id)


def test_a_later_version_may_have_more_fields() -> None:
    assert parse_trace_id([(b"traceparent", f"cc-{TRACE}-{SPAN}-ff-what".encode())]) == TRACE


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"traceparent", PARENT.encode()), (b"traceparent", PARENT.encode())],
        [(b"traceparent", PARENT.encode() + b"\r\nx: y"), (b"tracestate", b"a=1")],
        [(b"tracestate", b"a=1")],
    ],
)
def test_without_one_valid_parent_a_new_trace_starts(headers: list[tuple[bytes, bytes]]) -> None:
    assert parse_trace_id(headers) != TRACE


@pytest.mark.parametrize("state", [b"a=\r\nx: y", b"a=\xff", b"a=" + b"1" * 511, b""])
def test_an_invalid_tracestate_does_not_end_the_trace(state: bytes) -> None:
    assert parse_trace_id([(b"traceparent", PARENT.encode()), (b"tracestate", state)]) == TRACE
