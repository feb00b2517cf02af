"""Names a request: its id, and its place in a trace that may have begun elsewhere (W3C Trace Context, level 2)."""

import os
import re
from collections.abc import Iterable
from random import Random
from typing import NamedTuple

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_PARENT = re.compile(
    rb"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL
)
# We pass a list of vendors on without reading it; 512 bytes are what everyone has to pass on.
_STATE = re.compile(rb"[\x20-\x7e]{1,512}")

_SAMPLED = 1
_RANDOM = 2

# Ids need to be many, not secret: a generator in the process is ten times as fast as asking the kernel.
_ids = Random()  # noqa: S311  # for the reason above
os.register_at_fork(after_in_child=_ids.seed)  # otherwise two workers would give out the same ids


# Of the 320 bits of three ids in a row, those that say version 4 and its variant, and one each that keeps the trace and
# the span from being zero: the highest of the trace, whose last 56 have to be random, and the lowest of the span.
_FREE = ~((0xF << 76 | 0x3 << 62) << 192)
_FIXED = (0x4 << 76 | 0x2 << 62) << 192 | 1 << 191 | 1


class Trace(NamedTuple):
    """Where a request stands in its trace; the span is ours."""

    trace_id: str
    span_id: str
    flags: int
    tracestate: bytes | None

    @property
    def traceparent(self) -> bytes:
        """The field that makes the receiver's span a child of ours."""
        return b"00-%b-%b-%02x" % (self.trace_id.encode(), self.span_id.encode(), self.flags)


# What a client names itself by; without these, both are ours to make.
NAMES = frozenset({b"x-request-id", b"traceparent", b"tracestate"})


def ids_of(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, Trace]:
    """The request id and the place in a trace, as the client names them or new."""
    if any(name in NAMES for name, _ in headers):
        return request_id(headers), trace_of(headers)
    return new_ids()


def new_ids() -> tuple[str, Trace]:
    """A request id, a UUID of version 4 without dashes, and the beginning of a trace: one throw for all three.

    The trace says that it is random; whether to sample it is left to those who record.
    """
    made = (_ids.getrandbits(320) & _FREE | _FIXED).to_bytes(40).hex()
    return made[:32], Trace(made[32:64], made[64:], _RANDOM, None)


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the client's X-Request-Id if it can stand in a log and a header unescaped, else a new one."""
    given = [value for name, value in headers if name == b"x-request-id"]
    if len(given) == 1 and _REQUEST_ID.fullmatch(given[0]):
        return given[0].decode()
    return new_ids()[0]


def trace_of(headers: Iterable[tuple[bytes, bytes]]) -> Trace:
    """Go on with the trace the client names, or begin one when it names none that is valid."""
    parents: list[bytes] = []
    states: list[bytes] = []
    for name, value in headers:
        if name == b"traceparent":
            parents.append(value)
        elif name == b"tracestate":
            states.append(value)
    parent = _PARENT.fullmatch(parents[0]) if len(parents) == 1 else None
    # A version after 00 may say more behind a dash; 00 itself may not.
    if parent is None or (parent[1] == b"00" and parent[5]):
        return new_ids()[1]
    state = b",".join(states)
    flags = int(parent[4], 16) & (_SAMPLED | _RANDOM)
    return Trace(parent[2].decode(), _new_span(), flags, state if _STATE.fullmatch(state) else None)


def _new_span() -> str:
    return f"{_ids.getrandbits(64) | 1:016x}"
