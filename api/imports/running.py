"""The run of an import: what was asked of it is done in one transaction, by whoever asked, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from api.access.transitions import LEADS_TO
from api.faults import Refusal
from api.imports.entering import Entering, move
from api.imports.importable import IMPORTABLE, Importable
from api.imports.judging import counts_of, hash_of, judge
from api.imports.refusals import NOTHING_TO_MOVE, PLAN_OUTDATED, refused_with
from api.postgres.acting import acting_over
from api.postgres.pool import Connection
from api.postgres.rules import broken

TRIES = 4
PAUSE = 0.2  # seconds, for whoever was in the way
# One import of a collection is judged and entered after another: so each sees what the one before it brought.
# It is taken before the transaction begins, whose moment is that of its revisions; the connection lets go of it.
IN_TURN = "SELECT pg_advisory_lock(hashtextextended('import of ' || $1::text, 0))"
# At the end of the run, which until then holds no lock on the import: others tell how far it is, and whether to stop.
JUDGED = """UPDATE import SET state = $2, stage = $3, plan = $4,
    created = $5, updated = $6, unchanged = $7, rejected = $8,
    stood_at = CASE WHEN $3 = 'draft' THEN now() END, ended_at = clock_timestamp() WHERE id = $1"""
MOVED = """UPDATE import SET state = 'done', stage = $2, moved = $3, stood_at = now(), ended_at = clock_timestamp()
    WHERE id = $1"""

Progress = Callable[[int], Awaitable[None]]  # told how many rows are done


class Run(NamedTuple):
    """What is to be done with an import, and for whom."""

    id: UUID
    collection: str
    mode: str
    doing: str
    rows: int
    plan: bytes | None
    told: dict[str, str]
    is_last_try: bool = False

    @property
    def importable(self) -> Importable:
        return IMPORTABLE[self.collection]


def run_of(row: asyncpg.Record) -> Run:
    told: dict[str, str] = msgspec.json.decode(row["told"])
    return Run(row["id"], row["collection"], row["mode"], row["doing"], row["rows"], row["plan"], told)


async def carry_out(connection: Connection, run: Run, progress: Progress) -> None:
    """Raises Broken where a rule or the state of things forbids it; then nothing has changed."""
    await connection.execute(IN_TURN, run.collection)
    for tries_left in reversed(range(TRIES)):
        try:
            async with acting_over(connection, run.told):
                one_try = run._replace(is_last_try=not tries_left)
                await DO.get(run.doing, _move)(connection, one_try, progress)
        except asyncpg.PostgresError as error:
            # Another writer was in the way: judged anew, it may be told better, or not be in the way any more.
            is_race = isinstance(error, asyncpg.TransactionRollbackError | asyncpg.UniqueViolationError)
            if is_race and tries_left:
                await asyncio.sleep(PAUSE)
                continue
            raise _told(error) from error
        else:
            return


def _told(error: asyncpg.PostgresError) -> Exception:
    refusal: Refusal | None = broken(error)
    return error if refusal is None else refusal


async def _plan(connection: Connection, run: Run, progress: Progress) -> None:
    async for done in judge(connection, run.importable, run.id, run.rows):
        await progress(done)
    plan = await hash_of(connection, run.id, run.rows)
    await connection.execute(JUDGED, run.id, "planned", None, plan, *await counts_of(connection, run.id))


async def _enter(connection: Connection, run: Run, progress: Progress) -> None:
    async for judged in judge(connection, run.importable, run.id, run.rows):
        await progress(judged // 2)
    if run.plan is not None and await hash_of(connection, run.id, run.rows) != run.plan:
        raise refused_with(PLAN_OUTDATED)
    is_atomic = run.mode == "atomic"
    counts = await counts_of(connection, run.id)
    if not (counts.rejected and is_atomic):
        entering = Entering(connection, run.importable, run.id, is_last_try=run.is_last_try)
        await connection.execute("SAVEPOINT nothing_entered")
        async for entered in entering.enter(run.rows):
            await progress((run.rows + entered) // 2)
        if entering.unforeseen and run.plan is not None:
            raise refused_with(PLAN_OUTDATED)
        if entering.unforeseen:
            if is_atomic:
                await connection.execute("ROLLBACK TO SAVEPOINT nothing_entered")
            await entering.reject_unforeseen()
            counts = await counts_of(connection, run.id)
    if counts.rejected and is_atomic:
        await connection.execute(JUDGED, run.id, "refused", None, None, *counts)
    else:
        await connection.execute(JUDGED, run.id, "done", "draft", None, *counts)


async def _move(connection: Connection, run: Run, progress: Progress) -> None:
    status = LEADS_TO[run.doing]  # type: ignore[index]  # one of the transitions, for it is not in DO
    moved = 0
    async for done, of_stretch in move(connection, run.importable, run.id, run.rows, status):
        moved += of_stretch
        await progress(done)
    if not moved:
        raise refused_with(NOTHING_TO_MOVE)
    await connection.execute(MOVED, run.id, status, moved)


DO: dict[str, Callable[[Connection, Run, Progress], Awaitable[Any]]] = {"plan": _plan, "enter": _enter}
