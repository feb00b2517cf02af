"""The header fields of ASGI."""

from collections.abc import Container, Iterable
from typing import Final

RawHeaders = list[tuple[bytes, bytes]]

CREDENTIAL_HEADERS: Final = frozenset({b"authorization", b"x-api-key"})


def has_credentials(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether a request has an API key or a token, valid or not."""
    return has_any(headers, CREDENTIAL_HEADERS)


def has_any(headers: Iterable[tuple[bytes, bytes]], names: Container[bytes]) -> bool:
    """Return whether a request has one of these fields."""
    for name, _ in headers:  # noqa: SIM110  # any() with a generator takes three times as long
        if name in names:
            return True
    return False


def join_values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the value of a field; repeated lines are joined with commas (RFC 9110, 5.3). It is empty if missing."""
    return b",".join([value for given, value in headers if given == name]).decode("latin-1")
