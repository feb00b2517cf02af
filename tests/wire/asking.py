"""Asking byte by byte, where a client library is too polite, and what every problem document has to be."""

import contextlib
import json
import re
import socket
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

SLUG = re.compile(r"/problems/[a-z]+(-[a-z]+)*")
# What must never reach a caller: a traceback, the driver, the server, the SQL.
INTERNALS = re.compile(r"Traceback|File \"|asyncpg|psycopg|PostgreSQL|\bSELECT\b|\bFROM\b|capaian_reader|DETAIL:")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def by_granian(self) -> bool:
        """Whether the HTTP server refused the request before the application: no body and none of our headers."""
        return not self.body and "x-request-id" not in self.headers

    def json(self) -> Any:
        return json.loads(self.body)


def raw(url: str, request: bytes, method: str = "GET", seconds: float = 15) -> Answer:
    """One connection, one request as it stands, one answer."""
    with connected(url, seconds) as connection:
        # It may be refused before all of it was read; the answer is there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        return answer(connection, method)


def get(url: str, target: bytes | str, *headers: bytes, method: str = "GET", body: bytes = b"") -> Answer:
    """A request in good order for a target that need not be."""
    target = target.encode() if isinstance(target, str) else target
    fields = (b"Host: capaian.test", b"Connection: close", *headers)
    return raw(url, method.encode() + b" " + target + b" HTTP/1.1\r\n" + b"\r\n".join((*fields, b"", body)), method)


def connected(url: str, seconds: float = 15) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=seconds)


def answer(connection: socket.socket, method: str = "GET") -> Answer:
    with HTTPResponse(connection, method=method) as response:
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())


def problem(answer: Answer, status: int, slug: str | None = None, language: str | None = None) -> dict[str, Any]:
    """The problem document of an answer, which is held against RFC 9457 and our own promises."""
    text = answer.body.decode()
    assert answer.status == status, (answer.status, text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "accept-language" in answer.headers["vary"].lower()
    assert answer.headers["content-language"] in ((language,) if language else ("id", "en"))
    assert not INTERNALS.search(text), text
    document: dict[str, Any] = answer.json()
    assert document.keys() == {"type", "title", "status", "detail", "instance", "errors"}
    assert document["status"] == status
    assert SLUG.fullmatch(document["type"])
    assert slug is None or document["type"] == f"/problems/{slug}"
    assert document["title"]
    assert document["detail"]
    assert document["instance"] == f"urn:capaian:request:{answer.headers['x-request-id']}"
    for fault in document["errors"]:
        assert fault.keys() <= {"code", "detail", "parameter", "pointer"}
        assert fault["code"]
        assert fault["detail"].startswith(fault.get("parameter", "").strip())
    return document


def faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.get("parameter", ""), fault["code"]) for fault in document["errors"]]
