"""Send requests byte by byte, which a client library would reject or correct, and check problem documents."""

import contextlib
import json
import re
import socket
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

SLUG = re.compile(r"/problems/[a-z]+(-[a-z]+)*")
# Internal details that no response may contain: a traceback, the driver, the server, SQL.
INTERNALS = re.compile(r"Traceback|File \"|asyncpg|psycopg|PostgreSQL|\bSELECT\b|\bFROM\b|capaian_reader|DETAIL:")
RECEIVED = re.compile(r"(Diterima|Received): `[^`]*`")  # a value that the client sent


@dataclass(frozen=True)
class RawResponse:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def send_bytes(url: str, request: bytes, method: str = "GET", seconds: float = 15) -> RawResponse:
    """Send one request unchanged on a new connection; return the response."""
    with connect(url, seconds) as connection:
        # The server may reject a request before it has read all of it, and still responds.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        return read_response(connection, method)


def get(url: str, target: bytes | str, *headers: bytes, method: str = "GET", body: bytes = b"") -> RawResponse:
    """Send a valid request for a target that may be invalid."""
    target = target.encode() if isinstance(target, str) else target
    fields = (b"Host: capaian.test", b"Connection: close", *headers)
    return send_bytes(
        url, method.encode() + b" " + target + b" HTTP/1.1\r\n" + b"\r\n".join((*fields, b"", body)), method
    )


def connect(url: str, seconds: float = 15) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=seconds)


def read_response(connection: socket.socket, method: str = "GET") -> RawResponse:
    with HTTPResponse(connection, method=method) as received:
        received.begin()
        headers = {name.lower(): value for name, value in received.getheaders()}
        return RawResponse(received.status, headers, received.read())


def check_problem(
    response: RawResponse, status: int, slug: str | None = None, language: str | None = None
) -> dict[str, Any]:
    """Check a problem document against RFC 9457 and the rules of this API; return it."""
    text = response.body.decode()
    assert response.status == status, (response.status, text)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert "accept-language" in response.headers["vary"].lower()
    assert response.headers["content-language"] in ((language,) if language else ("id", "en"))
    assert not INTERNALS.search(RECEIVED.sub("", text)), text
    document: dict[str, Any] = response.json()
    assert document.keys() == {"type", "title", "status", "detail", "instance", "errors", "error_count"}
    assert document["status"] == status
    assert SLUG.fullmatch(document["type"])
    assert slug is None or document["type"] == f"/problems/{slug}"
    assert document["title"]
    assert document["detail"]
    assert document["instance"] == f"urn:capaian:request:{response.headers['x-request-id']}"
    for error in document["errors"]:
        assert error.keys() <= {"code", "detail", "parameter", "pointer"}
        assert error["code"]
        assert error["detail"].startswith(error.get("parameter", "").strip())
    return document


def list_errors(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the parameter and the code of each error."""
    return [(error.get("parameter", ""), error["code"]) for error in document["errors"]]
