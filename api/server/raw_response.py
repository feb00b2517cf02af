"""Responses that the server sends by itself, because a request does not reach the application."""

from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from api.http.edge.rejection import build_rejection

_Headers = Iterable[tuple[bytes, bytes]]
_CLOSE = (b"connection", b"close")


def render_rejection(slug: str, request_headers: _Headers, default_headers: _Headers, *, has_body: bool) -> bytes:
    """Return a problem document as an HTTP response after which the connection is closed.

    A response to HEAD has no body: a proxy would read it as the response to the next request.
    """
    status, headers, body = build_rejection(slug, request_headers)
    lines = [b"%b: %b\r\n" % header for header in (*default_headers, *headers, _CLOSE)]
    return b"".join((STATUS_LINE[status], *lines, b"\r\n", body if has_body else b""))
