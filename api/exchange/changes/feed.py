"""The change feed of one process: read changes after a position, or wait for them."""

import asyncio
from contextlib import AbstractContextManager

from api.database.listener import ChangeListener
from api.database.pool import Database
from api.errors import UnavailableError
from api.exchange.changes.confirmation import ConfirmedChanges
from api.exchange.changes.positions import (
    FEED_START,
    LOST_CHANGES_NOTE,
    FeedPosition,
    FeedStart,
    decode_position,
    unknown_cursor_error,
)
from api.exchange.changes.queries import (
    FeedSelection,
    FeedSlice,
    find_position,
    has_changes_beyond_horizon,
    load_last_position,
    load_slice,
)
from api.exchange.changes.shutdown import UnregisterFunction, on_stop_signal
from api.http.request.concurrency_limit import CallerIdentity, ConcurrencyLimiter

MAX_WAITERS = 1000
HORIZON_RETRY_SECONDS = 0.2  # between two queries while an open transaction delays changes
POLL_SECONDS = 1.0  # between two queries while no notifications arrive
MAX_CONCURRENT_QUERIES = 2  # pool connections that all waiting requests use together

FeedQueryKey = tuple[int, FeedPosition, int, FeedSelection]


class ChangeFeed:
    """Waiting requests use no connection; those that wait at the same position share one query."""

    def __init__(self, database: Database, *, max_waiters: int = MAX_WAITERS) -> None:
        self.stopped = asyncio.Event()
        self._database = database
        self._confirmed = ConfirmedChanges(database)
        self.listener = ChangeListener(database.connect_listener, database.notify)
        self._waiters = ConcurrencyLimiter(max_waiters, kind="change_waiters")
        self._query_slots = asyncio.Semaphore(MAX_CONCURRENT_QUERIES)
        self._queries: dict[FeedQueryKey, asyncio.Task[tuple[bool, FeedSlice]]] = {}
        self._unregister: UnregisterFunction | None = None

    def stop(self) -> None:
        """End all waiting."""
        self.stopped.set()
        self.listener.notify()

    async def close(self) -> None:
        self.stop()
        if self._unregister is not None:
            self._unregister()
        await self.listener.close()

    async def parse_cursor(self, cursor: str | None, parameter: str) -> FeedStart:
        """Return where the reader of a cursor continues. If its change was lost, that is the last change before it.

        Raise InvalidRequestError if the change was never in this database.
        """
        if cursor is None:
            return FeedStart(FEED_START)
        if cursor == "latest":
            async with self._database.acquire_public() as connection:
                return FeedStart(await load_last_position(connection))
        position = decode_position(cursor, parameter)
        found = await self._find_position(position)
        if found is None:
            raise unknown_cursor_error(parameter)
        return FeedStart(found, None if found == position else LOST_CHANGES_NOTE)

    async def _find_position(self, position: FeedPosition) -> FeedPosition | None:
        """Find a position, or the last one before it if it was lost. Only a new epoch shows that, so begin it before.

        Raise UnavailableError if the server is read-only and has no epoch yet.
        """
        for _ in range(2):
            async with self._database.acquire_public() as connection:
                found = await find_position(connection, position)
                if found is not None or await self._database.epochs.is_current(connection):
                    return found
            async with self._database.acquire_service_read():
                pass  # its first use has begun the epoch
        raise UnavailableError("the server has no epoch yet")

    async def read_slice(self, after: FeedPosition, limit: int, selection: FeedSelection) -> FeedSlice:
        async with self._database.acquire_public() as connection:
            step = await load_slice(connection, after, limit, selection)
        return await self._require_confirmed(step, selection)

    def reserve_waiter(self, caller: CallerIdentity) -> AbstractContextManager[None]:
        """Return the slot of one waiting request. It raises UnavailableError if too many requests wait already."""
        if self._unregister is None:  # only now, after the server has installed its own signal handler
            self._unregister = on_stop_signal(self.stop)
        if not self._database.is_read_only:  # a standby has no LISTEN, so waiting requests poll
            self.listener.start()
        return self._waiters.acquire(caller)

    async def wait_for_slice(
        self, after: FeedPosition, limit: int, selection: FeedSelection, seconds: float
    ) -> FeedSlice:
        """Return the next slice with changes; an empty one after `seconds`, or when the service stops."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            generation = self.listener.generation  # read before the query, so that a later change is noticed
            has_delayed, step = await self._query_shared((generation, after, limit, selection))
            left = deadline - loop.time()
            if step.changes or step.has_more or left <= 0 or self.stopped.is_set():
                return step
            after = step.next
            pause = HORIZON_RETRY_SECONDS if has_delayed else left if self.listener.listening else POLL_SECONDS
            await self.listener.wait_for_notification(generation, min(left, pause))

    async def _query_shared(self, key: FeedQueryKey) -> tuple[bool, FeedSlice]:
        """Share a running query of the same slice after the same notification; an older one may miss changes."""
        query = self._queries.get(key)
        if query is None:
            query = self._queries[key] = asyncio.create_task(self._query(key))
            query.add_done_callback(lambda _: self._queries.pop(key))
        return await asyncio.shield(query)

    async def _query(self, key: FeedQueryKey) -> tuple[bool, FeedSlice]:
        _, after, limit, selection = key
        async with self._query_slots, self._database.acquire_public() as connection:
            # In this order: a change that is not delayed any more is then in the slice.
            has_delayed = await has_changes_beyond_horizon(connection)
            step = await load_slice(connection, after, limit, selection)
        return has_delayed, await self._require_confirmed(step, selection)

    async def _require_confirmed(self, step: FeedSlice, selection: FeedSelection) -> FeedSlice:
        """Return the slice if a standby has its changes, or if commits wait for none."""
        if step.changes and step.waits_for_standby and not self._database.is_read_only:
            await self._confirmed.require(step.next, with_content=selection.with_content)
        return step
