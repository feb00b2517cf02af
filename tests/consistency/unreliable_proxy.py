"""A TCP proxy that closes some connections before a request arrives, or before its response returns."""

import asyncio
import contextlib
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FORWARDED, CUT_BEFORE, CUT_DURING, CUT_AFTER = "forwarded", "cut before", "cut during", "cut after"
# Of each twelve requests, one does not arrive, one is processed while the client is gone, and two lose their response.
# Shuffled, not drawn at random, so that each case occurs in a short test.
OUTCOMES = (*(FORWARDED,) * 8, CUT_BEFORE, CUT_DURING, *(CUT_AFTER,) * 2)


class UnreliableProxy:
    """Forward connections to a port of the loopback interface, and break some of them."""

    def __init__(self, target_port: int, random_source: random.Random) -> None:
        self._target_port = target_port
        self._random = random_source
        self._next_outcomes: list[str] = []
        self.port = 0
        self.outcome_counts: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
        self._connections: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["UnreliableProxy"]:
        server = await asyncio.start_server(self._start_forwarding, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for connection in self._connections:
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    def _start_forwarding(self, client_reader: asyncio.StreamReader, client_writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._forward(client_reader, client_writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _forward(self, client_reader: asyncio.StreamReader, client_writer: asyncio.StreamWriter) -> None:
        async with _closing(client_writer):
            with contextlib.suppress(OSError):
                service_reader, service_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
                async with _closing(service_writer):
                    await self._forward_requests(client_reader, client_writer, service_reader, service_writer)

    async def _forward_requests(
        self,
        client_reader: asyncio.StreamReader,
        client_writer: asyncio.StreamWriter,
        service_reader: asyncio.StreamReader,
        service_writer: asyncio.StreamWriter,
    ) -> None:
        while request := await _read_message(client_reader):
            outcome = self._next_outcome()
            if outcome == CUT_BEFORE:
                break
            service_writer.write(request)
            if outcome == CUT_DURING:  # the service continues although the client is gone
                await service_writer.drain()
                break
            response = await _read_message(service_reader)  # the write is committed now
            if outcome == CUT_AFTER or not response:
                break
            client_writer.write(response)

    def _next_outcome(self) -> str:
        if not self._next_outcomes:
            self._next_outcomes = self._random.sample(OUTCOMES, len(OUTCOMES))
        outcome = self._next_outcomes.pop()
        self.outcome_counts[outcome] += 1
        return outcome


async def _read_message(reader: asyncio.StreamReader) -> bytes:
    """Return a whole request or response, or nothing if the connection was closed before its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: *(\d+)", head.lower())
        return head + await reader.readexactly(int(length[1]) if length else 0)
    except asyncio.IncompleteReadError:
        return b""


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
