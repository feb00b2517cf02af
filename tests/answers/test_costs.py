"""What a request costs, in instructions of Python: of one machine as of another, and however busy it is."""

import asyncio
import json
import logging
import sys
from types import FrameType
from typing import Any, Self

import pytest
import structlog
import uvloop
from litestar.types import ASGIApp

from api.app import Options, create_litestar, surrounded
from api.postgres.pool import Database
from tests.support.databases import Addresses

LIST = "/v1/targets?limit=20"
MEASURED_WITH = (3, 11)
# As measured. Whoever makes one a tenth more expensive has a reason, and writes down the new number.
BOUNDS = {"list from memory": 725, "list that the client has": 808, "list": 9_213, "one figure": 7_291}


class Counted:
    """Counts the instructions that are executed within it, in this thread."""

    def __enter__(self) -> Self:
        self.count = 0
        sys.settrace(self._trace)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self.count += event == "opcode"
        return self._trace


async def ask(app: ASGIApp, address: str, **headers: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    told: dict[str, Any] = {"body": b""}
    scope: Any = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in headers.items())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        told.update({**message, "body": told["body"] + message.get("body", b"")})

    await app(scope, receive, send)
    told["headers"] = dict(told["headers"])
    return told


async def cost(app: ASGIApp, address: str, **headers: str) -> int:
    """Of the cheapest of several, for now and then something else happens beside one."""
    costs = []
    for _ in range(5):
        with Counted() as counted:
            await ask(app, address, **headers)
        costs.append(counted.count)
    return min(costs)


async def remembered(app: ASGIApp, address: str) -> dict[str, Any]:
    """The ear of a worker opens a moment after it serves."""
    while True:
        told = await ask(app, address)
        if told["headers"].get(b"cache-status") == b"capaian; hit":
            return told
        await asyncio.sleep(0.02)


async def costs(addresses: Addresses) -> dict[str, int]:
    litestar = create_litestar(Database(addresses.service, 4), Options(cache_bytes=1 << 20))
    app = surrounded(litestar)
    async with litestar.lifespan():
        async with asyncio.timeout(10):
            first = await remembered(app, LIST)
        one = f"/v1/targets/{json.loads(first['body'])['data'][0]['id']}"
        tag = first["headers"][b"etag"].decode()
        return {
            "list from memory": await cost(app, LIST),
            "list that the client has": await cost(app, LIST, **{"if-none-match": tag}),
            "list": await cost(app, LIST, **{"cache-control": "no-cache"}),
            "one figure": await cost(app, one, **{"cache-control": "no-cache"}),
        }


@pytest.mark.skipif(sys.version_info[:2] != MEASURED_WITH, reason="another Python has other instructions")
def test_no_request_costs_more_instructions_than_it_did(database: Addresses) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # the loop that serves
            measured = runner.run(costs(database))
    finally:
        structlog.reset_defaults()
    assert {name: count for name, count in measured.items() if not 0.8 < count / BOUNDS[name] < 1.1} == {}
