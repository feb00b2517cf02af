"""Those who ask the same at the same moment share one answer, and nobody depends on who came first."""

import asyncio
from typing import Any

from api.answers.asked import asked_of
from api.answers.fills import Fills
from api.answers.memory import Memory
from api.answers.store import Store
from api.answers.truth import Truth
from api.answers.witness import Witness


class Ear:
    def __init__(self) -> None:
        self.rings = 1
        self.certain_until = float("inf")

    def ring(self) -> None:
        self.rings += 1


class Slow:
    """An application that answers when it is let, and counts how often it was asked."""

    def __init__(self, status: int = 200) -> None:
        self.asked = 0
        self.let = asyncio.Event()
        self._status = status

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        self.asked += 1
        number = self.asked
        await self.let.wait()
        scope["state"]["route"] = "/v1/units"
        headers = [(b"content-type", b"text/plain"), (b"cache-control", b"public, no-cache")]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": b"answer ", "more_body": True})
        await send({"type": "http.response.body", "body": b"%d" % number, "more_body": False})


class Client:
    def __init__(self, fills: Fills) -> None:
        request: Any = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "raw_path": b"/v1/units",
            "query_string": b"",
            "headers": [],
        }
        self.messages: list[Any] = []
        request["state"] = {"asked": asked_of(request)}
        self.task = asyncio.create_task(fills(request, self.receive, self.take))

    async def receive(self) -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def take(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def said(self) -> bytes:
        return dict(self.messages[0]["headers"])[b"cache-status"]


def flying(app: Slow) -> tuple[Fills, Ear, Store]:
    ear, store = Ear(), Store(1_000_000)
    return Fills(app, Memory(store, Truth(ear), Witness())), ear, store  # type: ignore[arg-type]


def test_those_who_come_while_an_answer_is_under_way_share_it() -> None:
    async def story() -> None:
        app = Slow()
        fills, _, store = flying(app)
        clients = [Client(fills) for _ in range(20)]
        await asyncio.sleep(0)
        app.let.set()
        await asyncio.gather(*(client.task for client in clients))
        assert app.asked == 1
        assert {client.body for client in clients} == {b"answer 1"}
        assert [client.said for client in clients].count(b"capaian; fwd=uri-miss") == 1
        assert len(store) == 1

    asyncio.run(story())


def test_the_others_get_their_answer_when_the_first_leaves() -> None:
    async def story() -> None:
        app = Slow()
        fills, _, store = flying(app)
        first, second = Client(fills), Client(fills)
        await asyncio.sleep(0)
        first.task.cancel()
        await asyncio.sleep(0)
        app.let.set()
        await second.task
        assert (app.asked, second.body, first.messages) == (1, b"answer 1", [])
        assert len(store) == 1

    asyncio.run(story())


def test_whoever_comes_after_a_write_waits_for_no_answer_begun_before_it() -> None:
    async def story() -> None:
        app = Slow()
        fills, ear, store = flying(app)
        before = Client(fills)
        await asyncio.sleep(0)
        ear.ring()
        after = Client(fills)
        await asyncio.sleep(0)
        app.let.set()
        await asyncio.gather(before.task, after.task)
        assert (before.body, after.body) == (b"answer 1", b"answer 2")
        assert len(store) == 1

    asyncio.run(story())


def test_who_waited_through_a_write_asks_again() -> None:
    async def story() -> None:
        app = Slow()
        fills, ear, store = flying(app)
        first, second = Client(fills), Client(fills)
        await asyncio.sleep(0)
        ear.ring()
        app.let.set()
        await asyncio.gather(first.task, second.task)
        assert (first.body, second.body) == (b"answer 1", b"answer 2")
        assert len(store) == 0

    asyncio.run(story())


def test_an_answer_that_is_no_good_one_is_shared_with_nobody() -> None:
    async def story() -> None:
        app = Slow(status=503)
        fills, _, store = flying(app)
        clients = [Client(fills) for _ in range(3)]
        await asyncio.sleep(0)
        app.let.set()
        await asyncio.gather(*(client.task for client in clients))
        assert app.asked == 3
        assert {client.messages[0]["status"] for client in clients} == {503}
        assert len(store) == 0

    asyncio.run(story())


def test_what_fails_fails_for_each() -> None:
    class Failing(Slow):
        async def __call__(self, _scope: Any, _receive: Any, _send: Any) -> None:
            self.asked += 1
            await self.let.wait()
            raise ValueError(self.asked)

    async def story() -> None:
        app = Failing()
        fills, _, _ = flying(app)
        clients = [Client(fills) for _ in range(3)]
        await asyncio.sleep(0)
        clients[0].task.cancel()
        app.let.set()
        outcomes = await asyncio.gather(*(client.task for client in clients), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, ValueError, ValueError]

    asyncio.run(story())
