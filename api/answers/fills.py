"""The inner ring: what is not kept is asked for once, however many ask for it at the same moment."""

import asyncio
import time
from typing import Any, NamedTuple

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.answers.asked import Asked, Key
from api.answers.kept import Kept, Plain
from api.answers.memory import Memory
from api.http.finish import HELD, STREAM, Headers

STATUS = b"cache-status"  # RFC 9211


class Flight(NamedTuple):
    """An answer under way; `clock` is what had been heard when it began."""

    clock: int
    landed: "asyncio.Future[Plain | None]"


class Taken:
    """Takes an answer apart that may be kept; any other goes its way, to the client that began it."""

    def __init__(self, send: Send, landed: "asyncio.Future[Plain | None]", state: dict[str, Any]) -> None:
        self._send = send
        self._landed = landed
        self._state = state
        self._headers: Headers | None = None
        self._pieces: list[bytes] = []
        self._size = 0

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and may_be_kept(message["status"], list(message["headers"])):
            self._headers = list(message["headers"])
        elif self._headers is None:
            self._give_up()
            await self._send(message)
        elif message["type"] == "http.response.body":
            await self._gather(self._headers, message["body"], more=message.get("more_body", False))

    async def _gather(self, headers: Headers, piece: bytes, *, more: bool) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > HELD:
            self._give_up()
            self._headers = None
            await self._send({"type": "http.response.start", "status": 200, "headers": headers})
            body = b"".join(self._pieces)
            await self._send({"type": "http.response.body", "body": body, "more_body": more})
        elif not more:
            body = b"".join(self._pieces)
            self._landed.set_result(Plain(headers, body, self._state["route"], list(self._state.get("deprecated", ()))))

    def _give_up(self) -> None:
        """Whoever waits goes and asks for themselves."""
        if not self._landed.done():
            self._landed.set_result(None)


def may_be_kept(status: int, headers: Headers) -> bool:
    """A whole good answer for everybody; what must not be stored, and streams, say so themselves."""
    said = dict(headers)
    return status == 200 and STREAM not in said and said.get(b"cache-control", b"").startswith(b"public")


class Fills:
    """Wraps the application below the ring that finishes answers, so that one answer serves every coding."""

    def __init__(self, app: ASGIApp, memory: Memory) -> None:
        self.app = app
        self._store, self._truth, _ = memory
        self._flights: dict[Key, Flight] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked: Asked | None = scope["state"].get("asked") if scope["type"] == ScopeType.HTTP else None
        if asked is None:
            await self.app(scope, receive, send)
        elif not self._truth.holds():
            await self.app(scope, receive, told(send, b"capaian; fwd=bypass"))
        elif asked.fresh:
            await self._lead(asked.key, scope, receive, send, b"capaian; fwd=request")
        elif (flight := self._flights.get(asked.key)) is not None and flight.clock == self._truth.clock:
            await self._follow(flight, scope, receive, send)
        else:
            await self._lead(asked.key, scope, receive, send, b"capaian; fwd=uri-miss")

    async def _lead(self, key: Key, scope: Scope, receive: Receive, send: Send, status: bytes) -> None:
        flight = Flight(self._truth.clock, asyncio.get_running_loop().create_future())
        self._flights[key] = flight
        # A task of its own: those who follow get their answer even if this client leaves.
        task = asyncio.create_task(self._fly(key, flight, scope, receive, told(send, status)))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        await asyncio.shield(task)
        if (plain := flight.landed.result()) is not None:
            await answer(plain, send, status)

    async def _fly(self, key: Key, flight: Flight, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        try:
            await self.app(scope, receive, Taken(send, flight.landed, scope["state"]).take)
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]
            if not flight.landed.done():
                flight.landed.set_result(None)
        plain = flight.landed.result()
        if plain is not None and self._truth.clock == flight.clock:
            self._store.keep(key, Kept(plain, began))

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # which its leader has raised, if it is still there

    async def _follow(self, flight: Flight, scope: Scope, receive: Receive, send: Send) -> None:
        plain = await asyncio.shield(flight.landed)
        # What was written while we waited may have been acknowledged long before the answer came.
        if plain is None or self._truth.clock != flight.clock:
            await self.app(scope, receive, told(send, b"capaian; fwd=uri-miss"))
            return
        scope["state"] |= {"route": plain.route, "deprecated": plain.deprecated}
        await answer(plain, send, b"capaian; fwd=uri-miss; collapsed")


async def answer(plain: Plain, send: Send, status: bytes) -> None:
    headers = [*plain.headers, (STATUS, status)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": plain.body, "more_body": False})


def told(send: Send, status: bytes) -> Send:
    """A `send` that says of an answer why it does not come from memory."""

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (STATUS, status)]
        await send(message)

    return telling
