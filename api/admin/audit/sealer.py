"""The sealer: it chains committed entries by hash and signs the head of the chain, about a second after the commit.

It seals only entries of transactions older than the oldest running one, so that no entry can appear before the head.
"""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from api.admin.audit.entry import ENTRY_COLUMNS, FIRST_PREVIOUS_HASH, build_entry, compute_chain_hash
from api.admin.audit.signer import AuditSigner
from api.admin.audit.stored_heads import HAS_SEAL, HeadFile, StoredHead, add_head
from api.background import BackgroundJob, log
from api.database.epochs import KnownSeal
from api.database.pool import Connection, Database
from api.database.session import begin_transaction_as
from api.regular_file import OutputFileError

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


class SealedBatch(NamedTuple):
    """The number of sealed entries, and the head of the chain after them; None if another process is sealing."""

    sealed: int
    head: StoredHead | None


async def seal_batch(connection: Connection, signer: AuditSigner, most: int = BATCH_SIZE) -> SealedBatch:
    """Seal the next entries. Without entries, or while another process is sealing, seal nothing.

    Requires a transaction of SYSTEM_SESSION in read committed mode, so that it reads the head of the last holder of
    the lock.
    """
    if not await connection.fetchval(TRY_LOCK):
        return SealedBatch(0, None)
    head = StoredHead(0, FIRST_PREVIOUS_HASH, (0, 0, 0))
    if found := await connection.fetchrow(SELECT_HEAD):
        head = StoredHead(found["number"], found["hash"], (found["epoch"], found["xid"], found["ordinal"]))
    rows = await connection.fetch(SELECT_UNSEALED, *head.position, most)
    if rows:
        hashes = _compute_hashes(rows, head.hash)
        await connection.execute(INSERT_SEALS, *_build_seals(rows, head.number, hashes, signer))
        head = StoredHead(head.number + len(rows), hashes[-1], tuple(rows[-1][:3]))
    return SealedBatch(len(rows), head if head.number else None)


def _compute_hashes(rows: Sequence[Any], head: bytes) -> list[bytes]:
    hashes = []
    for row in rows:
        head = compute_chain_hash(head, build_entry(row))
        hashes.append(head)
    return hashes


def _build_seals(rows: Sequence[Any], number: int, hashes: list[bytes], signer: AuditSigner) -> list[list[Any]]:
    """Build the columns of the seals; only the last one is signed, which covers the chain before it."""
    unsigned = [None] * (len(rows) - 1)
    return [
        list(range(number + 1, number + len(rows) + 1)),
        *([row[index] for row in rows] for index in range(3)),
        hashes,
        [*unsigned, signer.sign(number + len(rows), hashes[-1])],
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
        self._head: StoredHead | None = None  # the head that the last round has stored, or could not store
        self._is_storing = True
        self._read_known_seal()

    async def run_once(self) -> float:
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
            batch = await seal_batch(connection, self._signer)
        if batch.head is not None and batch.head != self._head:
            self._database.epochs.last_seal = _to_known_seal(batch.head)
            if self._signer.heads is not None:
                await self._store_head(self._signer.heads, batch.head)
            self._head = batch.head
        return 0.0 if batch.sealed == BATCH_SIZE else IDLE_SECONDS

    def _read_known_seal(self) -> None:
        """Read the last stored head before the first connection, which compares the database with it."""
        if self._signer.heads is not None:
            with self._log_storage_errors(self._signer.heads):
                self._database.epochs.last_seal = next(map(_to_known_seal, self._signer.heads.read()[-1:]), None)

    async def _store_head(self, file: HeadFile, head: StoredHead) -> None:
        with self._log_storage_errors(file):
            stored = await asyncio.to_thread(file.read)
            updated = add_head(stored, head, continues=not stored or await self._has_seal(stored[-1]))
            if updated != stored:
                await asyncio.to_thread(file.write, updated)
            self._is_storing = True

    async def _has_seal(self, head: StoredHead) -> bool:
        async with self._database.acquire_service_read() as connection:
            return bool(await connection.fetchval(HAS_SEAL, head.number, head.hash))

    @contextlib.contextmanager
    def _log_storage_errors(self, file: HeadFile) -> Iterator[None]:
        """Log the first error: sealing continues without the file, for example if the directory is read-only."""
        try:
            yield
        except (OSError, ValueError, OutputFileError) as error:
            if self._is_storing:
                log.warning("audit.head_not_stored", file=str(file.path), cause=str(error))
            self._is_storing = False


def _to_known_seal(head: StoredHead) -> KnownSeal:
    return KnownSeal(head.position[0], head.number, head.hash)
