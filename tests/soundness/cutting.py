"""A bad network: a wire to the service that breaks before a request arrives, or between it and its answer."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PASSED, CUT_BEFORE, CUT_DURING, CUT_AFTER = "passed", "cut before", "cut during", "cut after"
# A deck, not dice: of each twelve requests one is lost, one is left alone, and two have an answer that is lost.
DECK = (*(PASSED,) * 8, CUT_BEFORE, CUT_DURING, *(CUT_AFTER,) * 2)
AT_MOST = 65536


class Wire:
    """Forwards to `port`, and does to each request what the next card of the deck says."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self._target = port
        self._chance = chance
        self._cards: list[str] = []
        self.port = 0
        self.fates: dict[str, int] = dict.fromkeys(DECK, 0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Wire"]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        forth: asyncio.StreamWriter | None = None
        with contextlib.suppress(OSError):
            far, forth = await asyncio.open_connection("127.0.0.1", self._target)
            while request := await near.read(AT_MOST):
                fate = self._draw()
                if fate == CUT_BEFORE:
                    break
                forth.write(request)
                if fate == CUT_DURING:  # nobody waits any more for what the service has begun
                    await forth.drain()
                    break
                answer = await far.read(AT_MOST)  # which exists by then, and so does the effect
                if fate == CUT_AFTER or not answer:
                    break
                back.write(answer)
        for end in (back, forth):
            if end is not None:
                end.close()

    def _draw(self) -> str:
        if not self._cards:
            self._cards = self._chance.sample(DECK, len(DECK))
        card = self._cards.pop()
        self.fates[card] += 1
        return card
