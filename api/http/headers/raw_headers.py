"""The header fields of ASGI."""

from collections.abc import Iterable
from typing import Final

RawHeaders = list[tuple[bytes, bytes]]

CREDENTIAL_HEADERS: Final = frozenset({b"authorization", b"x-api-key"})


def has_credentials(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether a request has an API key or a token, valid or not."""
    return any(name in CREDENTIAL_HEADERS for name, _ in headers)


def join_values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the value of a field; repeated lines are joined with commas (RFC 9110, 5.3). It is empty if missing."""
    return b",".join([value for given, value in headers if given == name]).decode("latin-1")
