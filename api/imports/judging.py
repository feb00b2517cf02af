"""Judging: what would come of each row, stretch by stretch; the rules are in schema/migrations/0016_judging.sql."""

import hashlib
from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.imports.importable import Importable
from api.postgres.pool import Connection

STRETCH = 20_000  # rows at once: enough that a statement is worth it, few enough to be asked in between whether to stop
JUDGE = "SELECT judge_rows($1, $2, $3, $4, $5::jsonb, $6)"
COUNTS = "SELECT created, updated, unchanged, rejected FROM counts_of_import($1)"

_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Counts(NamedTuple):
    """How many rows of each action."""

    created: int
    updated: int
    unchanged: int
    rejected: int


def stretches(rows: int) -> list[tuple[int, int]]:
    return [(first, min(first + STRETCH - 1, rows)) for first in range(1, rows + 1, STRETCH)]


def defaults_of(importable: Importable) -> str:
    return _ENCODER.encode(importable.defaults).decode()


async def judge(connection: Connection, importable: Importable, import_id: UUID, rows: int) -> AsyncIterator[int]:
    """Yields how many rows are judged, after each stretch; what comes of them is kept with the import."""
    await connection.execute("SELECT forget_outcomes($1)", import_id)
    required = list(importable.required)
    for first, last in stretches(rows):
        await connection.execute(JUDGE, importable.table, import_id, first, last, defaults_of(importable), required)
        yield last
    await connection.execute("SELECT judge_repeats($1)", import_id)
    if importable.table == "target":
        while await connection.fetchval("SELECT judge_superseding($1)", import_id):
            pass


async def counts_of(connection: Connection, import_id: UUID) -> Counts:
    row = await connection.fetchrow(COUNTS, import_id)
    return Counts(*row)  # type: ignore[misc]  # a function that answers one row


async def hash_of(connection: Connection, import_id: UUID, rows: int) -> bytes:
    """Of everything that would come of the rows: two plans with one hash do the same."""
    whole = hashlib.sha256()
    for first, last in stretches(rows):
        whole.update(await connection.fetchval("SELECT hash_of_outcomes($1, $2, $3)", import_id, first, last))
    return whole.digest()
