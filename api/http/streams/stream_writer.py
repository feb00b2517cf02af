"""Write a long response: buffered if it is small, otherwise streamed as fast as the client reads."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from time import monotonic

from litestar.types import Scope, Send

from api.http.edge.response_encoding import STREAM_MARKER, parse_request_conditions
from api.http.headers.content_encoding import choose_encoding, compress, is_compressible
from api.http.headers.etag import add_encoding_suffix, compute_etag

MAX_BUFFERED_BYTES = 256 * 1024  # a smaller response is sent with length, ETag and digest
CHUNK_BYTES = 64 * 1024  # size of one message to the server
BUFFER_SECONDS = 0.25  # after this time the response starts, so that the client does not wait for the first byte
SEND_TIMEOUT_SECONDS = 30.0
MIN_BYTES_READ = 256 * 1024  # in SEND_TIMEOUT_SECONDS of waiting for the client, so that none uses its slot for long

Headers = list[tuple[bytes, bytes]]


class ClientStalledError(Exception):
    """The client has read nothing for SEND_TIMEOUT_SECONDS, or less than MIN_BYTES_READ."""


class HeadersOnly(Exception):  # noqa: N818  # ends the response to a HEAD request early
    """The request is a HEAD request, so the response ends after the headers."""


class StreamWriter:
    """Write one response."""

    def __init__(self, scope: Scope, send: Send, content_type: str) -> None:
        self.headers: dict[str, str] = {"content-type": content_type, "cache-control": "public, no-cache"}
        self.has_begun = False
        self._state = scope["state"]
        self._accept_encoding = parse_request_conditions(scope["headers"]).accept_encoding
        self._send = send
        self._buffer: list[bytes] = []
        self._size = 0
        self._start_at = monotonic() + BUFFER_SECONDS
        self._waited_seconds, self._bytes_read = 0.0, 0  # since the last check of the speed of the client
        self._has_data = asyncio.Event()
        self._send_lock = asyncio.Lock()  # held while `write` or `start_after_delay` sends

    async def write(self, chunk: bytes) -> None:
        """Write one chunk; wait until the client has read enough. Raise ClientStalledError or HeadersOnly."""
        async with self._send_lock:
            self._buffer.append(chunk)
            self._size += len(chunk)
            if self.has_begun:
                if self._size >= CHUNK_BYTES:
                    await self._flush()
            elif self._size > MAX_BUFFERED_BYTES:
                await self._start_streaming()
        self._has_data.set()

    async def finish(self) -> None:
        """Send the rest of the response and end it."""
        async with self._send_lock:
            if not self.has_begun:
                self.has_begun = True
                await self._send_buffered()
                return
            await self._flush()
            await self._send_body(b"", more=False)

    async def start_after_delay(self) -> None:
        """Start streaming after BUFFER_SECONDS; run this concurrently with the writer. It never returns.

        It waits for the first chunk, because the response can still become an error until then.
        """
        await self._has_data.wait()
        await asyncio.sleep(max(0.0, self._start_at - monotonic()))
        async with self._send_lock:
            if not self.has_begun:
                await self._start_streaming()
        await asyncio.get_running_loop().create_future()

    async def _start_streaming(self) -> None:
        self.has_begun = True
        await self._send_headers({**self.headers, STREAM_MARKER.decode(): "1"})
        if self._state.get("without_body"):
            await self._send_body(b"", more=False)
            raise HeadersOnly
        await self._flush()

    async def _flush(self) -> None:
        body, self._buffer, self._size = b"".join(self._buffer), [], 0
        if body:
            await self._send_body(body, more=True)

    async def _send_buffered(self) -> None:
        body = b"".join(self._buffer)
        headers, body = await asyncio.to_thread(_encode_body, self.headers["content-type"], self._accept_encoding, body)
        await self._send_headers({**self.headers, **headers})
        await self._send_body(body, more=False)

    async def _send_headers(self, headers: Mapping[str, str]) -> None:
        raw_headers: Headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": 200, "headers": raw_headers})

    async def _send_body(self, body: bytes, *, more: bool) -> None:
        started_at = monotonic()
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                await self._send({"type": "http.response.body", "body": body, "more_body": more})
        except TimeoutError:
            raise ClientStalledError from None
        self._waited_seconds += monotonic() - started_at
        self._bytes_read += len(body)
        if self._waited_seconds >= SEND_TIMEOUT_SECONDS:
            if self._bytes_read < MIN_BYTES_READ:
                raise ClientStalledError
            self._waited_seconds, self._bytes_read = 0.0, 0


def _encode_body(content_type: str, accept_encoding: str | None, body: bytes) -> tuple[dict[str, str], bytes]:
    """Encode the body; return its headers and the encoded bytes.

    The encoding is chosen here because the digest covers the bytes as sent (RFC 9530).
    """
    encoding = choose_encoding(accept_encoding, len(body)) if is_compressible(content_type.encode()) else "identity"
    etag = add_encoding_suffix(compute_etag(body), encoding)
    encoded = compress(body, encoding)
    digest = base64.b64encode(hashlib.sha256(encoded).digest()).decode()
    headers = {"etag": etag, "repr-digest": f"sha-256=:{digest}:"}
    return headers | ({"content-encoding": encoding} if encoding != "identity" else {}), encoded
