"""ASGI middleware that adds ETags, compresses responses to GET, sends 304, and handles HEAD as GET without a body."""

import asyncio
from collections.abc import Container, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Final, NamedTuple

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from api.http.headers.content_encoding import ContentEncoding, choose_encoding, compress, is_compressible
from api.http.headers.etag import add_encoding_suffix, compute_etag, find_matching_etag
from api.http.headers.http_date import is_unmodified_since
from api.http.headers.raw_headers import RawHeaders

# A handler sets this header to stream its response; this module removes it.
STREAM_MARKER: Final = b"x-capaian-stream"
# A larger response is streamed without an ETag and without compression.
MAX_BUFFERED_BYTES: Final = 4 * 1024 * 1024
# Hashed and compressed in about a millisecond; more would delay other requests.
MAX_INLINE_BYTES: Final = 64 * 1024
# Hashed in a quarter of a millisecond. A thread would take longer for a list of 100 records.
MAX_INLINE_HASHED_BYTES: Final = 256 * 1024

_ACCEPT_ENCODING: Final = b"Accept-Encoding"
# Plain numbers, because the lookup of an enumeration member takes longer than the comparison.
_OK: Final = int(HTTPStatus.OK)
_NOT_MODIFIED: Final = int(HTTPStatus.NOT_MODIFIED)
_STATUSES_WITHOUT_BODY = frozenset({204, _NOT_MODIFIED})

# A 304 describes the copy of the client, so it has no headers that describe a body.
CONTENT_HEADERS = frozenset(
    {
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"content-language",
        b"content-disposition",
        b"content-range",
        b"content-digest",
        b"repr-digest",
        b"transfer-encoding",
    }
)
_CONDITION_HEADERS = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


class RequestConditions(NamedTuple):
    """The request headers that decide how a response is sent; repeated lines form one list (RFC 9110, 5.3)."""

    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None


def parse_request_conditions(headers: Iterable[tuple[bytes, bytes]]) -> RequestConditions:
    """Parse the request headers that decide how a response is sent."""
    fields: dict[bytes, str] = {}
    for name, value in headers:
        if name in _CONDITION_HEADERS:
            # Latin-1 maps every byte, so decoding never fails.
            text = value.decode("latin-1")
            fields[name] = f"{fields[name]}, {text}" if name in fields else text
    return RequestConditions(
        fields.get(b"accept-encoding"), fields.get(b"if-none-match"), fields.get(b"if-modified-since")
    )


def encode_response(
    conditions: RequestConditions,
    status: int,
    headers: RawHeaders,
    body: bytes,
    required_encoding: ContentEncoding | None = None,
) -> tuple[int, RawHeaders, bytes]:
    """Return status, headers and body of the response to a GET: unchanged, compressed, or reduced to a 304.

    `required_encoding` of a compressible body is used instead of the one that Accept-Encoding prefers.
    """
    # These responses have no body and no length. A 304 of the application is final.
    if status < _OK or status in _STATUSES_WITHOUT_BODY:
        return status, headers, b""
    fields = dict(headers)
    encoding: ContentEncoding = "identity"
    own_headers: RawHeaders = []
    if is_compressible(fields.get(b"content-type", b"")):
        own_headers.append((b"vary", build_vary(headers) if b"vary" in fields else _ACCEPT_ENCODING))
        if b"content-encoding" not in fields and b"content-range" not in fields:
            encoding = required_encoding or choose_encoding(conditions.accept_encoding, len(body))
    if status == _OK:
        plain_etag = fields[b"etag"].decode("latin-1") if b"etag" in fields else compute_etag(body)
        etag = add_encoding_suffix(plain_etag, encoding)
        matched_etag = (
            None
            if conditions.if_none_match is None
            else find_matching_etag(conditions.if_none_match, etag, conditions.accept_encoding)
        )
        if matched_etag is None and conditions.if_modified_since is not None and b"last-modified" in fields:
            last_modified = fields[b"last-modified"].decode("latin-1")
            matched_etag = (
                etag
                if is_unmodified_since(conditions.if_modified_since, last_modified, conditions.if_none_match)
                else None
            )
        own_headers.append((b"etag", (matched_etag or etag).encode("latin-1")))
        if matched_etag is not None:
            return _NOT_MODIFIED, replace_headers(headers, own_headers, CONTENT_HEADERS), b""
    if encoding != "identity":
        body = compress(body, encoding)
        own_headers.append((b"content-encoding", encoding.encode()))
    own_headers.append((b"content-length", b"%d" % len(body)))
    return status, replace_headers(headers, own_headers), body


def replace_headers(headers: RawHeaders, own_headers: RawHeaders, dropped: Container[bytes] = ()) -> RawHeaders:
    """Return `headers` without `dropped`, with `own_headers` replacing headers of the same names."""
    names = [name for name, _ in own_headers]
    return [header for header in headers if header[0] not in names and header[0] not in dropped] + own_headers


def build_vary(headers: RawHeaders) -> bytes:
    """Return Vary with Accept-Encoding added. Caches need it on the uncompressed response too."""
    return _join_vary(tuple([value for name, value in headers if name == b"vary"]))


@lru_cache(maxsize=64)
def _join_vary(lines: tuple[bytes, ...]) -> bytes:
    names: dict[bytes, bytes] = {}
    for name in (*b",".join(lines).split(b","), _ACCEPT_ENCODING):
        if name.strip():
            names.setdefault(name.strip().lower(), name.strip())
    return b"*" if b"*" in names else b", ".join(names.values())


class ResponseWriter:
    """Send one response: buffered until it is complete, unless it is a stream."""

    __slots__ = ("buffered_bytes", "chunks", "conditions", "is_streaming", "send", "start", "without_body")

    def __init__(self, conditions: RequestConditions, send: Send, *, without_body: bool) -> None:
        self.conditions = conditions
        self.send = send
        self.without_body = without_body
        self.start: HTTPResponseStartEvent | None = None
        self.chunks: list[bytes] = []
        self.buffered_bytes = 0
        self.is_streaming = False

    async def receive_message(self, message: Message) -> None:
        """Process the next message of the application; use this method as `send`."""
        if self.is_streaming:
            await self.send_part(message)
        elif message["type"] == "http.response.start":
            self.start = message
            for name, _ in message["headers"]:
                if name == STREAM_MARKER:
                    await self.start_streaming()
                    break
        elif message["type"] == "http.response.body" and self.start is not None:
            self.chunks.append(message["body"])
            self.buffered_bytes += len(message["body"])
            if self.buffered_bytes > MAX_BUFFERED_BYTES:
                await self.start_streaming(more=message.get("more_body", False))
            elif not message.get("more_body", False):
                await self.send_whole(self.start)
        else:
            # Files that the server sends and push promises have nothing to buffer.
            await self.start_streaming()
            await self.send_part(message)

    async def send_whole(self, start: HTTPResponseStartEvent) -> None:
        """Encode and send the complete response; encode large ones in a thread."""
        body = self.chunks[0] if len(self.chunks) == 1 else b"".join(self.chunks)
        arguments = (self.conditions, start["status"], list(start["headers"]), body)
        is_only_hashed = self.conditions.accept_encoding is None
        if len(body) <= (MAX_INLINE_HASHED_BYTES if is_only_hashed else MAX_INLINE_BYTES):
            status, headers, body = encode_response(*arguments)
        else:
            status, headers, body = await asyncio.to_thread(encode_response, *arguments)
        self.is_streaming = True
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        body = b"" if self.without_body else body
        await self.send({"type": "http.response.body", "body": body, "more_body": False})

    async def start_streaming(self, *, more: bool = True) -> None:
        """Stop buffering: send the buffered part unchanged."""
        self.is_streaming = True
        if self.start is None:
            return
        headers = [header for header in self.start["headers"] if header[0] != STREAM_MARKER]
        if is_compressible(dict(headers).get(b"content-type", b"")):
            headers = replace_headers(headers, [(b"vary", build_vary(headers))])
        await self.send({"type": "http.response.start", "status": self.start["status"], "headers": headers})
        if self.chunks:
            await self.send_part({"type": "http.response.body", "body": b"".join(self.chunks), "more_body": more})
            self.chunks.clear()

    async def send_part(self, message: Message) -> None:
        """Send one message of a stream. For HEAD, send only the end of the body."""
        if self.without_body and message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self.send(message)


def remove_stream_marker(send: Send) -> Send:
    """Return a `send` that removes STREAM_MARKER and changes nothing else."""

    async def send_without_marker(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [header for header in message["headers"] if header[0] != STREAM_MARKER]
            message = {"type": "http.response.start", "status": message["status"], "headers": headers}
        await send(message)

    return send_without_marker


class ResponseEncodingMiddleware:
    """Encode the responses of the wrapped application; see `encode_response`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
        elif scope["method"] == "GET":
            await self.app(
                scope,
                receive,
                ResponseWriter(parse_request_conditions(scope["headers"]), send, without_body=False).receive_message,
            )
        elif scope["method"] == "HEAD":
            # The copy leaves the method in the original scope for the access log; both share the state dict. A stream
            # without an end checks `without_body` to stop after the headers.
            scope.setdefault("state", {})["without_body"] = True
            inner: Scope = {**scope, "method": "GET"}
            await self.app(
                inner,
                receive,
                ResponseWriter(parse_request_conditions(scope["headers"]), send, without_body=True).receive_message,
            )
        else:
            await self.app(scope, receive, remove_stream_marker(send))
