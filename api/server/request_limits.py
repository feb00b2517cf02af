"""What a connection receives next, and the limits on the sizes of a request."""

from collections.abc import Iterable
from enum import Enum, auto

MAX_HEADER_BYTES = 64 * 1024  # of all header fields of a request
MAX_HEADERS = 100
MAX_TARGET_BYTES = 64 * 1024  # the application rejects shorter ones, with the same problem type
MAX_PIPELINED = 100  # requests that wait; a packet of 256 KiB has 10 000, which would need 10 MB
# For the client to read the last response before the connection closes:
LINGER_SECONDS = 2.0
MAX_DISCARDED_BYTES = 1024 * 1024


class Phase(Enum):
    """What the connection receives next."""

    IDLE = auto()  # the next request
    HEADERS = auto()
    BODY = auto()
    NOTHING = auto()  # the connection closes; what the client still sends is discarded


class RejectedRequestError(Exception):
    """Stop the parser, because the request exceeds a limit."""


def has_short_body(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether the client sends a body of a known and small size without waiting for 100 (Continue).

    Many clients send the headers and the body in two packets, and the response may be complete between the two. The
    server then reads the body, because the client expects that the connection can be used again.
    """
    fields = dict(headers)
    length = fields.get(b"content-length", b"")
    return length.isdigit() and len(length) < 10 and int(length) <= MAX_DISCARDED_BYTES and b"expect" not in fields
