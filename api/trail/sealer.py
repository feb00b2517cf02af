"""Sealing: committed entries are chained and the head is signed, a moment later and in the order in which they lie.

Only entries below the oldest transaction still running are taken, so that none can ever come to lie before the head.
"""

from collections.abc import Sequence
from typing import Any

from api.postgres.acting import acting
from api.postgres.pool import Connection, Database
from api.postgres.rounds import Rounds
from api.trail.entries import BEFORE_THE_FIRST, COLUMNS, chained, entry_of
from api.trail.signer import Signer

MOST = 500  # entries a round; hashing them holds up the requests of this process, so for some milliseconds only
IDLE = 1.0  # seconds
SYSTEM = {"principal": "system", "scopes": "admin", "action": "seal"}

TAKE_TURN = "SELECT pg_try_advisory_xact_lock(hashtextextended('capaian seal', 0))"
HEAD = "SELECT number, hash, epoch, xid, ordinal FROM seal ORDER BY number DESC LIMIT 1"
# below_horizon() of the schema, as a bound of the primary key: what waits above it is not even looked at.
NEXT = f"""SELECT {COLUMNS} FROM audit a
    WHERE (a.epoch, a.xid, a.ordinal) > ($1::integer, $2::xid8, $3::bigint)
        AND (a.epoch, a.xid) < (current_epoch(), pg_snapshot_xmin(pg_current_snapshot()))
    ORDER BY a.epoch, a.xid, a.ordinal LIMIT $4"""
ADD = """INSERT INTO seal (number, epoch, xid, ordinal, hash, signature, public_key)
    SELECT * FROM unnest(
        $1::bigint[], $2::integer[], $3::xid8[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[])"""


async def seal_once(connection: Connection, signer: Signer, most: int = MOST) -> int:
    """How many entries were sealed: none where there are none, or where somebody else is sealing.

    The connection is in a transaction that acts as SYSTEM, under read committed: the head has to be the last
    holder's of the lock.
    """
    if not await connection.fetchval(TAKE_TURN):
        return 0
    number, head, *place = await connection.fetchrow(HEAD) or (0, BEFORE_THE_FIRST, 0, 0, 0)
    rows = await connection.fetch(NEXT, *place, most)
    if rows:
        await connection.execute(ADD, *_sealed(rows, number, head, signer))
    return len(rows)


def _sealed(rows: Sequence[Any], number: int, head: bytes, signer: Signer) -> list[list[Any]]:
    """The columns of the seals; the last one is signed, and through the chain it speaks for all before it."""
    hashes = []
    for row in rows:
        head = chained(head, entry_of(row))
        hashes.append(head)
    unsigned = [None] * (len(rows) - 1)
    return [
        list(range(number + 1, number + len(rows) + 1)),
        *([row[place] for row in rows] for place in range(3)),
        hashes,
        [*unsigned, signer.sign(number + len(rows), head)],
        [*unsigned, signer.public_key],
    ]


class Sealer(Rounds):
    """Seals beside the service for as long as that runs."""

    name = "trail"

    def __init__(self, database: Database, signer: Signer) -> None:
        super().__init__()
        self._database = database
        self._signer = signer

    async def work(self) -> float:
        async with acting(self._database, SYSTEM) as connection:
            sealed = await seal_once(connection, self._signer)
        return 0.0 if sealed == MOST else IDLE
