"""The change feed as server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from litestar.types import Receive, Scope, Send

from api.errors import UnavailableError
from api.exchange.changes.feed import ChangeFeed
from api.exchange.changes.model import Change
from api.exchange.changes.positions import FeedStart, encode_position
from api.exchange.changes.queries import FeedSelection
from api.http.edge.response_encoding import STREAM_MARKER
from api.http.reads.record import JSON_ENCODER
from api.http.request.concurrency_limit import CallerIdentity
from api.http.streams.wait_first import wait_for_first

EVENT_STREAM_TYPE = "text/event-stream"
HEARTBEAT_SECONDS = 15.0
PAGE_SIZE = 100  # changes that are fetched and sent together
RETRY_LINE = b"retry: 3000\n\n"  # milliseconds until a browser reconnects
HEARTBEAT_LINE = b": -\n\n"
RECONNECT_SECONDS = 1.0  # between two queries while the database is unavailable

_HEADERS = [
    (STREAM_MARKER, b"1"),
    (b"content-type", EVENT_STREAM_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx must not buffer the events
]

CheckAuthorization = Callable[[], Awaitable[bool]]


async def generate_events(
    feed: ChangeFeed,
    start: FeedStart,
    selection: FeedSelection,
    is_authorized: CheckAuthorization,
    heartbeat: float = HEARTBEAT_SECONDS,
) -> AsyncIterator[bytes]:
    """Yield the changes after a position until the service stops or the client loses its authorization."""
    yield RETRY_LINE
    position = start.position
    if start.note is not None:
        yield f": {start.note.en}\nid: {encode_position(position)}\n\n".encode()
    while await is_authorized() and not feed.stopped.is_set():
        try:
            step = await feed.wait_for_slice(position, PAGE_SIZE, selection, heartbeat)
        except UnavailableError:
            yield HEARTBEAT_LINE
            await asyncio.sleep(RECONNECT_SECONDS)
            continue
        if step.changes:
            yield b"".join(map(format_event, step.changes))
        else:  # changes may have been filtered out; their cursor spares a client that reconnects from reading them
            yield HEARTBEAT_LINE if step.next == position else f": -\nid: {encode_position(step.next)}\n\n".encode()
        position = step.next


def format_event(change: Change) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (
        change.cursor.encode(),
        change.action.encode(),
        JSON_ENCODER.encode(change),
    )


class EventStreamResponse:
    """The response. Each part is generated after the previous one was sent, so a slow client uses little memory."""

    def __init__(self, feed: ChangeFeed, caller: CallerIdentity, parts: AsyncIterator[bytes]) -> None:
        self.feed = feed
        self.caller = caller
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # the ASGI signature
        with self.feed.reserve_waiter(self.caller):
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            if not scope["state"].get("without_body"):
                await wait_for_first(self._send_all(send), self.feed.stopped.wait())
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_all(self, send: Send) -> None:
        async for part in self.parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
