"""Findings in a worker's memory: those of each program, computed anew when what they rest on changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from api.findings.concerned import Concerned, concerned_by
from api.findings.loading import load_program, load_unfigured
from api.findings.watch import Place, look
from api.http.immutable import LONGEST_TRANSACTION, today
from api.postgres.pool import Database
from api.rules.facts import Facts
from api.rules.findings.every import find_all
from api.rules.findings.finding import Finding

UNFIGURED = ""  # stands for the program of what is said of no figure
MOST_KEPT = 60_000  # findings, a little below 1 kB each; those longest unasked for go first
AT_ONCE = 2  # programs that are computed at the same time; each takes a connection of the pool


class Asked(NamedTuple):
    """Which findings: of a program, as of a day, as known at a moment."""

    program: str
    as_of: date | None
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Findings in reading order, what they rest on, and until when they are good.

    `clock` counts the changes that had been seen when they were begun; None where no change can touch them any more.
    """

    findings: list[Finding]
    rests_on: frozenset[tuple[str, str]]
    clock: int | None
    day: date


@dataclass(slots=True)
class Round:
    """One computation under way; it has a `clock` once it has begun to read, and until then anybody may join."""

    task: "asyncio.Task[Kept]"
    clock: int | None = None


class Keeper:
    """One for each worker. Ask `look` once for a request, then for each `kept` that it needs."""

    def __init__(self, database: Database, *, most_kept: int = MOST_KEPT) -> None:
        self.computed = 0  # how often, for tests and for whoever wonders
        self._database = database
        self._most_kept = most_kept
        self._kept: OrderedDict[Asked, Kept] = OrderedDict()
        self._rounds: dict[Asked, Round] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._looking = asyncio.Lock()
        self._asked_to_look = self._looked_for = 0
        self._place: Place | None = None
        self._clock = 0
        self._all_changed = 0  # the clock when everything changed last
        self._changed: dict[str, int] = {}  # and when single programs did

    async def look(self) -> None:
        """Notices all that was committed before the call. Those who wait for a turn share the next look."""
        self._asked_to_look += 1
        mine = self._asked_to_look
        async with self._looking:
            if self._looked_for >= mine:
                return
            everybody = self._asked_to_look
            async with self._database.public() as connection:
                seen = await look(connection, self._place)
                concerned = None if seen.changed is None else await concerned_by(connection, seen.changed)
            # Nothing is noticed by halves: from here on nobody can interrupt.
            self._notice(concerned)
            self._place = seen.place
            self._looked_for = everybody

    async def kept(self, asked: Asked) -> list[Finding]:
        """As of the caller's `look` at least."""
        needed = max(self._all_changed, self._changed.get(asked.program, 0))
        held = self._kept.get(asked)
        if held is not None and self._is_good(held, asked, needed):
            self._kept.move_to_end(asked)
            return held.findings
        under_way = self._rounds.get(asked)
        if under_way is None or (under_way.clock is not None and under_way.clock < needed):
            under_way = self._begin(asked)
        return (await asyncio.shield(under_way.task)).findings

    async def close(self) -> None:
        tasks = [each.task for each in self._rounds.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _notice(self, concerned: Concerned | None) -> None:
        if concerned is None or concerned.everything:
            self._clock += 1
            self._all_changed = self._clock
            self._changed.clear()
            return
        if not concerned.resting_on:
            return
        self._clock += 1
        programs = {code for noun, code in concerned.resting_on if noun == "program"}
        programs |= {asked.program for asked, kept in self._kept.items() if kept.rests_on & concerned.resting_on}
        # What a computation under way rests on is not known yet. What is said of no figure has the program that
        # cites its source most: any figure may change that.
        programs |= {asked.program for asked in self._rounds} | {UNFIGURED}
        self._changed.update(dict.fromkeys(programs, self._clock))

    @staticmethod
    def _is_good(held: Kept, asked: Asked, needed: int) -> bool:
        is_of_its_day = asked.as_of is not None or held.day == today()
        return is_of_its_day and (held.clock is None or held.clock >= needed)

    def _begin(self, asked: Asked) -> Round:
        begun = Round(asyncio.create_task(self._compute(asked)))
        self._rounds[asked] = begun

        def finished(task: "asyncio.Task[Kept]") -> None:
            if self._rounds.get(asked) is begun:
                del self._rounds[asked]
            if not task.cancelled() and task.exception() is None:
                self._keep(asked, task.result())

        begun.task.add_done_callback(finished)
        return begun

    async def _compute(self, asked: Asked) -> Kept:
        async with self._turns:
            begun = self._rounds[asked]
            begun.clock = self._clock
            moment, day = datetime.now(UTC), today()
            loaded_at = Facts(as_of=asked.as_of, today=day)
            async with (
                self._database.public() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                if asked.program == UNFIGURED:
                    loaded = await load_unfigured(connection, asked.known_at, loaded_at)
                else:
                    loaded = await load_program(connection, asked.program, asked.known_at, loaded_at)
            found = await asyncio.to_thread(find_all, loaded.facts)
            self.computed += 1
        ours = _of(found, asked.program)
        is_past = asked.known_at is not None and asked.known_at < moment - LONGEST_TRANSACTION
        return Kept(ours, loaded.rests_on, None if is_past else begun.clock, day)

    def _keep(self, asked: Asked, kept: Kept) -> None:
        held = self._kept.get(asked)
        if held is not None and (held.day, held.clock or 0) > (kept.day, kept.clock or 0):
            return  # a round that began earlier and ended later
        self._kept[asked] = kept
        self._kept.move_to_end(asked)
        total = sum(1 + len(each.findings) for each in self._kept.values())
        while total > self._most_kept and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            total -= 1 + len(dropped.findings)


def _of(found: Iterable[Finding], program: str) -> list[Finding]:
    """Facts hold a little of other programs, which is not all there is to find about them."""
    return [finding for finding in found if program in (UNFIGURED, finding.program)]
