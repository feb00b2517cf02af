"""Staging: what the rows of a file say is kept with COPY, batch by batch, while the file still arrives."""

import asyncio
import contextlib
import io
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from api.faults import Refusal
from api.imports.candidates import candidate_of
from api.imports.model import ImportProblem
from api.imports.queries import GIVE_UP, RECEIVE
from api.imports.rows.said import RowFault, Said
from api.postgres.acting import acting
from api.postgres.pool import Database

BATCH, LARGEST_BATCH = 5_000, 4 * 1024 * 1024  # rows and bytes in one COPY
SECONDS = 30.0  # for one COPY; the pool's own bounds are for what requests ask
MOST_FAULTS = 20  # told of one row; whoever mends them is told of the rest
COLUMNS = ("import", "number", "line", "candidate", "content", "beside", "faults", "raw")
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Sender(NamedTuple):
    """The import that a file becomes, what is to be done with it, and who sends it: see api/postgres/acting.py."""

    import_id: UUID
    collection: str
    media_type: str
    mode: str
    doing: str
    told: dict[str, str]


def copied(said: Said, import_id: UUID) -> bytes:
    """A line of COPY's text format."""
    faults = b"\\N" if not said.faults else _json([_kept(fault) for fault in said.faults[:MOST_FAULTS]])
    candidate = candidate_of(said.content, import_id) if not said.faults else ""
    fields = (
        str(import_id).encode(),
        b"%d" % said.number,
        b"%d" % said.line,
        candidate.encode(),
        _json(said.content if not said.faults else {}),
        _json(said.beside),
        faults,
        _json(said.raw),
    )
    return b"\t".join(fields) + b"\n"


def _kept(fault: RowFault) -> dict[str, Any]:
    return {"column": fault.column, "code": fault.code, "detail": fault.detail._asdict()}


def _json(value: Any) -> bytes:
    """Of any text: a faulty row is kept as it was sent, but for what no database holds."""
    try:
        encoded = _ENCODER.encode(value)
    except UnicodeEncodeError:
        encoded = _ENCODER.encode(_spelled_out(value))
    return encoded.replace(b"\\u0000", b"\\ufffd").replace(b"\\", b"\\\\")


def _spelled_out(value: Any) -> Any:
    """With a question mark for each half of a surrogate pair."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_spelled_out(part) for part in value]
    if isinstance(value, dict):
        return {_spelled_out(name): _spelled_out(part) for name, part in value.items()}
    return value


async def begin(database: Database, sender: Sender) -> None:
    *about, told = sender
    whose = told["principal"], told["institution"] or None
    async with acting(database, told) as connection:
        await connection.execute(RECEIVE, *about, _ENCODER.encode(told).decode(), *whose)


class Stage:
    """Where batches go: one is copied while the next is read. No connection is held while the client is waited for."""

    def __init__(self, database: Database, sender: Sender) -> None:
        self._database = database
        self._sender = sender
        self._under_way: asyncio.Task[None] | None = None

    async def take(self, lines: Iterable[bytes]) -> None:
        """Returns when the batch before is copied; raises why that one was not."""
        await self.done()
        self._under_way = asyncio.create_task(self._copy(b"".join(lines)))

    async def done(self) -> None:
        if self._under_way is not None:
            await self._under_way
            self._under_way = None

    async def quit(self) -> None:
        """Whatever comes of the batch under way: the file came to nothing."""
        if self._under_way is not None:
            await asyncio.wait([self._under_way])
            self._under_way = None

    async def _copy(self, data: bytes) -> None:
        async with acting(self._database, self._sender.told) as connection:
            await connection.execute(f"SET LOCAL statement_timeout = '{SECONDS:g}s'")
            await connection.copy_to_table("import_row", source=io.BytesIO(data), columns=COLUMNS, timeout=SECONDS)


async def give_up(database: Database, sender: Sender, state: str, problem: ImportProblem | None) -> None:
    """What was staged goes, for the file came to nothing. Where even that fails, the runner does it later."""
    told = None if problem is None else _ENCODER.encode(problem).decode()
    with contextlib.suppress(Refusal):
        async with acting(database, sender.told) as connection:
            await connection.execute(GIVE_UP, sender.import_id, state, told)
            await connection.execute("SELECT discard_rows($1)", sender.import_id)
