"""A response of any length that ends when the client stops reading; the server cancels it at a disconnect."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

import structlog
from litestar.types import Receive, Scope, Send

from api.errors import UnavailableError
from api.http.streams.stream_writer import ClientStalledError, HeadersOnly, StreamWriter
from api.http.streams.wait_first import wait_for_first

MAX_DURATION_SECONDS = 15 * 60.0  # the same as the statement timeout of the database

log = structlog.get_logger()


class StreamingResponse:
    """A streamed response. On an error after its start the connection closes, so the client detects the truncation."""

    def __init__(
        self,
        slot: AbstractContextManager[None],
        name: str,
        content_type: str,
        write: Callable[[StreamWriter], Awaitable[None]],
    ) -> None:
        """`slot` is used until everything is written. `write` may raise an API error until it has written a chunk.

        The log shows `name`.
        """
        self.slot = slot
        self.name = name
        self.content_type = content_type
        self.write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # the ASGI signature
        writer = StreamWriter(scope, send, self.content_type)
        try:
            await wait_for_first(self._write(writer), writer.start_after_delay())
        except ClientStalledError:
            # The server closes the connection of an unfinished response.
            log.warning("export.stalled", export=self.name, request_id=scope["state"]["request_id"])
        except HeadersOnly:
            pass
        except TimeoutError:
            raise UnavailableError("an export took too long") from None

    async def _write(self, writer: StreamWriter) -> None:
        async with asyncio.timeout(MAX_DURATION_SECONDS):
            # The slot is free before the client has the end of the response and sends its next request.
            with self.slot:
                await self.write(writer)
            await writer.finish()
