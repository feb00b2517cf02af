"""Request ids and trace ids (W3C Trace Context, level 2)."""

import os
import re
from collections.abc import Iterable
from random import Random

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(
    rb"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.DOTALL
)

# Ids must be unique, not secret. A generator in the process is ten times faster than the kernel.
_random = Random()  # noqa: S311  # for the reason above
_unused_ids: list[str] = []

# One random number contains many ids. Fixed are the version and the variant of each UUID.
_BATCH = 64
_RANDOM_BITS = int("ffffffffffff0fff3fffffffffffffff" * _BATCH, 16)
_FIXED_BITS = int("00000000000040008000000000000000" * _BATCH, 16)

# Header fields with which a client identifies a request.
TRACE_HEADERS = frozenset({b"x-request-id", b"traceparent"})


def parse_or_create_ids(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, str]:
    """Return the request id and the trace id of the client, or new ones."""
    for name, _ in headers:  # faster than any() with a generator; every cache hit runs it
        if name in TRACE_HEADERS:
            return parse_request_id(headers), parse_trace_id(headers)
    return create_ids()


def create_ids() -> tuple[str, str]:
    """Create a request id, a UUID of version 4 without dashes, and a trace id, which is the same.

    As a trace id requires, it is not zero, and its last 56 bits are random.
    """
    try:
        new_id = _unused_ids.pop()
    except IndexError:
        number = _random.getrandbits(128 * _BATCH) & _RANDOM_BITS | _FIXED_BITS
        _unused_ids.extend(number.to_bytes(16 * _BATCH).hex(" ", 16).split())
        new_id = _unused_ids.pop()
    return new_id, new_id


def _discard_unused_ids() -> None:
    """Without this, two workers would create the same ids."""
    _random.seed()
    _unused_ids.clear()


os.register_at_fork(after_in_child=_discard_unused_ids)


def parse_request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the X-Request-Id of the client if it needs no escaping in logs and headers, else a new one."""
    values = [value for name, value in headers if name == b"x-request-id"]
    if len(values) == 1 and _REQUEST_ID.fullmatch(values[0]):
        return values[0].decode()
    return create_ids()[0]


def parse_trace_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the trace id of the client, or a new one if it sent no valid trace context."""
    parents = [value for name, value in headers if name == b"traceparent"]
    parent = _TRACEPARENT.fullmatch(parents[0]) if len(parents) == 1 else None
    # A version after 00 may have more fields after a dash; 00 may not.
    if parent is None or (parent[1] == b"00" and parent[3]):
        return create_ids()[1]
    return parent[2].decode()
