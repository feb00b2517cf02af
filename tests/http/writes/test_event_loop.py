"""No body blocks the event loop: large ones are decoded in a thread, however many values and errors they contain.

Without the thread, the event loop computes for up to 300 ms on many of these bodies.
"""

import asyncio
import json
import time
from collections.abc import Callable

import httpx
import pytest

from api.app import create_litestar
from api.database.pool import Database
from api.errors import InvalidRequestError
from api.http.edge.access_log import AccessLogMiddleware
from api.http.problems.exception_handler import build_internal_error
from api.http.request.json_body import MAX_SEPARATORS, decode_body
from api.http.request.operation import MAX_LARGE_BODY_BYTES
from api.http.request.read_json import MAX_DIRECT_BYTES
from api.resources.targets.routes import WRITABLE
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

MAX_COMPUTING_SECONDS = 0.02  # of the thread of the event loop in one turn; about 5 ms on an idle processor
MAX_BLOCKED_SECONDS = 0.2  # another thread also blocks the event loop while it has the interpreter lock
ATTEMPTS = 10  # on a loaded machine any program can wait for the processor
SIZE = MAX_LARGE_BODY_BYTES - 100


LONG_CITATION = json.dumps({"source": "ab", "quote": "q, " * 1300, "note": "n" * 4000}) + ","


def repeat(start: str, unit: str, end: str, size: int) -> bytes:
    count = (size - len(start) - len(end)) // len(unit)
    return f"{start}{(unit * count).rstrip(',')}{end}".encode()


def fields(size: int) -> bytes:
    return ("{" + ",".join(f'"{number:06}":0' for number in range(size // 11)) + "}").encode()


BODIES: dict[str, Callable[[int], bytes]] = {
    "unknown fields": fields,
    "numbers": lambda size: repeat('{"citations":[', "0,", "]}", size),
    "decimals": lambda size: repeat('{"citations":[', "1.5,", "]}", size),
    "one long number": lambda size: repeat('{"value":', "9", "}", size),
    "texts": lambda size: repeat('{"citations":[', '"",', "]}", size),
    "empty objects": lambda size: repeat('{"citations":[', "{},", "]}", size),
    "empty lists": lambda size: repeat('{"citations":[', "[],", "]}", size),
    "citations": lambda size: repeat('{"citations":[', '{"source":"ab"},', "]}", size),
    "citations with texts": lambda size: repeat('{"value":"x","citations":[', LONG_CITATION, "]}", size),
    "one long text": lambda size: repeat('{"note":"', "é", '"}', size // 2),
    "escapes": lambda size: repeat('{"note":"', "\\u00e9", '"}', size),
    "a long choice": lambda size: repeat('{"nature":"', "x", '"}', size),
    "a long name": lambda size: repeat('{"', "x", '":1}', size),
    "an open list": lambda size: b"[" * size,
    "open objects": lambda size: repeat("", '{"a":', "", size),
    "deep lists": lambda size: repeat('{"citations":[', "[" * 30 + "]" * 30 + ",", "]}", size),
    "one name twice at the end": lambda size: fields(size)[:-1] + b',"000000":0}',
}  # fmt: skip


def reduce_size(build: Callable[[int], bytes]) -> int:
    """Return the largest size whose body has no more values than the service parses."""
    separators = sum(map(build(SIZE).count, (b"[", b"{", b",")))
    return SIZE if separators <= MAX_SEPARATORS else SIZE * (MAX_SEPARATORS - 10) // separators


async def measure_longest_turns(client: httpx.AsyncClient, url: str, body: bytes) -> tuple[float, float]:
    """Return the longest computing and elapsed times of the event loop between two looks of a watchdog."""
    turns: list[tuple[float, float]] = []

    async def watch() -> None:
        computed, elapsed = time.thread_time(), time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time(), time.perf_counter()
            turns.append((now[0] - computed, now[1] - elapsed))
            computed, elapsed = now

    watcher = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    response = await client.post(url, content=body)
    await asyncio.sleep(0.01)
    watcher.cancel()
    assert response.status_code in (400, 422), response.text
    assert len(response.content) < 20_000
    return max(each for each, _ in turns), max(each for _, each in turns)


async def measure_shortest(client: httpx.AsyncClient, body: bytes) -> tuple[float, float]:
    """Return the shortest of the longest turns of some attempts; stop when they are short enough."""
    computing = blocked = 1e9
    for _ in range(ATTEMPTS):
        longest = await measure_longest_turns(client, "/v1/targets", body)
        computing, blocked = min(computing, longest[0]), min(blocked, longest[1])
        if computing < MAX_COMPUTING_SECONDS and blocked < MAX_BLOCKED_SECONDS:
            break
    return computing, blocked


@pytest.fixture(scope="module")
def longest_turns(stored: DatabaseUrls) -> dict[str, tuple[float, float]]:
    """The longest turns of each body, as large and with as many values as POST /v1/targets accepts."""
    headers = {"Authorization": f"Bearer {key_for(stored, 'large', 'write')}", "Content-Type": "application/json"}

    async def measure() -> dict[str, tuple[float, float]]:
        litestar = create_litestar(Database(stored.service, 8))
        observed = AccessLogMiddleware(litestar, api_version="1", internal_error=build_internal_error)
        transport = httpx.ASGITransport(observed)  # type: ignore[arg-type]  # two names for the same types
        found = {}
        async with (
            litestar.lifespan(),
            httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers, timeout=60) as client,
        ):
            for name, build in BODIES.items():
                for variant, body in (("largest", build(SIZE)), ("most values", build(reduce_size(build)))):
                    found[f"{name}: {variant}"] = await measure_shortest(client, body)
        return found

    return asyncio.run(measure())


@pytest.mark.parametrize("name", BODIES)
def test_a_large_invalid_body_does_not_block_the_event_loop(
    longest_turns: dict[str, tuple[float, float]], name: str
) -> None:
    for variant in ("largest", "most values"):
        computing, blocked = longest_turns[f"{name}: {variant}"]
        assert (computing < MAX_COMPUTING_SECONDS, blocked < MAX_BLOCKED_SECONDS) == (True, True), longest_turns


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_decoded_directly_takes_few_milliseconds(name: str) -> None:
    body = BODIES[name](MAX_DIRECT_BYTES)
    durations = []
    for _ in range(10):
        started = time.thread_time()
        with pytest.raises(InvalidRequestError):
            decode_body(body, WRITABLE.input_model)
        durations.append(time.thread_time() - started)
    assert min(durations) < 0.02, durations  # 5 ms on an idle processor
