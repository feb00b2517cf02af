"""The inner ring: tags, compresses or spares every answer to a GET, and answers HEAD as GET without the body."""

import asyncio
from collections.abc import Container, Iterable
from http import HTTPStatus
from typing import Final, NamedTuple

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from api.http.coding import Coding, choose, compress, compressible
from api.http.conditional import coded_tag, entity_tag, matched, unmodified_since

STREAM: Final = b"x-capaian-stream"  # set by a handler whose answer is to leave piece by piece; taken off here
HELD: Final = 4 * 1024 * 1024  # bytes of one answer held back at most; what is larger is a stream unannounced
BRIEF: Final = 64 * 1024  # bytes hashed and compressed in about a millisecond; more would hold up other requests

_ENCODING: Final = b"Accept-Encoding"
# Plain numbers: to look up a member of an enumeration takes longer than to compare it.
_OK: Final = int(HTTPStatus.OK)
_NOT_MODIFIED: Final = int(HTTPStatus.NOT_MODIFIED)
_BODILESS = frozenset({204, _NOT_MODIFIED})

Headers = list[tuple[bytes, bytes]]

# A 304 speaks of the copy that the client has, so what describes a body here and now stays off it.
OF_THE_BODY = frozenset(
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
_ASKED = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


class Asked(NamedTuple):
    """What the client said about the answer it wants; repeated lines are one list (RFC 9110, 5.3)."""

    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None


def asked(headers: Iterable[tuple[bytes, bytes]]) -> Asked:
    """Read the three request fields that decide how an answer is sent."""
    fields: dict[bytes, str] = {}
    for name, value in headers:
        if name in _ASKED:
            # Every byte is a letter of latin-1, so that no field can fail to decode.
            text = value.decode("latin-1")
            fields[name] = f"{fields[name]}, {text}" if name in fields else text
    return Asked(fields.get(b"accept-encoding"), fields.get(b"if-none-match"), fields.get(b"if-modified-since"))


def finished(ask: Asked, status: int, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    """Return the answer to a GET as it goes out: perhaps 304, perhaps compressed, its length always known."""
    # Without a body there is no length to give, and a 304 of the application's own is final.
    if status < _OK or status in _BODILESS:
        return status, headers, b""
    said = dict(headers)
    coding: Coding = "identity"
    ours: Headers = []
    if compressible(said.get(b"content-type", b"")):
        ours.append((b"vary", varied(headers) if b"vary" in said else _ENCODING))
        if b"content-encoding" not in said and b"content-range" not in said:
            coding = choose(ask.accept_encoding, len(body))
    if status == _OK:
        plain = said[b"etag"].decode("latin-1") if b"etag" in said else entity_tag(body)
        tag = coded_tag(plain, coding)
        held = None if ask.if_none_match is None else matched(ask.if_none_match, tag)
        if held is None and ask.if_modified_since is not None and b"last-modified" in said:
            modified = said[b"last-modified"].decode("latin-1")
            held = tag if unmodified_since(ask.if_modified_since, modified, ask.if_none_match) else None
        ours.append((b"etag", (held or tag).encode("latin-1")))
        if held is not None:
            return _NOT_MODIFIED, replaced(headers, ours, OF_THE_BODY), b""
    if coding != "identity":
        body = compress(body, coding)
        ours.append((b"content-encoding", coding.encode()))
    ours.append((b"content-length", b"%d" % len(body)))
    return status, replaced(headers, ours), body


def replaced(headers: Headers, ours: Headers, dropped: Container[bytes] = ()) -> Headers:
    """Return the application's headers with ours in the place of those of the same names."""
    names = [name for name, _ in ours]
    return [pair for pair in headers if pair[0] not in names and pair[0] not in dropped] + ours


def varied(headers: Headers) -> bytes:
    """Return Vary with Accept-Encoding in it: caches have to know it of the plain answer as well."""
    names: dict[bytes, bytes] = {}
    lines = [value for name, value in headers if name == b"vary"]
    for name in (*b",".join(lines).split(b","), _ENCODING):
        if name.strip():
            names.setdefault(name.strip().lower(), name.strip())
    return b"*" if b"*" in names else b", ".join(names.values())


class Answer:
    """One answer on its way out: held back until whole, unless it is a stream."""

    __slots__ = ("ask", "held", "let_through", "pieces", "send", "start", "without_body")

    def __init__(self, ask: Asked, send: Send, *, without_body: bool) -> None:
        self.ask = ask
        self.send = send
        self.without_body = without_body
        self.start: HTTPResponseStartEvent | None = None
        self.pieces: list[bytes] = []
        self.held = 0
        self.let_through = False

    async def take(self, message: Message) -> None:
        """Take the next message of the application, in the place of the server's `send`."""
        if self.let_through:
            await self.pass_on(message)
        elif message["type"] == "http.response.start":
            self.start = message
            for name, _ in message["headers"]:
                if name == STREAM:
                    await self.let_go()
                    break
        elif message["type"] == "http.response.body" and self.start is not None:
            self.pieces.append(message["body"])
            self.held += len(message["body"])
            if self.held > HELD:
                await self.let_go(more=message.get("more_body", False))
            elif not message.get("more_body", False):
                await self.complete(self.start)
        else:
            # Files sent by the server itself, push promises: nothing to hold.
            await self.let_go()
            await self.pass_on(message)

    async def complete(self, start: HTTPResponseStartEvent) -> None:
        """Send the whole answer; long ones are worked on beside the event loop."""
        body = self.pieces[0] if len(self.pieces) == 1 else b"".join(self.pieces)
        whole = (self.ask, start["status"], list(start["headers"]), body)
        if len(body) <= BRIEF:
            status, headers, body = finished(*whole)
        else:
            status, headers, body = await asyncio.to_thread(finished, *whole)
        self.let_through = True
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        body = b"" if self.without_body else body
        await self.send({"type": "http.response.body", "body": body, "more_body": False})

    async def let_go(self, *, more: bool = True) -> None:
        """Stop holding back: send what has come so far, as it came."""
        self.let_through = True
        if self.start is None:
            return
        headers = [pair for pair in self.start["headers"] if pair[0] != STREAM]
        if compressible(dict(headers).get(b"content-type", b"")):
            headers = replaced(headers, [(b"vary", varied(headers))])
        await self.send({"type": "http.response.start", "status": self.start["status"], "headers": headers})
        if self.pieces:
            await self.pass_on({"type": "http.response.body", "body": b"".join(self.pieces), "more_body": more})
            self.pieces.clear()

    async def pass_on(self, message: Message) -> None:
        """Send one message of a stream; HEAD sees the end of the body, and nothing of it."""
        if self.without_body and message["type"] == "http.response.body":
            if message.get("more_body", False):
                return
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self.send(message)


def unmarked(send: Send) -> Send:
    """Return a `send` that takes the mark of a stream off an answer and changes nothing else."""

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0] != STREAM]
            message = {"type": "http.response.start", "status": message["status"], "headers": headers}
        await send(message)

    return take


class Finish:
    """Wraps an application so that its answers go out finished; see `finished` for what that means."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
        elif scope["method"] == "GET":
            await self.app(scope, receive, Answer(asked(scope["headers"]), send, without_body=False).take)
        elif scope["method"] == "HEAD":
            # A copy, for the outer ring still has to see what was asked; the dict of the state is shared. A stream
            # without an end has to know that nobody reads it.
            scope.setdefault("state", {})["without_body"] = True
            inner: Scope = {**scope, "method": "GET"}
            await self.app(inner, receive, Answer(asked(scope["headers"]), send, without_body=True).take)
        else:
            await self.app(scope, receive, unmarked(send))
