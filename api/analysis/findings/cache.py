"""Cache the findings of each program in a worker, and compute them again when their data changes."""

import asyncio
from collections import OrderedDict
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg

from api.analysis.findings.affected_findings import AffectedFindings, find_affected
from api.analysis.findings.cached_findings import CachedFindings, PendingComputation
from api.analysis.findings.change_watch import ChangePosition, read_changes_since
from api.analysis.findings.check_thread import run_checks_in_thread
from api.analysis.findings.findings_key import NO_PROGRAM, FindingsKey
from api.analysis.findings.highlights import choose_highlights
from api.analysis.findings.load_facts import ProgramFigures
from api.analysis.findings.load_parts import load_facts_of_key
from api.analysis.findings.memory import ComputationMemory, free_after_error
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.facts import Facts
from api.database.complete_until import MAX_TRANSACTION_DURATION
from api.database.pool import Database
from api.errors import UnavailableError
from api.http.reads.immutable import today_in_jakarta
from api.http.request.concurrency_limit import CallerIdentity, ConcurrencyLimiter

MAX_CACHED_FINDINGS = 60_000  # of 1 to 3 kB each, a third of them of other days; least recently used evicted first
# Computations that run, and that wait, for other days and times than the current ones. Any client can request many of
# these, while the current findings are computed once for all clients.
MAX_RUNNING, MAX_WAITING = 2, 4
# An overloaded server delays or cancels a query and leaves the connection open.
ERRORS_OF_OPEN_CONNECTIONS = (TimeoutError, asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError)


class FindingsCache:
    """The cache of one worker. Call `check_for_changes` once per request, then `get` for each program."""

    def __init__(self, database: Database, *, max_cached: int = MAX_CACHED_FINDINGS) -> None:
        self.computed = 0  # number of computations, for tests
        self._database = database
        self._max_cached = max_cached
        self._cached: OrderedDict[FindingsKey, CachedFindings] = OrderedDict()
        self._highlights: dict[FindingsKey, CachedFindings] = {}  # the most severe of each program; not evicted
        self._pending: dict[FindingsKey, PendingComputation] = {}
        self._tasks: set[asyncio.Task[Any]] = set()  # also those that no new request may join
        # Each running computation uses a pool connection. Current findings do not wait for those of other days.
        running = min(MAX_RUNNING, max(1, database.size // 4))
        self._current_slots, self._past_slots = asyncio.Semaphore(running), asyncio.Semaphore(running)
        self._memory = ComputationMemory()
        self._past_limiter = ConcurrencyLimiter(running + MAX_WAITING, kind="past_findings")
        self._check_lock = asyncio.Lock()
        self._check_requested = self._check_done = 0
        self._position: ChangePosition | None = None
        self._server_changes = 0  # of the server that the checks and computations read
        self._change_count = 0
        self._all_changed = 0  # the count at the last change that affects all programs
        self._discarded = 0  # the count when all findings were discarded
        self._changed: dict[str, int] = {}  # the count at the last change of a program

    async def check_for_changes(self) -> None:
        """Notice all changes committed before the call. Concurrent calls share one query."""
        if (server_changes := self._database.route_cached_reads()) != self._server_changes:
            self._server_changes, self._position = server_changes, None
        mine = self._check_requested = self._check_requested + 1
        async with self._check_lock:
            if self._check_done >= mine:
                return
            latest = self._check_requested
            try:
                async with self._database.acquire_public() as connection:
                    observed = await read_changes_since(connection, self._position)
                    affected = None if observed.changed is None else await find_affected(connection, observed.changed)
            except UnavailableError as error:
                if not isinstance(error.__cause__, ERRORS_OF_OPEN_CONNECTIONS):
                    self._position = None  # the next connection may lead to another server
                raise
            # No await from here on, so that all changes are recorded together.
            self._record_changes(affected)
            if not observed.continues:
                self._discard_all()
            self._position = observed.position
            self._check_done = latest

    async def get(self, key: FindingsKey, caller: CallerIdentity) -> list[FindingResult]:
        """Return the findings, including all changes noticed by the last `check_for_changes` of the caller.

        Raise UnavailableError if they must be computed and too many computations wait already.
        """
        needed = self._count_needed(key)
        cached = self._cached.get(key)
        if cached is not None and self._is_valid(cached, key, needed):
            self._cached.move_to_end(key)
            return cached.findings
        pending = self._pending.get(key)
        if pending is None or (pending.change_count is not None and pending.change_count < needed):
            pending = self._start_computation(key, caller)
        pending.waiting += 1
        try:
            return (await asyncio.shield(pending.task)).findings
        finally:
            pending.waiting -= 1
            if not pending.waiting and not key.is_current:
                self._discard_pending(key, pending)
                pending.task.cancel()  # its last client has left; without effect on a completed computation

    def find_highlights(self, program: str) -> list[FindingResult] | None:
        """Return the most severe current findings of a program; None if they must be computed."""
        key = FindingsKey((program,), None, None)
        cached = self._highlights.get(key)
        is_valid = cached is not None and self._is_valid(cached, key, self._count_needed(key))
        return cached.findings if cached is not None and is_valid else None

    def _count_needed(self, key: FindingsKey) -> int:
        """Return the number of changes that the findings of a key must include."""
        return max(self._all_changed, *(self._changed.get(program, 0) for program in key.programs))

    def let_continue(self, task: "asyncio.Task[Any]") -> None:
        """Let the task of a client that has left continue until `close`, so that a later one gets its findings."""
        self._tasks.add(task)
        task.add_done_callback(self._discard_task)

    def _discard_task(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # marked as retrieved; the next client gets it again

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _record_changes(self, affected: AffectedFindings | None) -> None:
        if affected is None or affected.all:
            self._change_count += 1
            self._all_changed = self._change_count
            self._changed.clear()
            return
        if not affected.dependencies:
            return
        self._change_count += 1
        programs = {code for record_type, code in affected.dependencies if record_type == "program"}
        for key, cached in [*self._cached.items(), *self._highlights.items()]:
            if cached.change_count is None or not cached.dependencies & affected.dependencies:
                continue
            if key.is_current:
                programs.update(key.programs)
            else:
                del self._cached[key]
        # The dependencies of a running computation are not known yet. A finding without a figure has the program that
        # cites its source most, which any figure can change.
        for key, pending in list(self._pending.items()):
            if key.is_current:
                programs.update(key.programs)
            elif pending.change_count is not None:
                del self._pending[key]  # no further request may join it
        self._changed.update(dict.fromkeys(programs | {NO_PROGRAM}, self._change_count))

    def _discard_all(self) -> None:
        """Discard the findings of all days and times: the records that they were computed from may be lost."""
        self._discarded = self._change_count
        self._cached.clear()
        self._pending.clear()

    @staticmethod
    def _is_valid(cached: CachedFindings, key: FindingsKey, needed: int) -> bool:
        has_all_changes = cached.change_count is None or cached.change_count >= needed
        return has_all_changes and (key.as_of is not None or cached.day == today_in_jakarta())

    def _start_computation(self, key: FindingsKey, caller: CallerIdentity) -> PendingComputation:
        slot = ExitStack()
        if not key.is_current:
            slot.enter_context(self._past_limiter.acquire(caller))
        pending = self._pending[key] = PendingComputation()
        pending.task = asyncio.create_task(self._compute(key, pending))
        self._tasks.add(pending.task)

        def finished(task: "asyncio.Task[CachedFindings]") -> None:
            slot.close()
            self._tasks.discard(task)
            is_latest = self._discard_pending(key, pending)
            if task.cancelled() or task.exception() is not None or (pending.change_count or 0) < self._discarded:
                return
            computed = task.result()
            if key.is_current or is_latest or computed.change_count is None:
                self._store(key, computed)

        pending.task.add_done_callback(finished)
        return pending

    def _discard_pending(self, key: FindingsKey, pending: PendingComputation) -> bool:
        """Return whether requests could still join the computation."""
        is_latest = self._pending.get(key) is pending
        if is_latest:
            del self._pending[key]
        return is_latest

    async def _compute(self, key: FindingsKey, pending: PendingComputation) -> CachedFindings:
        async with self._current_slots if key.is_current else self._past_slots:
            with self._memory.postpone_collections():
                computed = await self._load_and_check(key, pending)
        self.computed += 1
        return computed

    async def _load_and_check(self, key: FindingsKey, pending: PendingComputation) -> CachedFindings:
        pending.change_count = self._change_count
        now, day = datetime.now(UTC), today_in_jakarta()
        empty, own = Facts(as_of=key.as_of or day), ProgramFigures([], [])
        self._database.route_cached_reads()  # again: the server may have changed after the check
        try:
            async with self._database.acquire_public_snapshot() as connection:
                loaded = await load_facts_of_key(connection, key, empty, own)
            found = await run_checks_in_thread(loaded.facts)
        except BaseException as error:
            await free_after_error(error, own)
            raise
        findings = [finding for finding in found if key.includes(finding)]
        is_past = key.known_at is not None and key.known_at < now - MAX_TRANSACTION_DURATION
        return CachedFindings(findings, loaded.dependencies, None if is_past else pending.change_count, day)

    def _store(self, key: FindingsKey, computed: CachedFindings) -> None:
        cached = self._cached.get(key)
        if cached is not None and (cached.day, cached.change_count or 0) > (computed.day, computed.change_count or 0):
            return  # a computation that began earlier and ended later
        self._cached[key] = computed
        self._cached.move_to_end(key)
        if key.is_current:
            self._highlights[key] = replace(computed, findings=choose_highlights(computed.findings))
        # Any client can fill its part of the cache with other days. That does not evict current findings.
        self._evict([key for key in self._cached if not key.is_current], self._max_cached // 3)
        self._evict(list(self._cached), self._max_cached)

    def _evict(self, keys: list[FindingsKey], max_cached: int) -> None:
        """Evict the least recently used of these computations, except the last one."""
        total = sum(1 + len(self._cached[key].findings) for key in keys)
        for key in keys[:-1]:
            if total > max_cached:
                total -= 1 + len(self._cached.pop(key).findings)
