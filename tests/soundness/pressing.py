"""Writers who send each request again until it is acknowledged, whatever becomes of network, service and database."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.support.services import NO_AUTHORITIES

PATIENCE = 120.0  # seconds for one request; past them it is given up, and the test fails


@dataclass
class Ledger:
    """What the writers know: of an attempt without an answer, nothing, until the same request is answered."""

    acknowledged: list[str] = field(default_factory=list)  # by note, once for each figure that came to be public
    created: list[str] = field(default_factory=list)  # by note, once for each 201
    unknown: set[str] = field(default_factory=set)
    without_answer: int = 0
    replayed: int = 0
    unavailable: int = 0
    refused: list[str] = field(default_factory=list)


class Wish(NamedTuple):
    """One write: where, whose, its Idempotency-Key and its body."""

    path: str
    who: dict[str, str]
    name: str
    body: Any = None


@dataclass
class Press:
    """`keys` are the writer's and the publisher's headers; without `keyed` nothing tells a repeated request."""

    url: str
    writer: dict[str, str]
    publisher: dict[str, str]
    figure: dict[str, Any]
    keyed: bool = True
    ledger: Ledger = field(default_factory=Ledger)

    async def publish(self, client: httpx.AsyncClient, note: str, chance: random.Random) -> None:
        """One figure, from its draft to the public."""
        address = await self.create(client, note, chance)
        for step, who in (("submit", self.writer), ("publish", self.publisher)):
            await self.insist(client, Wish(f"{address}/{step}", who, f"{note}-{step}"), chance)
        self.ledger.acknowledged.append(note)

    async def create(self, client: httpx.AsyncClient, note: str, chance: random.Random) -> str:
        """Its address."""
        wish = Wish("/v1/targets", self.writer, note, {**self.figure, "note": note})
        created = await self.insist(client, wish, chance)
        self.ledger.created.append(note)
        return created.headers["location"]

    async def insist(self, client: httpx.AsyncClient, wish: Wish, chance: random.Random) -> httpx.Response:
        path, who, name, body = wish
        headers = who | ({"Idempotency-Key": name} if self.keyed else {})
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = await client.post(f"{self.url}{path}", json=body, headers=headers)
            except httpx.TransportError:
                self.ledger.without_answer += 1
                self.ledger.unknown.add(name)
            else:
                if answer.is_success:
                    self.ledger.unknown.discard(name)
                    self.ledger.replayed += "idempotent-replayed" in answer.headers
                    return answer
                is_running = answer.json()["type"] == "/problems/request-in-progress"
                if answer.status_code != 503 and not is_running:
                    self.ledger.refused.append(f"{name}: {answer.text}")
                    break
                self.ledger.unavailable += answer.status_code == 503
                if answer.json()["type"] == "/problems/outcome-unknown":
                    self.ledger.unknown.add(name)
            await asyncio.sleep(chance.uniform(0.01, 0.1))
        raise AssertionError(f"{name} was never acknowledged: {self.ledger}")


async def press(one: Any, writers: int, figures: int, seed: int) -> None:
    """So many writers at once, each with so many figures one after another; `one` writes one of them."""

    async def write(writer: int) -> None:
        chance = random.Random(seed + writer)
        async with httpx.AsyncClient(timeout=15, trust_env=False, verify=NO_AUTHORITIES) as client:
            for number in range(figures):
                await one(client, f"w{writer}-{number}-{seed}", chance)

    async with asyncio.TaskGroup() as group:
        for writer in range(writers):
            group.create_task(write(writer))


async def once(holds: Any, seconds: float = PATIENCE) -> None:
    """Returns as soon as it holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # of other processes, which set no event of ours
            await asyncio.sleep(0.005)
