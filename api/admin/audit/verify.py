"""Verification of the audit of a database in constant memory: the chain, unsealed entries, and the revisions."""

from collections.abc import AsyncIterator
from typing import Any

from api.admin.audit.entry import ENTRY_COLUMNS, build_entry, encode_canonical
from api.admin.audit.revision_check import check_revisions
from api.admin.audit.stored_heads import HeadFile, find_missing_seals, try_to_read
from api.admin.audit.verify_export import ChainVerifier, Discrepancy, Seal, format_discrepancy
from api.database.pool import Connection
from api.database.session import SESSION_VARIABLES, SET_SESSION_VARIABLES

AUDITOR_SESSION = {"principal": "console", "scopes": "admin read:drafts"}
SEAL_COLUMNS = "s.epoch, s.xid, s.ordinal, s.number, s.hash, s.signature, s.public_key"
SELECT_SEALED = f"""SELECT {SEAL_COLUMNS}, {ENTRY_COLUMNS} FROM audit_seal s LEFT JOIN audit_entry a
        ON a.epoch = s.epoch AND a.xid = s.xid AND a.ordinal = s.ordinal
    ORDER BY s.epoch, s.xid, s.ordinal"""
SELECT_UNSEALED = f"""SELECT (a.epoch, a.xid, a.ordinal) < ($1::integer, $2::xid8, $3::bigint), {ENTRY_COLUMNS}
    FROM audit_entry a
    WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.epoch = a.epoch AND s.xid = a.xid AND s.ordinal = a.ordinal)"""
SELECT_LAST_SEAL = "SELECT epoch, xid, ordinal FROM audit_seal ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1"

INSERTED_ENTRY = Discrepancy(
    "entri ini disisipkan atau segelnya dihapus", "this entry was inserted, or its seal was removed"
)


async def begin_audit_read(connection: Connection) -> None:
    """Give a new transaction the rights to read all entries and revisions, in UTC."""
    await connection.fetchrow(SET_SESSION_VARIABLES, *(AUDITOR_SESSION.get(name, "") for name in SESSION_VARIABLES))
    await connection.execute("SET LOCAL timezone = 'UTC'")


class AuditVerification:
    """One verification of a database, in a transaction of `begin_audit_read`.

    `heads`: the file of heads that the service has stored; each of them must be a seal of the database. It is read now,
    so create this before the transaction.
    """

    def __init__(self, chain: ChainVerifier, heads: HeadFile | None = None) -> None:
        self.chain = chain
        self.heads = heads
        self._stored_heads = [] if heads is None else try_to_read(heads)
        self.sealed = 0
        self.waiting = 0

    async def find_discrepancies(self, connection: Connection) -> AsyncIterator[str]:
        """Yield a line for each discrepancy, with its row."""
        async for position, entry, seal in iterate_sealed_entries(connection):
            self.sealed += 1
            for found in self.chain.verify_seal(position, entry, seal):
                yield format_discrepancy(found, position, entry)
        for found in self.chain.verify_end():
            yield f"{self.chain.number}: {found.id} / {found.en}"
        if self.heads is not None:
            async for line in find_missing_seals(connection, self.heads, self._stored_heads):
                yield line
        last = await connection.fetchrow(SELECT_LAST_SEAL) or (0, 0, 0)
        async for is_behind, *row in connection.cursor(SELECT_UNSEALED, *last):
            if is_behind:
                yield format_discrepancy(INSERTED_ENTRY, (row[0], row[1], row[2]), build_entry(row))
            else:
                self.waiting += 1
        async for line in check_revisions(connection):
            yield line


async def iterate_sealed_entries(connection: Connection) -> AsyncIterator[tuple[Any, Any, Seal]]:
    """Yield the position, the entry (None if removed) and the seal, in order."""
    async for row in connection.cursor(SELECT_SEALED, prefetch=1000):
        values = tuple(row)
        entry = values[7:]
        yield values[:3], None if entry[0] is None else build_entry(entry), Seal(*values[3:7])


async def export_lines(connection: Connection) -> AsyncIterator[bytes]:
    """Yield the lines of the export, which `verify_export.py` reads."""
    async for _, entry, seal in iterate_sealed_entries(connection):
        fields = {name: value.hex() if isinstance(value, bytes) else value for name, value in seal._asdict().items()}
        yield encode_canonical({"entry": entry, "seal": fields}) + b"\n"
