"""The import worker: runs queued imports in the background, one at a time per process."""

import asyncio
import contextlib
from uuid import UUID

import asyncpg
import msgspec
import structlog

from api.background import BackgroundJob
from api.database.pool import Connection, Database
from api.database.pooled_connection import CONNECTION_ERRORS
from api.database.session import begin_transaction_as, begin_transaction_on
from api.errors import ApiError, RuleViolationError
from api.exchange.imports.report.model import ImportProblem
from api.exchange.imports.report.problems import CANCELLED, INTERNAL_ERROR, INTERRUPTED, TIMED_OUT, to_import_problem
from api.exchange.imports.report.queries import FINISH_IMPORT, SETTLE_IMPORT
from api.exchange.imports.run.actions import ImportTask, build_task, run_action
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.streams.wait_first import wait_for_first

IDLE_SECONDS = 2.0  # between queries for imports that another process left behind
CANCEL_CHECK_SECONDS = 0.5
CLEANUP_SECONDS = 60.0
MAX_RUN_SECONDS = 25 * 60.0  # below MAX_TRANSACTION_DURATION in api/database/complete_until.py
MAX_UPLOADS = 4
DEFAULT_MAX_REJECTED_ROWS = 10_000
CLEANUP_BATCH_SIZE = 10  # imports
SYSTEM_SESSION = {"principal": "system", "action": "import"}
FIND_NEXT = """SELECT id FROM import WHERE status IN ('queued', 'running') AND id <> ALL($1::uuid[])
    ORDER BY received_at LIMIT 1"""
# Session locks: if the process ends, PostgreSQL frees the lock and rolls back its transaction.
LOCK_IMPORT = "SELECT pg_try_advisory_lock(hashtextextended('import run ' || $1::uuid::text, 0))"
UNLOCK_IMPORT = "SELECT pg_advisory_unlock(hashtextextended('import run ' || $1::uuid::text, 0))"
MARK_RUNNING = """UPDATE import SET status = 'running', started_at = now(), rows_done = 0
    WHERE id = $1 AND status IN ('queued', 'running')
    RETURNING id, collection, mode, action, rows AS row_count, plan, session_variables::text,
        include_sources"""
UPDATE_PROGRESS = "UPDATE import SET rows_done = $2 WHERE id = $1"
SELECT_CANCELLATION = "SELECT cancel_requested FROM import WHERE id = $1"
# The process ended while it received the file. TOTAL_TIMEOUT_SECONDS in api/exchange/imports/receive/upload.py is
# shorter.
MARK_INTERRUPTED = """UPDATE import SET status = 'failed', problem = $1::jsonb, ended_at = now()
    WHERE status = 'receiving' AND received_at < now() - interval '20 minutes'"""
# A run settles its import itself. The rows of dry runs and rejected rows expire after 30 days.
FIND_UNSETTLED = """SELECT id FROM import
    WHERE settled_at IS NULL AND status IN ('done', 'rejected', 'failed', 'cancelled')
        OR staged_bytes > 0 AND status NOT IN ('queued', 'running') AND ended_at < now() - interval '30 days'
    LIMIT $1"""

log = structlog.get_logger()


class ImportWorker(BackgroundJob):
    """Run queued imports. The queue is in the database, so another process runs an import again if one ends."""

    delayed_event = "import_worker.delayed"
    failed_event = "import_worker.failed"

    def __init__(self, database: Database, max_rejected_rows: int = DEFAULT_MAX_REJECTED_ROWS) -> None:
        super().__init__()
        self.max_rejected_rows = max_rejected_rows
        self._database = database
        self._next_cleanup = 0.0
        # For uploads: each one uses a thread, and at times a connection of the service. No user has all slots.
        self.upload_limiter = ConcurrencyLimiter(MAX_UPLOADS, kind="uploads")
        self._run_ended = asyncio.Event()

    async def run_once(self) -> float:
        """Run every queued import that no other process is running."""
        seen: list[UUID] = []
        while (import_id := await self._find_next(seen)) is not None:
            seen.append(import_id)
            async with self._database.connect_long_running("capaian_service") as connection:
                if await connection.fetchval(LOCK_IMPORT, import_id):
                    await self._run_import(connection, import_id)
                    self._run_ended.set()
                    self._run_ended = asyncio.Event()
                    await self._settle(connection, import_id)
                    await connection.execute(UNLOCK_IMPORT, import_id)
        if (now := asyncio.get_running_loop().time()) >= self._next_cleanup:
            await self._clean_up()
            self._next_cleanup = now + CLEANUP_SECONDS
        return IDLE_SECONDS

    async def wait_for_run(self, seconds: float) -> None:
        """Wait until this process ends a run, at most for these seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._run_ended.wait(), seconds)

    async def _find_next(self, seen: list[UUID]) -> UUID | None:
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
            found: UUID | None = await connection.fetchval(FIND_NEXT, seen)
            return found

    async def _run_import(self, connection: Connection, import_id: UUID) -> None:
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as marking:
            row = await marking.fetchrow(MARK_RUNNING, import_id)
        if row is None:
            return  # another process has finished it
        task = build_task(row, self.max_rejected_rows)
        try:
            async with asyncio.timeout(MAX_RUN_SECONDS):
                running = run_action(connection, task, lambda processed: self._update_progress(task, processed))
                if await wait_for_first(running, self._wait_for_cancellation(task)) == 1:
                    await self._finish(task, "cancelled", CANCELLED)
        except RuleViolationError as violation:
            await self._finish(task, "failed", to_import_problem(violation))
        except (TimeoutError, asyncpg.QueryCanceledError) as error:
            log.exception("import.timed_out", id=str(task.id), cause=type(error).__name__)
            await self._finish(task, "failed", TIMED_OUT)
        except (ApiError, *CONNECTION_ERRORS):
            raise  # the next round runs it again: either all of it is committed or nothing
        except Exception:  # one failed import must not block the others
            log.exception("import.failed", id=str(task.id))
            await self._finish(task, "failed", INTERNAL_ERROR)

    async def _update_progress(self, task: ImportTask, processed: int) -> None:
        with contextlib.suppress(ApiError):  # the run must not fail because its progress cannot be stored
            async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
                await connection.execute(UPDATE_PROGRESS, task.id, processed)

    async def _wait_for_cancellation(self, task: ImportTask) -> None:
        """Return when a client has requested the cancellation. The caller then cancels the running statement."""
        is_cancelled = False
        while not is_cancelled:
            await asyncio.sleep(CANCEL_CHECK_SECONDS)
            with contextlib.suppress(ApiError):
                async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
                    is_cancelled = await connection.fetchval(SELECT_CANCELLATION, task.id)

    async def _finish(self, task: ImportTask, status: str, problem: ImportProblem | None) -> None:
        """Store the end of a run. A failed `apply_token` leaves the import `checked`."""
        if task.action == "apply" and task.plan is not None and status == "failed":
            status = "checked"
        encoded = None if problem is None else msgspec.json.encode(problem).decode()
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
            await connection.execute(FINISH_IMPORT, task.id, status, encoded)

    async def _settle(self, connection: Connection, import_id: UUID) -> None:
        """Delete the staged rows that the import no longer needs; for millions of rows this takes seconds."""
        async with begin_transaction_on(connection, SYSTEM_SESSION):
            await connection.execute(SETTLE_IMPORT, import_id)

    async def _clean_up(self) -> None:
        """Settle the imports of processes that ended early, and those with expired rows."""
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
            await connection.execute(MARK_INTERRUPTED, msgspec.json.encode(INTERRUPTED).decode())
            unsettled = await connection.fetch(FIND_UNSETTLED, CLEANUP_BATCH_SIZE)
        if unsettled:
            async with self._database.connect_long_running("capaian_service") as connection:
                for (import_id,) in unsettled:
                    await self._settle(connection, import_id)
