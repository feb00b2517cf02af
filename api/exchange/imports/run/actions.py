"""Run one action of an import in one transaction, with the rights of the user who requested it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, cast
from uuid import UUID

import asyncpg
import msgspec

from api.auth.transitions import TARGET_STATUS, Transition
from api.database.constraint_messages import convert_database_error
from api.database.pool import Connection
from api.database.session import begin_transaction_on
from api.errors import ApiError
from api.exchange.imports.report.problems import NO_ROWS_TO_CHANGE, PLAN_OUTDATED, build_conflict
from api.exchange.imports.report.totals import MAX_TOTALS
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS, ImportableCollection
from api.exchange.imports.run.apply_rows import (
    DraftInserter,
    ImportRowCounts,
    change_status_of_rows,
    check_rejected_rows,
    compute_plan_hash,
    load_counts,
    plan_rows,
    publish_cited_sources,
)

MAX_ATTEMPTS = 4
RETRY_SECONDS = 0.2
# Imports of one collection run one after another, so that each one sees the records of the previous ones. The lock is
# taken before the transaction starts, because its start is the time of the revisions. Closing the connection frees it.
LOCK_COLLECTION = "SELECT pg_try_advisory_lock(hashtextextended('import of ' || $1::text, 0))"
# Executed at the end of the run: until then other sessions can store progress and cancellation in the same row.
STORE_PLAN = """UPDATE import SET status = $2, revision = revision + 1, records_status = $3, plan = $4,
    created = $5, updated = $6, unchanged = $7, rejected = $8, owner = $9, totals = $10::jsonb,
    status_changed_at = CASE WHEN $3 = 'draft' THEN recording_time() END, ended_at = clock_timestamp() WHERE id = $1"""
STORE_STATUS_CHANGE = """UPDATE import SET status = 'done', revision = revision + 1, records_status = $2, moved = $3,
    submitted_by = CASE WHEN $2 = 'submitted' THEN session_variable('principal') ELSE submitted_by END,
    status_changed_at = recording_time(), ended_at = clock_timestamp() WHERE id = $1"""

TOTAL_ROWS = "SELECT total_import_rows($1, $2, $3)::text"

ReportProgress = Callable[[int], Awaitable[None]]  # called with the number of processed rows


class ImportTask(NamedTuple):
    """An action that the worker runs for an import, with the session variables of the user who requested it."""

    id: UUID
    collection: str
    mode: str
    action: str
    row_count: int
    plan: bytes | None
    session_variables: dict[str, str]
    max_rejected_rows: int
    include_sources: bool
    is_last_attempt: bool = False

    @property
    def importable(self) -> ImportableCollection:
        return IMPORTABLE_COLLECTIONS[self.collection]


def build_task(row: asyncpg.Record, max_rejected_rows: int) -> ImportTask:
    """Build a task from a row that MARK_RUNNING returns."""
    variables: dict[str, str] = msgspec.json.decode(row["session_variables"])
    return ImportTask(
        row["id"],
        row["collection"],
        row["mode"],
        row["action"],
        row["row_count"],
        row["plan"],
        variables,
        max_rejected_rows,
        row["include_sources"],
    )


async def run_action(connection: Connection, task: ImportTask, progress: ReportProgress) -> None:
    """Run the action. Raise RuleViolationError if a rule forbids it; the transaction is then rolled back."""
    # Poll: a wait in the server ends after the lock timeout, but the previous import can run for minutes.
    while not await connection.fetchval(LOCK_COLLECTION, task.collection):  # noqa: ASYNC110  # only the server knows
        await asyncio.sleep(RETRY_SECONDS)
    for tries_left in reversed(range(MAX_ATTEMPTS)):
        try:
            async with begin_transaction_on(connection, task.session_variables):
                attempt = task._replace(is_last_attempt=not tries_left)
                await ACTIONS.get(task.action, _change_status)(connection, attempt, progress)
        except asyncpg.PostgresError as error:
            # A concurrent writer caused a conflict. The next attempt plans the rows again and sees its records.
            is_race = isinstance(error, asyncpg.TransactionRollbackError | asyncpg.UniqueViolationError)
            if is_race and tries_left:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            raise _translate_error(error) from error
        else:
            return


def _translate_error(error: asyncpg.PostgresError) -> Exception:
    violation: ApiError | None = convert_database_error(error)
    return error if violation is None else violation


async def _run_check(connection: Connection, task: ImportTask, progress: ReportProgress) -> None:
    async for processed in plan_rows(connection, task.importable, task.id, task.row_count, task.max_rejected_rows):
        await progress(processed)
    counts = await _load_counts(connection, task)
    is_applicable = counts.can_import(is_atomic=task.mode == "atomic")
    plan = await compute_plan_hash(connection, task.id, task.row_count) if is_applicable else None
    totals = await _load_totals(connection, task)
    await connection.execute(STORE_PLAN, task.id, "checked", None, plan, *counts, None, totals)


async def _load_counts(connection: Connection, task: ImportTask) -> ImportRowCounts:
    """Return the counts of the complete plan. Raise RuleViolationError if too many rows are rejected."""
    counts = await load_counts(connection, task.id)
    check_rejected_rows(task.row_count, counts.rejected, task.max_rejected_rows)
    return counts


async def _load_totals(connection: Connection, task: ImportTask) -> str | None:
    """Compute the totals of the valid figures, as JSON. Return None for sources, which have no numbers."""
    if not task.importable.has_natural_key:
        return None
    totals: str | None = await connection.fetchval(TOTAL_ROWS, task.importable.table, task.id, MAX_TOTALS)
    return totals


async def _run_apply(connection: Connection, task: ImportTask, progress: ReportProgress) -> None:
    """Plan all rows, then insert their drafts. Planning and inserting each count as half of the progress."""
    async for planned in plan_rows(connection, task.importable, task.id, task.row_count, task.max_rejected_rows):
        await progress(planned // 2)
    if task.plan is not None and await compute_plan_hash(connection, task.id, task.row_count) != task.plan:
        raise build_conflict(PLAN_OUTDATED)
    is_atomic = task.mode == "atomic"
    counts = await _load_counts(connection, task)
    if not (counts.rejected and is_atomic):
        inserter = DraftInserter(connection, task.importable, task.id, is_last_try=task.is_last_attempt)
        await connection.execute("SAVEPOINT nothing_inserted")
        async for inserted in inserter.insert(task.row_count):
            await progress((task.row_count + inserted) // 2)
        if inserter.rejected and task.plan is not None:
            raise build_conflict(PLAN_OUTDATED)
        if inserter.rejected:
            if is_atomic:
                await connection.execute("ROLLBACK TO SAVEPOINT nothing_inserted")
            await inserter.report_rejected()
            counts = await load_counts(connection, task.id)
    if counts.rejected and is_atomic:
        await connection.execute(STORE_PLAN, task.id, "rejected", None, None, *counts, None, None)
    else:
        # nosemgrep: sql-built-in-a-call  # a name of this repository
        owner = await connection.fetchval(f"SELECT find_{task.importable.table}_owner($1)", task.id)
        totals = await _load_totals(connection, task)
        await connection.execute(STORE_PLAN, task.id, "done", "draft", None, *counts, owner, totals)


async def _change_status(connection: Connection, task: ImportTask, progress: ReportProgress) -> None:
    transition = cast("Transition", task.action)  # every other action is in ACTIONS
    if task.include_sources:
        await publish_cited_sources(connection, task.id)
    changes = change_status_of_rows(connection, task.importable, task.id, task.row_count, transition)
    transitioned = 0
    async for processed, changed in changes:
        transitioned += changed
        await progress(processed)
    if not transitioned:
        raise build_conflict(NO_ROWS_TO_CHANGE)
    await connection.execute(STORE_STATUS_CHANGE, task.id, TARGET_STATUS[transition], transitioned)


ACTIONS: dict[str, Callable[[Connection, ImportTask, ReportProgress], Awaitable[Any]]] = {
    "check": _run_check,
    "apply": _run_apply,
}
