"""The limit of requests that run at the same time."""

import asyncio
import json
from typing import Any

from api.http.edge.overload import OverloadMiddleware


class Client:
    """Send requests to the middleware around an application that waits until it may respond."""

    def __init__(self, max_requests: int) -> None:
        self.may_respond = asyncio.Event()
        self.middleware = OverloadMiddleware(self._application, max_requests)

    async def _application(self, _scope: Any, _receive: Any, send: Any) -> None:
        await self.may_respond.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(self, path: str = "/v1/targets", *headers: tuple[bytes, bytes], method: str = "GET") -> Any:
        """Return the messages of the response."""
        scope: Any = {"type": "http", "method": method, "raw_path": path.encode(), "headers": list(headers)}
        messages: list[Any] = []

        async def receive() -> Any:
            raise AssertionError

        async def collect(message: Any) -> None:
            messages.append(message)

        await self.middleware(scope, receive, collect)
        return messages

    async def start(self, count: int, *headers: tuple[bytes, bytes]) -> list[asyncio.Task[Any]]:
        tasks = [asyncio.ensure_future(self.send("/v1/targets", *headers)) for _ in range(count)]
        await asyncio.sleep(0)
        return tasks


WITH_KEY = (b"x-api-key", b"k")


def test_requests_beyond_the_limit_get_503_at_once_and_later_ones_200() -> None:
    async def run() -> None:
        client = Client(8)
        running = await client.start(6)
        start, end = await client.send()
        assert start["status"] == 503
        assert json.loads(end["body"])["type"] == "/problems/unavailable"
        assert (b"retry-after", b"5") in start["headers"]
        client.may_respond.set()
        assert [(await task)[0]["status"] for task in running] == [200] * 6
        assert (await client.send())[0]["status"] == 200

    asyncio.run(run())


def test_a_quarter_is_for_requests_with_credentials() -> None:
    async def run() -> None:
        client = Client(8)
        running = [*await client.start(6), *await client.start(2, WITH_KEY)]
        assert (await client.send("/v1/targets", WITH_KEY))[0]["status"] == 503
        client.may_respond.set()
        assert {(await task)[0]["status"] for task in running} == {200}

    asyncio.run(run())


def test_health_checks_and_streams_are_not_limited() -> None:
    async def run() -> None:
        client = Client(4)
        running = await client.start(3)
        client.may_respond.set()
        for path in ("/health/ready", "/v1/changes/stream", "/v1/exports/targets.csv", "/v1/imports"):
            assert (await client.send(path))[0]["status"] == 200
        await asyncio.gather(*running)

    asyncio.run(run())


def test_a_rejected_head_request_has_no_body() -> None:
    async def run() -> None:
        client = Client(4)
        running = await client.start(3)
        start, end = await client.send(method="HEAD")
        assert (start["status"], end["body"]) == (503, b"")
        client.may_respond.set()
        await asyncio.gather(*running)

    asyncio.run(run())


def test_a_failed_request_no_longer_counts() -> None:
    async def fail(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ValueError

    async def run() -> None:
        client = Client(4)
        client.middleware.app = fail
        for _ in range(10):
            try:
                await client.send()
            except ValueError:
                continue
            raise AssertionError
        client.middleware.app = client._application
        client.may_respond.set()
        assert (await client.send())[0]["status"] == 200

    asyncio.run(run())
