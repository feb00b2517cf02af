"""Clients that repeat each request until it succeeds, although the network, service or database fails."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.support.services import NO_AUTHORITIES

MAX_WAIT_SECONDS = 120.0  # for one request; then the test fails


@dataclass
class WriteLog:
    """What the clients have received. After a lost response, the result is unknown until a repetition succeeds."""

    published: list[str] = field(default_factory=list)  # notes of figures whose publication succeeded
    created: list[str] = field(default_factory=list)  # the note of each 201
    unknown: set[str] = field(default_factory=set)
    rejected: list[str] = field(default_factory=list)
    lost_count: int = 0
    replayed_count: int = 0
    unavailable_count: int = 0


class Request(NamedTuple):
    """A POST request. `key` is its Idempotency-Key."""

    path: str
    headers: dict[str, str]
    key: str
    body: Any = None


@dataclass
class RetryingWriter:
    """Create figures, or publish them, with the headers of a writer and a publisher.

    If `with_keys` is False, the requests have no Idempotency-Key.
    """

    url: str
    writer: dict[str, str]
    publisher: dict[str, str]
    build_figure: Callable[[], dict[str, Any]]
    with_keys: bool = True
    log: WriteLog = field(default_factory=WriteLog)

    async def publish(self, client: httpx.AsyncClient, note: str, delays: random.Random) -> None:
        """Create, submit and publish one figure."""
        url = await self.create(client, note, delays)
        submit = Request(f"{url}/submit", self.writer, f"{note}-submit")
        submitted = await self.send_until_success(client, submit, delays)
        condition = {"If-Match": submitted.headers["etag"]}
        publish = Request(f"{url}/publish", self.publisher | condition, f"{note}-publish")
        await self.send_until_success(client, publish, delays)
        self.log.published.append(note)

    async def create(self, client: httpx.AsyncClient, note: str, delays: random.Random) -> str:
        """Create a draft and return its URL."""
        request = Request("/v1/targets", self.writer, note, {**self.build_figure(), "note": note})
        created = await self.send_until_success(client, request, delays)
        self.log.created.append(note)
        return created.headers["location"]

    async def send_until_success(
        self, client: httpx.AsyncClient, request: Request, delays: random.Random
    ) -> httpx.Response:
        path, headers, key, body = request
        headers = headers | ({"Idempotency-Key": key} if self.with_keys else {})
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while time.monotonic() < deadline:
            try:
                response = await client.post(f"{self.url}{path}", json=body, headers=headers)
            except httpx.TransportError:
                self.log.lost_count += 1
                self.log.unknown.add(key)
            else:
                if response.is_success:
                    self.log.unknown.discard(key)
                    self.log.replayed_count += "idempotent-replayed" in response.headers
                    return response
                problem = response.json()["type"]
                if response.status_code != 503 and problem != "/problems/request-in-progress":
                    self.log.rejected.append(f"{key}: {response.text}")
                    break
                self.log.unavailable_count += response.status_code == 503
                if problem == "/problems/outcome-unknown":
                    self.log.unknown.add(key)
            await asyncio.sleep(delays.uniform(0.01, 0.1))
        raise AssertionError(f"{key} never succeeded: {self.log}")


async def run_writers(write_figure: Any, writers: int, figures: int, seed: int) -> None:
    """Run concurrent writers. Each calls `write_figure` for its figures, one after another."""

    async def run(writer: int) -> None:
        delays = random.Random(seed + writer)
        async with httpx.AsyncClient(timeout=15, trust_env=False, verify=NO_AUTHORITIES) as client:
            for number in range(figures):
                await write_figure(client, f"w{writer}-{number}-{seed}", delays)

    async with asyncio.TaskGroup() as group:
        for writer in range(writers):
            group.create_task(run(writer))


async def wait_until(condition: Callable[[], object], seconds: float = MAX_WAIT_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # other processes change it, so there is no event
            await asyncio.sleep(0.005)
