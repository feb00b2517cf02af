"""Writers and readers, who use two instances of the service in turn, and one follower of the feed of each instance."""

import asyncio
import itertools
import math
import random
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.consistency.retrying_writers import RetryingWriter
from tests.support.services import NO_AUTHORITIES

STALE_SECONDS: Final = 1.0
WRITERS: Final = 8
READERS: Final = 2
IN_PROGRESS: Final = "/problems/request-in-progress"
COUNT: Final = "/v1/targets?count=exact&limit=1"
PAUSE_SECONDS: Final = 0.02
# A write that waits for its response when the load stops ends in this time.
FOLLOW_SECONDS: Final = 10.0

WriteFunction = Callable[[httpx.AsyncClient, str, random.Random], Awaitable[object]]


@dataclass
class Record:
    """What all clients have received together; times are those of `time.monotonic`."""

    acknowledged: list[float] = field(default_factory=list)  # the time of each successful write
    published: list[float] = field(default_factory=list)  # of these, the publications
    statuses: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)  # neither success nor 503
    reads: int = 0
    stale: list[str] = field(default_factory=list)
    slowest: float = 0.0
    feeds: list[list[str]] = field(default_factory=list)  # the ids of each follower, in its order

    def add(self, request: httpx.Request, response: httpx.Response, seconds: float) -> None:
        is_write = request.method == "POST"
        problem = response.json()["type"] if response.is_error else ""
        self.statuses[f"{request.method} {response.status_code} {problem}".strip()] += 1
        self.slowest = max(self.slowest, seconds) if "wait=" not in str(request.url) else self.slowest
        if response.is_success:
            if is_write:
                self.acknowledged.append(time.monotonic())
                if request.url.path.endswith("/publish"):
                    self.published.append(time.monotonic())
        elif not (response.status_code == 503 and "retry-after" in response.headers) and problem != IN_PROGRESS:
            self.unexpected.append(f"{request.method} {request.url.path}: {response.status_code} {response.text}")

    @property
    def outage_seconds(self) -> float:
        """The longest time without a successful write."""
        return max(after - before for before, after in itertools.pairwise(self.acknowledged))

    def describe(self, name: str) -> str:
        return (
            f"{name}: {len(self.acknowledged)} acknowledged writes, longest time without one "
            f"{self.outage_seconds:.1f} s, {self.reads} reads, {len(self.stale)} stale, slowest response "
            f"{self.slowest:.1f} s, {dict(self.statuses)}"
        )


class AlternatingTransport(httpx.AsyncBaseTransport):
    """Send each request to the next instance, and record its response."""

    def __init__(self, urls: Sequence[str], record: Record) -> None:
        self._urls = itertools.cycle(map(httpx.URL, urls))
        self._record = record
        self._transport = httpx.AsyncHTTPTransport(verify=NO_AUTHORITIES)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        entry = next(self._urls)
        request.url = request.url.copy_with(scheme=entry.scheme, host=entry.host, port=entry.port)
        started_at = time.monotonic()
        response = await self._transport.handle_async_request(request)
        await response.aread()
        self._record.add(request, response, time.monotonic() - started_at)
        return response

    async def aclose(self) -> None:
        await self._transport.aclose()


class Load:
    """The clients of one scenario. They run until `stop` is called."""

    def __init__(self, urls: Sequence[str], writer: RetryingWriter, seed: int) -> None:
        self.record = Record()
        self.writer = writer
        self._urls = urls
        self.seed = seed
        self._stopped_at = math.inf

    def stop(self) -> None:
        self._stopped_at = time.monotonic()

    @property
    def is_stopped(self) -> bool:
        return self._stopped_at < math.inf

    def client(self, *urls: str) -> httpx.AsyncClient:
        """Return a client of these instances, by default of all."""
        transport = AlternatingTransport(urls or self._urls, self.record)
        return httpx.AsyncClient(transport=transport, base_url="http://instances", timeout=30)

    async def run(self, write: WriteFunction) -> None:
        """Run all clients until `stop`. After the last write, the followers read the feed to its end."""
        async with self.client() as client:
            initial_count = (await client.get(COUNT)).json()["meta"]["count"]
        async with asyncio.TaskGroup() as group:
            for number in range(WRITERS):
                group.create_task(self._write(write, number))
            for _ in range(READERS):
                group.create_task(self._read(initial_count))
            for url in self._urls:
                group.create_task(self._follow(url))

    async def _write(self, write: WriteFunction, writer: int) -> None:
        delays = random.Random(self.seed + writer)
        async with self.client() as client:
            for number in itertools.count():
                if self.is_stopped:
                    return
                await write(client, f"w{writer}-{number}-{self.seed}", delays)

    async def _read(self, initial_count: int) -> None:
        """Compare the count of public targets with the number of acknowledged publications."""
        async with self.client() as client:
            while not self.is_stopped:
                published = bisect_right(self.record.published, time.monotonic() - STALE_SECONDS)
                response = await client.get(COUNT)
                if response.is_success:
                    self.record.reads += 1
                    count = response.json()["meta"]["count"]
                    if count < initial_count + published:
                        self.record.stale.append(f"{count} of {initial_count + published}")
                await asyncio.sleep(PAUSE_SECONDS)

    async def _follow(self, url: str) -> None:
        feed = list[str]()
        self.record.feeds.append(feed)
        parameters: dict[str, Any] = {"type": "target", "limit": 100, "wait": 1}
        async with self.client(url) as client:
            while True:
                is_last = time.monotonic() > self._stopped_at + FOLLOW_SECONDS
                response = await client.get("/v1/changes", params=parameters)
                if response.is_success:
                    page = response.json()
                    feed += [change["record"]["id"] for change in page["data"]]
                    parameters["cursor"] = page["meta"]["next_cursor"]
                    if is_last and not page["data"]:
                        return
                else:
                    await asyncio.sleep(PAUSE_SECONDS)
