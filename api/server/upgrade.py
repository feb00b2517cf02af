"""Requests to switch to another protocol, such as those of Java to HTTP/2. The service stays with HTTP/1.1.

The parser ends such a request after its headers and skips its body, so it is parsed again without `Upgrade`.
"""

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


def render_without_upgrade(protocol: HttpToolsProtocol) -> bytes:
    """Return the request line and the header fields of the parsed request without `Upgrade` (RFC 9110, 7.8)."""
    parser = protocol.parser
    lines = [b"%b %b HTTP/%b" % (parser.get_method(), protocol.url, parser.get_http_version().encode("ascii"))]
    lines += [b"%b: %b" % field for field in protocol.headers if field[0] != b"upgrade"]
    return b"\r\n".join([*lines, b"", b""])


def create_parser(protocol: HttpToolsProtocol) -> httptools.HttpRequestParser:
    """Return a parser with the settings of uvicorn: data after `Connection: close` are no error."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser
