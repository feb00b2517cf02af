"""Absolute request targets, which clients send to proxies: `GET http://host/path HTTP/1.1`."""

import httptools


def use_host_of_target(target: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    """Return the path with its query, and replace the Host header by the host of the target (RFC 9112, 3.2.2).

    Raise HttpParserInvalidURLError if the target is invalid.
    """
    path, host = _split(target)
    if host is not None:
        headers[:] = [(name, value) for name, value in headers if name != b"host"]
        headers.append((b"host", host))
    return path


def _split(target: bytes) -> tuple[bytes, bytes | None]:
    """Return the path with its query, and the host with its port; None if the target has no host, such as `*`."""
    url = httptools.parse_url(target)
    if not url.host:
        return target, None
    host: bytes = b"[%b]" % url.host if b":" in url.host else url.host
    if url.port is not None:
        host = b"%b:%d" % (host, url.port)
    path: bytes = url.path or b"/"
    return (path if url.query is None else b"%b?%b" % (path, url.query)), host
