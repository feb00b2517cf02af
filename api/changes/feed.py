"""The feed of one process: what comes after a place, now or as soon as it comes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from api.changes.listener import Listener
from api.changes.places import BEGINNING, Place, place_of, unknown
from api.changes.queries import Step, is_held_back, is_known, last_place, read_step
from api.changes.stopping import Undo, when_told_to_stop
from api.faults import Unavailable
from api.postgres.pool import Database

MOST_WAITING = 1000
HELD_BACK = 0.2  # seconds between two looks while a transaction of somebody's holds changes back
UNHEARD = 1.0  # seconds between two looks while nobody tells us of changes
LOOKS = 2  # connections of the pool that all who wait may use at once

Question = tuple[int, Place, int, tuple[str, ...] | None]


class Feed:
    """Readers who wait hold no connection; of those who wait at the same place one looks for all."""

    def __init__(self, database: Database, *, most_waiting: int = MOST_WAITING) -> None:
        self.stopped = asyncio.Event()
        self._database = database
        self.listener = Listener(database.dedicated)
        self._most_waiting = most_waiting
        self._waiting = 0
        self._turns = asyncio.Semaphore(LOOKS)
        self._looks: dict[Question, asyncio.Task[tuple[bool, Step]]] = {}
        self._undo: Undo | None = None

    def stop(self) -> None:
        """Let nobody wait any more."""
        self.stopped.set()
        self.listener.ring()

    async def close(self) -> None:
        self.stop()
        if self._undo is not None:
            self._undo()
        await self.listener.close()

    async def place(self, cursor: str | None, parameter: str) -> Place:
        """Where a reader wants to go on. Raises Invalid, naming the parameter, for a place that is not here."""
        if cursor is None:
            return BEGINNING
        place = None if cursor == "latest" else place_of(cursor, parameter)
        async with self._database.public() as connection:
            if place is None:
                return await last_place(connection)
            if not await is_known(connection, place):
                raise unknown(parameter)
        return place

    async def step(self, after: Place, limit: int, nouns: tuple[str, ...] | None) -> Step:
        async with self._database.public() as connection:
            return await read_step(connection, after, limit, nouns)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A seat among those who wait. Raises Unavailable when all are taken."""
        if self._waiting >= self._most_waiting:
            raise Unavailable("all seats of the change feed are taken")
        if self._undo is None:  # not before: the server has to have its own ear for signals first
            self._undo = when_told_to_stop(self.stop)
        self._waiting += 1
        self.listener.start()
        try:
            yield
        finally:
            self._waiting -= 1

    async def next_step(self, after: Place, limit: int, nouns: tuple[str, ...] | None, seconds: float) -> Step:
        """The next step that is not empty; an empty one when the time is over, or when the service stops."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            rings = self.listener.rings  # before the look: what comes during it rings again
            held_back, step = await self._look((rings, after, limit, nouns))
            left = deadline - loop.time()
            if step.changes or step.has_more or left <= 0 or self.stopped.is_set():
                return step
            after = step.next
            pause = HELD_BACK if held_back else left if self.listener.listening else UNHEARD
            await self.listener.rung_since(rings, min(left, pause))

    async def _look(self, question: Question) -> tuple[bool, Step]:
        """Joins a look under way at the same since the same ring; an older one could miss what rang since."""
        look = self._looks.get(question)
        if look is None:
            look = self._looks[question] = asyncio.create_task(self._look_alone(question))
            look.add_done_callback(lambda _: self._looks.pop(question))
        return await asyncio.shield(look)

    async def _look_alone(self, question: Question) -> tuple[bool, Step]:
        _, after, limit, nouns = question
        async with self._turns, self._database.public() as connection:
            # In this order: what is found to be held back is held back, or else among what is read next.
            held_back = await is_held_back(connection)
            return held_back, await read_step(connection, after, limit, nouns)
