"""The server of the workers with a small application and short limits, in a thread of the test process."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import pytest

from api.http.edge.access_log import AccessLogMiddleware
from api.http.problems.exception_handler import build_internal_error
from api.metrics.registry import render_metrics
from api.server.connections import ConnectionLimits
from api.server.worker import WorkerServer


class SmallApplication:
    """An ASGI application whose responses are named by their path; it records the requests that were cancelled."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []
        self.completed: list[str] = []
        self.parts_sent = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        scope["state"]["route"] = scope["path"]
        try:
            await self._respond(scope, receive, send)
        except asyncio.CancelledError:
            self.cancelled.append(scope["path"])
            raise
        self.completed.append(scope["path"])

    async def _respond(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: C901  # one case per path
        body = dict(scope["headers"]).get(b"host", b"")
        match scope["path"]:
            case "/slow":
                await asyncio.sleep(5)
            case "/two-seconds":
                await asyncio.sleep(2)
            case "/write":
                await asyncio.sleep(0.5)
            case "/body":
                while (await receive()).get("more_body"):
                    pass
            case "/echo":
                body, more = b"", True
                while more:
                    message = await receive()
                    body, more = body + message["body"], message["more_body"]
            case "/endless":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                while True:
                    await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
                    self.parts_sent += 1
            case "/large":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"x" * 8_000_000, "more_body": False})
                return
            case "/parts":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"one", "more_body": True})
                await send({"type": "http.response.body", "body": b"two", "more_body": False})
                return
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class RunningServer:
    """A server that runs, its application, and raw connections to it."""

    def __init__(self, port: int, application: SmallApplication) -> None:
        self.port = port
        self.application = application

    def connect(self, seconds: float = 5) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def send(self, request: bytes) -> bytes:
        """Send bytes over a new connection; return everything until the server closes it."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)

    def count(self, route: str, status: int) -> float:
        """Return the number of requests in the metrics."""
        name = f'capaian_http_requests_total{{method="GET",route="{route}",status="{status}"}} '
        lines = render_metrics().decode().splitlines()
        return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))


def read_all(connection: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.01)
    return True


def with_access_log(application: SmallApplication) -> Any:
    return AccessLogMiddleware(application, api_version="0", internal_error=build_internal_error)


@contextmanager
def run_server(
    add_middleware: Callable[[SmallApplication], Any] = with_access_log, **limits: Any
) -> Iterator[RunningServer]:
    application = SmallApplication()
    server = WorkerServer(add_middleware(application), ConnectionLimits(**limits))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert wait_until(lambda: server.started)
        try:
            yield RunningServer(listener.getsockname()[1], application)
        finally:
            server.should_exit = True
            thread.join(10)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server with short times, for all tests that need no other limits."""
    with run_server(header_seconds=0.5, body_seconds=0.5, idle_seconds=1, stall_seconds=1) as running:
        yield running
