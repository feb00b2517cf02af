"""An answer of any length: room for it, one way out, and an end to both when the client leaves or stops reading."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from litestar.types import Receive, Scope, Send

from api.faults import Unavailable
from api.http.outlet import Outlet, Stalled, Unread
from api.http.races import disconnected, first_of
from api.http.room import Room

LONGEST = 15 * 60.0  # seconds; as long as the database lets one statement run

log = structlog.get_logger()


class StreamedAnswer:
    """An answer that has begun and cannot be ended well is broken off, so that nobody takes the part for the whole."""

    def __init__(self, room: Room, name: str, content_type: str, write: Callable[[Outlet], Awaitable[None]]) -> None:
        """`write` may refuse until it has written something; `name` tells the log what was asked for."""
        self.room = room
        self.name = name
        self.content_type = content_type
        self.write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.room.taken():
            outlet = Outlet(scope, send, self.content_type)
            try:
                # A task of its own, whose time can be bounded: the server's own task cannot be cancelled.
                await first_of(self._write(outlet), disconnected(receive), outlet.begin_in_time())
            except Stalled:
                # The server breaks off what its application leaves without an end.
                log.warning("export.stalled", export=self.name, request_id=scope["state"]["request_id"])
            except Unread:
                pass
            except TimeoutError:
                raise Unavailable("an export took too long") from None

    async def _write(self, outlet: Outlet) -> None:
        async with asyncio.timeout(LONGEST):
            await self.write(outlet)
            await outlet.end()
