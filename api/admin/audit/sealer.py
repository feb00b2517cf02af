"""The sealer: it chains committed entries by hash and signs the head of the chain, about a second after the commit.

It seals only entries of transactions older than the oldest running one, so that no entry can appear before the head.
"""

from collections.abc import Sequence
from typing import Any

from api.admin.audit.entry import ENTRY_COLUMNS, FIRST_PREVIOUS_HASH, build_entry, compute_chain_hash
from api.admin.audit.signer import AuditSigner
from api.background import BackgroundJob
from api.database.pool import Connection, Database
from api.database.session import begin_transaction_as

BATCH_SIZE = 500  # entries per round; hashing them blocks this process for some milliseconds
IDLE_SECONDS = 1.0  # seconds
SYSTEM_SESSION = {"principal": "system", "scopes": "admin", "action": "seal"}

TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('capaian seal', 0))"
SELECT_HEAD = "SELECT number, hash, epoch, xid, ordinal FROM audit_seal ORDER BY number DESC LIMIT 1"
# As below_horizon() of the schema, but as a bound of the primary key, so that later entries are not scanned.
SELECT_UNSEALED = f"""SELECT {ENTRY_COLUMNS} FROM audit_entry a
    WHERE (a.epoch, a.xid, a.ordinal) > ($1::integer, $2::xid8, $3::bigint)
        AND (a.epoch, a.xid) < (current_epoch(), pg_snapshot_xmin(pg_current_snapshot()))
    ORDER BY a.epoch, a.xid, a.ordinal LIMIT $4"""
INSERT_SEALS = """INSERT INTO audit_seal (number, epoch, xid, ordinal, hash, signature, public_key)
    SELECT * FROM unnest(
        $1::bigint[], $2::integer[], $3::xid8[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[])"""


async def seal_batch(connection: Connection, signer: AuditSigner, most: int = BATCH_SIZE) -> int:
    """Seal entries and return their number; 0 if there are none or another process is sealing.

    Requires a transaction of SYSTEM_SESSION in read committed mode, so that it reads the head of the last holder of
    the lock.
    """
    if not await connection.fetchval(TRY_LOCK):
        return 0
    number, head, *position = await connection.fetchrow(SELECT_HEAD) or (0, FIRST_PREVIOUS_HASH, 0, 0, 0)
    rows = await connection.fetch(SELECT_UNSEALED, *position, most)
    if rows:
        await connection.execute(INSERT_SEALS, *_build_seals(rows, number, head, signer))
    return len(rows)


def _build_seals(rows: Sequence[Any], number: int, head: bytes, signer: AuditSigner) -> list[list[Any]]:
    """Build the columns of the seals; only the last one is signed, which covers the chain before it."""
    hashes = []
    for row in rows:
        head = compute_chain_hash(head, build_entry(row))
        hashes.append(head)
    unsigned = [None] * (len(rows) - 1)
    return [
        list(range(number + 1, number + len(rows) + 1)),
        *([row[index] for row in rows] for index in range(3)),
        hashes,
        [*unsigned, signer.sign(number + len(rows), head)],
        [*unsigned, signer.public_key],
    ]


class AuditSealer(BackgroundJob):
    """Background job that seals entries while the service runs."""

    delayed_event = "audit.sealing_delayed"
    failed_event = "audit.sealing_failed"

    def __init__(self, database: Database, signer: AuditSigner) -> None:
        super().__init__()
        self._database = database
        self._signer = signer

    async def run_once(self) -> float:
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
            sealed = await seal_batch(connection, self._signer)
        return 0.0 if sealed == BATCH_SIZE else IDLE_SECONDS
