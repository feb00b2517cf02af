"""Concurrent identical requests share one response and do not depend on the first client."""

import asyncio
from typing import Any

from api.database.listener import ChangeGenerations
from api.http.cache.fill import CacheFillMiddleware
from api.http.cache.hit_log import HitLog
from api.http.cache.invalidation import Invalidation
from api.http.cache.lookup import parse_cache_request
from api.http.cache.response_cache import CacheStore, ResponseCache


class FakeListener:
    """A listener that is always reliable."""

    def __init__(self) -> None:
        self.generations = ChangeGenerations()
        self.reliable_until = float("inf")

    def notify(self) -> None:
        self.generations.add()


class BlockedApp:
    """An application that responds once `proceed` is set, and counts its requests."""

    def __init__(self, status: int = 200) -> None:
        self.request_count = 0
        self.proceed = asyncio.Event()
        self._status = status

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        self.request_count += 1
        number = self.request_count
        await self.proceed.wait()
        scope["state"]["route"] = "/v1/units"
        headers = [(b"content-type", b"text/plain"), (b"cache-control", b"public, no-cache")]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": b"response ", "more_body": True})
        await send({"type": "http.response.body", "body": b"%d" % number, "more_body": False})


class Client:
    def __init__(self, middleware: CacheFillMiddleware, cache_control: bytes = b"max-age=60") -> None:
        request: Any = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "raw_path": b"/v1/units",
            "query_string": b"",
            "headers": [(b"cache-control", cache_control)],
        }
        self.messages: list[Any] = []
        request["state"] = {"cache_request": parse_cache_request(request)}
        self.task = asyncio.create_task(middleware(request, self.receive, self.send))

    async def receive(self) -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def cache_status(self) -> bytes:
        return dict(self.messages[0]["headers"])[b"cache-status"]


def create_middleware(app: BlockedApp) -> tuple[CacheFillMiddleware, FakeListener, CacheStore]:
    listener, store = FakeListener(), CacheStore(1_000_000)
    return CacheFillMiddleware(app, ResponseCache(store, Invalidation(listener), HitLog())), listener, store  # type: ignore[arg-type]


def test_concurrent_requests_share_one_response() -> None:
    async def story() -> None:
        app = BlockedApp()
        middleware, _, store = create_middleware(app)
        clients = [Client(middleware) for _ in range(20)]
        await asyncio.sleep(0)
        app.proceed.set()
        await asyncio.gather(*(client.task for client in clients))
        assert app.request_count == 1
        assert {client.body for client in clients} == {b"response 1"}
        assert [client.cache_status for client in clients].count(b"capaian; fwd=uri-miss") == 1
        assert len(store) == 1

    asyncio.run(story())


def test_a_response_to_no_cache_is_neither_shared_nor_stored() -> None:
    async def story() -> None:
        app = BlockedApp()
        middleware, _, store = create_middleware(app)
        clients = [Client(middleware, b"no-cache") for _ in range(2)]
        app.proceed.set()
        await asyncio.gather(*(client.task for client in clients))
        assert {client.body for client in clients} == {b"response 1", b"response 2"}
        assert {client.cache_status for client in clients} == {b"capaian; fwd=request"}
        assert len(store) == 0

    asyncio.run(story())


def test_waiting_requests_get_the_response_if_the_first_client_disconnects() -> None:
    async def story() -> None:
        app = BlockedApp()
        middleware, _, store = create_middleware(app)
        first, second = Client(middleware), Client(middleware)
        await asyncio.sleep(0)
        first.task.cancel()
        await asyncio.sleep(0)
        app.proceed.set()
        await second.task
        assert (app.request_count, second.body, first.messages) == (1, b"response 1", [])
        assert len(store) == 1

    asyncio.run(story())


def test_a_request_after_a_write_does_not_share_an_earlier_run() -> None:
    async def story() -> None:
        app = BlockedApp()
        middleware, listener, store = create_middleware(app)
        before = Client(middleware)
        await asyncio.sleep(0)
        listener.notify()
        after = Client(middleware)
        await asyncio.sleep(0)
        app.proceed.set()
        await asyncio.gather(before.task, after.task)
        assert (before.body, after.body) == (b"response 1", b"response 2")
        assert len(store) == 1

    asyncio.run(story())


def test_a_request_that_waited_during_a_write_runs_again() -> None:
    async def story() -> None:
        app = BlockedApp()
        middleware, listener, store = create_middleware(app)
        first, second = Client(middleware), Client(middleware)
        await asyncio.sleep(0)
        listener.notify()
        app.proceed.set()
        await asyncio.gather(first.task, second.task)
        assert (first.body, second.body) == (b"response 1", b"response 2")
        assert len(store) == 0

    asyncio.run(story())


def test_an_error_response_is_not_shared() -> None:
    async def story() -> None:
        app = BlockedApp(status=503)
        middleware, _, store = create_middleware(app)
        clients = [Client(middleware) for _ in range(3)]
        await asyncio.sleep(0)
        app.proceed.set()
        await asyncio.gather(*(client.task for client in clients))
        assert app.request_count == 3
        assert {client.messages[0]["status"] for client in clients} == {503}
        assert len(store) == 0

    asyncio.run(story())


def test_each_request_gets_its_own_exception() -> None:
    class Failing(BlockedApp):
        async def __call__(self, _scope: Any, _receive: Any, _send: Any) -> None:
            self.request_count += 1
            await self.proceed.wait()
            raise ValueError(self.request_count)

    async def story() -> None:
        app = Failing()
        middleware, _, _ = create_middleware(app)
        clients = [Client(middleware) for _ in range(3)]
        await asyncio.sleep(0)
        clients[0].task.cancel()
        app.proceed.set()
        outcomes = await asyncio.gather(*(client.task for client in clients), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, ValueError, ValueError]

    asyncio.run(story())


def test_a_request_ends_when_its_last_client_leaves() -> None:
    async def story() -> None:
        app = BlockedApp()
        middleware, _, store = create_middleware(app)
        leader, follower = Client(middleware), Client(middleware)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        leader.task.cancel()
        await asyncio.sleep(0.01)
        assert len(middleware._tasks) == 1  # the other client still waits
        follower.task.cancel()
        await asyncio.sleep(0.01)
        assert not middleware._tasks
        app.proceed.set()
        next_client = Client(middleware)
        await next_client.task
        assert next_client.body == b"response 2"
        assert len(store) == 1

    asyncio.run(story())


def test_a_stream_ends_when_its_client_leaves() -> None:
    """The leader of a response that is not cacheable has no waiting clients any more."""

    async def stream(scope: Any, _receive: Any, send: Any) -> None:
        scope["state"]["route"] = "/v1/units"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(60)

    async def story() -> None:
        middleware, _, _ = create_middleware(stream)  # type: ignore[arg-type]
        client = Client(middleware)
        await asyncio.sleep(0.01)
        assert client.messages
        client.task.cancel()
        await asyncio.sleep(0.01)
        assert not middleware._tasks

    asyncio.run(story())
