"""The way out of a long answer: whole where it turns out small, else piece by piece, as fast as the client reads."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from time import monotonic

from litestar.types import Scope, Send

from api.http.coding import choose, compress, compressible
from api.http.conditional import coded_tag, entity_tag
from api.http.finish import STREAM, asked

WHOLE = 256 * 1024  # bytes; what is smaller is worth holding back, to tell its length, tag and digest
PIECE = 64 * 1024  # bytes sent at once
SECONDS_UNTIL_IT_BEGINS = 0.06  # whatever it holds by then, so that nobody waits for a first byte
SECONDS_WITHOUT_READING = 30.0

Headers = list[tuple[bytes, bytes]]


class Stalled(Exception):
    """The client has stopped reading."""


class Unread(Exception):
    """Nobody wants more than the headers: it was a HEAD."""


class Outlet:
    """Of one answer. It has to be used in a task of its own: the server's cannot be told of a time that is over."""

    def __init__(self, scope: Scope, send: Send, content_type: str) -> None:
        self.headers: dict[str, str] = {"content-type": content_type, "cache-control": "public, no-cache"}
        self.has_begun = False
        self._without_body: bool = scope["state"].get("without_body", False)
        self._accept_encoding = asked(scope["headers"]).accept_encoding
        self._send = send
        self._held: list[bytes] = []
        self._size = 0
        self._until = monotonic() + SECONDS_UNTIL_IT_BEGINS
        self._holds_something = asyncio.Event()
        self._turn = asyncio.Lock()  # of whoever sends: the writer, or the clock

    async def write(self, piece: bytes) -> None:
        """Returns when there is room for more. Raises Stalled, or Unread."""
        async with self._turn:
            self._held.append(piece)
            self._size += len(piece)
            if self.has_begun:
                if self._size >= PIECE:
                    await self._pass_on()
            elif self._size > WHOLE:
                await self._begin()
        self._holds_something.set()

    async def end(self) -> None:
        """All is written."""
        async with self._turn:
            if not self.has_begun:
                self.has_begun = True
                await self._send_whole()
                return
            await self._pass_on()
            await self._sent(b"", more=False)

    async def begin_in_time(self) -> None:
        """Runs beside the writer, and never returns. Nothing is sent before something is written: it may be refused."""
        await self._holds_something.wait()
        await asyncio.sleep(max(0.0, self._until - monotonic()))
        async with self._turn:
            if not self.has_begun:
                await self._begin()
        await asyncio.get_running_loop().create_future()

    async def _begin(self) -> None:
        self.has_begun = True
        await self._start({**self.headers, STREAM.decode(): "1"})
        if self._without_body:
            await self._sent(b"", more=False)
            raise Unread
        await self._pass_on()

    async def _pass_on(self) -> None:
        body, self._held, self._size = b"".join(self._held), [], 0
        if body:
            await self._sent(body, more=True)

    async def _send_whole(self) -> None:
        body = b"".join(self._held)
        described, body = await asyncio.to_thread(_described, self.headers["content-type"], self._accept_encoding, body)
        await self._start({**self.headers, **described})
        await self._sent(body, more=False)

    async def _start(self, headers: Mapping[str, str]) -> None:
        written: Headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": 200, "headers": written})

    async def _sent(self, body: bytes, *, more: bool) -> None:
        try:
            async with asyncio.timeout(SECONDS_WITHOUT_READING):
                await self._send({"type": "http.response.body", "body": body, "more_body": more})
        except TimeoutError:
            raise Stalled from None


def _described(content_type: str, accept_encoding: str | None, body: bytes) -> tuple[dict[str, str], bytes]:
    """The coding is chosen here already, for the digest is of the bytes as they are sent (RFC 9530)."""
    coding = choose(accept_encoding, len(body)) if compressible(content_type.encode()) else "identity"
    tag = coded_tag(entity_tag(body), coding)
    coded = compress(body, coding)
    digest = base64.b64encode(hashlib.sha256(coded).digest()).decode()
    described = {"etag": tag, "repr-digest": f"sha-256=:{digest}:"}
    return described | ({"content-encoding": coding} if coding != "identity" else {}), coded
