"""The runner: carries out what was asked of imports, one at a time in each process, whoever took the file."""

import asyncio
import contextlib
from uuid import UUID

import asyncpg
import msgspec
import structlog

from api.faults import Broken, Refusal
from api.http.races import first_of
from api.http.room import Room
from api.imports.model import ImportProblem
from api.imports.queries import END
from api.imports.refusals import CANCELLED, FAILED, INTERRUPTED, TOO_LONG, problem_of
from api.imports.running import Run, carry_out, run_of
from api.postgres.acting import acting
from api.postgres.pool import OUTAGES, Connection, Database
from api.postgres.rounds import Rounds

IDLE = 2.0  # seconds between looks for what another process took in and left
SECONDS_BETWEEN_LOOKS = 0.5  # whether to stop
TIDY_EVERY = 60.0
LONGEST_RUN = 25 * 60.0  # seconds; see LONGEST_TRANSACTION in api/http/immutable.py
FORGOTTEN_AT_ONCE = 5_000
SYSTEM = {"principal": "system", "action": "import"}
NEXT = """SELECT id FROM import WHERE state IN ('queued', 'running') AND id <> ALL($1::uuid[])
    ORDER BY received_at LIMIT 1"""
# For the session: whoever dies lets go of it, and what they began rolls back.
TAKE = "SELECT pg_try_advisory_lock(hashtextextended('import run ' || $1::uuid::text, 0))"
LET_GO = "SELECT pg_advisory_unlock(hashtextextended('import run ' || $1::uuid::text, 0))"
BEGIN = """UPDATE import SET state = 'running', began_at = now(), rows_done = 0
    WHERE id = $1 AND state IN ('queued', 'running')
    RETURNING id, collection, mode, doing, rows, plan, told::text"""
TELL = "UPDATE import SET rows_done = $2 WHERE id = $1"
STOP_ASKED = "SELECT stop_asked FROM import WHERE id = $1"
# A file whose process died before it was whole; nobody sends for longer than this (api/imports/receiving.py).
LOST = """UPDATE import SET state = 'failed', problem = $1::jsonb, ended_at = now()
    WHERE state = 'receiving' AND received_at < now() - interval '20 minutes' RETURNING id"""

log = structlog.get_logger()


class Runner(Rounds):
    """Imports are kept in the database, so one that was begun by a process that died is begun again by another."""

    name = "imports"

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        self._tidy_at = 0.0
        self.room = Room(
            4, each=2
        )  # for files that arrive: each takes a thread, and turns at the service's connections

    async def work(self) -> float:
        """All that is queued; what another process is at is left to it."""
        others: list[UUID] = []
        while (import_id := await self._next(others)) is not None:
            others.append(import_id)
            async with self._database.aside("capaian_service") as connection:
                if await connection.fetchval(TAKE, import_id):
                    await self._carry_out(connection, import_id)
                    await connection.execute(LET_GO, import_id)
        if (now := asyncio.get_running_loop().time()) >= self._tidy_at:
            await self._tidy()
            self._tidy_at = now + TIDY_EVERY
        return IDLE

    async def _next(self, others: list[UUID]) -> UUID | None:
        async with acting(self._database, SYSTEM) as connection:
            found: UUID | None = await connection.fetchval(NEXT, others)
            return found

    async def _carry_out(self, connection: Connection, import_id: UUID) -> None:
        async with acting(self._database, SYSTEM) as told:
            row = await told.fetchrow(BEGIN, import_id)
        if row is None:
            return  # somebody else was faster, and is done
        run = run_of(row)
        try:
            async with asyncio.timeout(LONGEST_RUN):
                carried_out = carry_out(connection, run, lambda done: self._tell(run, done))
                if await first_of(carried_out, self._stop_asked(run)) == 1:
                    await self._end(run, "cancelled", CANCELLED)
        except Broken as refusal:
            await self._end(run, "failed", problem_of(refusal))
        except (TimeoutError, asyncpg.QueryCanceledError) as error:
            log.exception("import.too_long", id=str(run.id), cause=type(error).__name__)
            await self._end(run, "failed", TOO_LONG)
        except (Refusal, *OUTAGES):
            raise  # it is begun again, from its beginning: nothing of it was committed, or all
        except Exception:  # one import that fails must not keep the others waiting
            log.exception("import.failed", id=str(run.id))
            await self._end(run, "failed", FAILED)

    async def _tell(self, run: Run, done: int) -> None:
        with contextlib.suppress(Refusal):  # how far it is matters less than that it goes on
            async with acting(self._database, SYSTEM) as connection:
                await connection.execute(TELL, run.id, done)

    async def _stop_asked(self, run: Run) -> None:
        """Returns when somebody asked to cancel it; the statement under way is then cancelled as well."""
        stop_asked = False
        while not stop_asked:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            with contextlib.suppress(Refusal):
                async with acting(self._database, SYSTEM) as connection:
                    stop_asked = await connection.fetchval(STOP_ASKED, run.id)

    async def _end(self, run: Run, state: str, problem: ImportProblem | None) -> None:
        """A step that came to nothing leaves its import as it was, and a plan can still be looked at."""
        if run.doing not in ("plan", "enter"):
            state = "done"
        elif run.plan is not None and state == "failed":
            state = "planned"
        told = None if problem is None else msgspec.json.encode(problem).decode()
        async with acting(self._database, SYSTEM) as connection:
            await connection.execute(END, run.id, state, told)

    async def _tidy(self) -> None:
        async with acting(self._database, SYSTEM) as connection:
            lost = await connection.fetch(LOST, msgspec.json.encode(INTERRUPTED).decode())
            for (import_id,) in lost:
                await connection.execute("SELECT discard_rows($1)", import_id)
            await connection.fetchval("SELECT forget_rows($1)", FORGOTTEN_AT_ONCE)
