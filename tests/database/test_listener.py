"""The listener is reliable only while it receives what other connections notify."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from time import monotonic
from urllib.parse import urlsplit

import pytest

from api.database import listener as listener_module
from api.database.listener import CHANNEL, ChangeListener
from api.database.pool import Database
from tests.support.clusters import eventually
from tests.support.databases import DatabaseUrls

NOTIFICATION = b"A"  # NotificationResponse of the PostgreSQL protocol


class NotificationProxy:
    """Forward a connection to the server; drop its notifications while `dropping`, as a transaction pooler does."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self.dropping = False
        self.url = ""

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["NotificationProxy"]:
        server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        netloc = self._target.netloc.replace(f":{self._target.port}", f":{port}")
        self.url = self._target._replace(netloc=netloc, query="sslmode=disable").geturl()
        try:
            yield self
        finally:
            server.close()

    async def _forward(self, client_reader: asyncio.StreamReader, client_writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection(self._target.hostname, self._target.port)

        async def forward_requests() -> None:
            while data := await client_reader.read(65536):
                server_writer.write(data)

        async def forward_responses() -> None:
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    head = await server_reader.readexactly(5)
                    body = await server_reader.readexactly(int.from_bytes(head[1:]) - 4)
                    if not (self.dropping and head.startswith(NOTIFICATION)):
                        client_writer.write(head + body)

        responses = asyncio.create_task(forward_responses())
        with contextlib.suppress(OSError):
            await forward_requests()
        responses.cancel()
        client_writer.close()
        server_writer.close()


async def becomes_true(condition: Callable[[], bool], seconds: float = 10) -> bool:
    return await asyncio.to_thread(eventually, condition, seconds)


def is_reliable(listener: ChangeListener) -> bool:
    return listener.listening and monotonic() < listener.reliable_until


def test_a_connection_without_notifications_is_never_reliable(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heartbeats succeed all the time."""
    monkeypatch.setattr(listener_module, "DELIVERY_CHECK_SECONDS", 0.2)
    monkeypatch.setattr(listener_module, "DELIVERY_TIMEOUT_SECONDS", 0.3)

    async def story() -> None:
        pools = Database(database.service, 2)
        await pools.open()
        async with NotificationProxy(database.service).open() as proxy:
            listener = ChangeListener(Database(proxy.url, 2).connect_listener, pools.notify)
            proxy.dropping = True
            listener.start()
            assert not await becomes_true(lambda: is_reliable(listener), 1)
            proxy.dropping = False
            assert await becomes_true(lambda: is_reliable(listener))
            proxy.dropping = True
            assert await becomes_true(lambda: not is_reliable(listener))
            proxy.dropping = False
            assert await becomes_true(lambda: is_reliable(listener))
            await listener.close()
        await pools.close()

    asyncio.run(story())


def test_its_own_notifications_are_no_changes_and_catching_up_waits_for_those_of_others(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_module, "DELIVERY_CHECK_SECONDS", 0.1)

    async def story() -> None:
        pools = Database(database.service, 2)
        await pools.open()
        listeners = [ChangeListener(pools.connect_listener, pools.notify) for _ in range(2)]
        for listener in listeners:
            listener.start()
        assert await becomes_true(lambda: all(is_reliable(listener) for listener in listeners))
        before = [listener.generation for listener in listeners]
        await asyncio.sleep(0.5)
        assert [listener.generation for listener in listeners] == before
        for _ in range(20):
            generation = listeners[0].generation
            await pools.notify(CHANNEL, "qris")
            await asyncio.gather(*(listeners[0].catch_up() for _ in range(5)))
            assert listeners[0].generation == generation + 1
        assert listeners[0].generations.is_current("umkm-digital", before[0])
        for listener in listeners:
            await listener.close()
        generation = listeners[0].generation
        await listeners[0].catch_up()  # without a connection everything counts as changed
        assert not listeners[0].generations.is_current("umkm-digital", generation)
        await pools.close()

    asyncio.run(story())
