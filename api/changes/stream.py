"""The feed as a stream of server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
from litestar.types import Receive, Scope, Send

from api.changes.feed import Feed
from api.changes.model import Change
from api.changes.places import Place, cursor_of
from api.faults import Unavailable
from api.http.finish import STREAM
from api.http.races import disconnected, first_of

EVENTS = "text/event-stream"
HEARTBEAT = 15.0  # seconds
PAGE = 100  # changes fetched, held and sent at once
RETRY = b"retry: 3000\n\n"  # milliseconds after which a browser comes back when the stream has ended
QUIET = b": -\n\n"
OUTAGE = 1.0  # seconds between two looks while the database is away

_HEADERS = [
    (STREAM, b"1"),
    (b"content-type", EVENTS.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # proxies that understand it pass each event on as it comes
]

Welcome = Callable[[], Awaitable[bool]]


async def events(
    feed: Feed, place: Place, nouns: tuple[str, ...] | None, welcome: Welcome, heartbeat: float = HEARTBEAT
) -> AsyncIterator[bytes]:
    """What comes after a place, without an end but that of the service, or of the reader's welcome."""
    yield RETRY
    while await welcome() and not feed.stopped.is_set():
        try:
            step = await feed.next_step(place, PAGE, nouns, heartbeat)
        except Unavailable:
            yield QUIET
            await asyncio.sleep(OUTAGE)
            continue
        if step.changes:
            yield b"".join(map(event, step.changes))
        else:  # perhaps we came past what the reader does not want, and a reader who returns need not
            yield QUIET if step.next == place else f": -\nid: {cursor_of(step.next)}\n\n".encode()
        place = step.next


def event(change: Change) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (
        change.cursor.encode(),
        change.kind.encode(),
        msgspec.json.encode(change),
    )


class EventStream:
    """The answer. Each piece is made when the one before is sent, so a slow reader fills no memory of ours."""

    def __init__(self, feed: Feed, pieces: AsyncIterator[bytes]) -> None:
        self.feed = feed
        self.pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.feed.waiting():
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            if not scope["state"].get("without_body"):
                await first_of(self._send_all(send), disconnected(receive), self.feed.stopped.wait())
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_all(self, send: Send) -> None:
        async for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
