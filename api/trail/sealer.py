"""Sealing: committed entries are chained and the head is signed, a moment later and in the order in which they lie.

Only entries below the oldest transaction still running are taken, so that none can ever come to lie before the head.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import structlog

from api.faults import OutcomeUnknown, Unavailable
from api.postgres.acting import acting
from api.postgres.pool import Connection, Database
from api.trail.entries import BEFORE_THE_FIRST, COLUMNS, chained, entry_of
from api.trail.signer import Signer

MOST = 500  # entries a round; hashing them holds up the requests of this process, so for some milliseconds only
IDLE = 1.0  # seconds
LONGEST_PAUSE = 60.0
SYSTEM = {"principal": "system", "scopes": "admin", "action": "seal"}

log = structlog.get_logger()

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


class Sealer:
    """Seals beside the service for as long as that runs; outages delay it, and nothing it meets ends it."""

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._signer = signer
        self._pause = 0.0  # since the last round did not succeed
        self._stopping = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stopping.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._task, 3)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            seconds = await self.round()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)

    async def round(self) -> float:
        """Seals what there is; after how many seconds to look again."""
        try:
            async with acting(self._database, SYSTEM) as connection:
                sealed = await seal_once(connection, self._signer)
        except (Unavailable, OutcomeUnknown) as error:
            self._told_once("trail.waits", cause=error.cause)
        except Exception as error:  # noqa: BLE001  # a trail that is sealed late must not end the service
            self._told_once("trail.failed", exc_info=error)
        else:
            self._pause = 0.0
            return 0.0 if sealed == MOST else IDLE
        self._pause = min(LONGEST_PAUSE, 2 * self._pause or IDLE)
        return self._pause

    def _told_once(self, event: str, **about: object) -> None:
        if not self._pause:
            log.warning(event, **about)
