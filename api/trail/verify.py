"""The whole trail of a database verified in constant memory: the chain, what lies beside it, and the revisions."""

from collections.abc import AsyncIterator
from typing import Any

from api.postgres.acting import ACT, TOLD
from api.postgres.pool import Connection
from api.trail.entries import COLUMNS, canonical, entry_of
from api.trail.revisions import faults_of_revisions
from api.trail.verify_export import Fault, Seal, Walk, told

READER = {"principal": "console", "scopes": "admin read:drafts"}
SEALS = "s.epoch, s.xid, s.ordinal, s.number, s.hash, s.signature, s.public_key"
SEALED = f"""SELECT {SEALS}, {COLUMNS} FROM seal s LEFT JOIN audit a
        ON a.epoch = s.epoch AND a.xid = s.xid AND a.ordinal = s.ordinal
    ORDER BY s.epoch, s.xid, s.ordinal"""
UNSEALED = f"""SELECT (a.epoch, a.xid, a.ordinal) < ($1::integer, $2::xid8, $3::bigint), {COLUMNS} FROM audit a
    WHERE NOT EXISTS (SELECT FROM seal s WHERE s.epoch = a.epoch AND s.xid = a.xid AND s.ordinal = a.ordinal)"""
LAST = "SELECT epoch, xid, ordinal FROM seal ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1"

SLIPPED_IN = Fault("entri ini disisipkan atau segelnya dihapus", "this entry was slipped in, or its seal was removed")


async def read_as_auditor(connection: Connection) -> None:
    """At the beginning of a transaction: sees all; the same at every moment when it is repeatable read."""
    await connection.fetchrow(ACT, *(READER.get(name, "") for name in TOLD))
    await connection.execute("SET LOCAL timezone = 'UTC'")


class Verification:
    """One reading of a database, in a transaction of `read_as_auditor`."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.sealed = 0
        self.waiting = 0

    async def faults(self, connection: Connection) -> AsyncIterator[str]:
        """Each fault as a line that names the row."""
        async for place, entry, seal in sealed_entries(connection):
            self.sealed += 1
            for fault in self.walk.step(place, entry, seal):
                yield told(fault, place, entry)
        for fault in self.walk.end():
            yield f"{self.walk.number}: {fault.id} / {fault.en}"
        last = await connection.fetchrow(LAST) or (0, 0, 0)
        async for is_behind, *row in connection.cursor(UNSEALED, *last):
            if is_behind:
                yield told(SLIPPED_IN, (row[0], row[1], row[2]), entry_of(row))
            else:
                self.waiting += 1
        async for line in faults_of_revisions(connection):
            yield line


async def sealed_entries(connection: Connection) -> AsyncIterator[tuple[Any, Any, Seal]]:
    """In their order; an entry that is gone is None."""
    async for row in connection.cursor(SEALED, prefetch=1000):
        values = tuple(row)
        entry = values[7:]
        yield values[:3], None if entry[0] is None else entry_of(entry), Seal(*values[3:7])


async def exported(connection: Connection) -> AsyncIterator[bytes]:
    """Lines that `verify_export.py` reads."""
    async for _, entry, seal in sealed_entries(connection):
        written = {name: value.hex() if isinstance(value, bytes) else value for name, value in seal._asdict().items()}
        yield canonical({"entry": entry, "seal": written}) + b"\n"
