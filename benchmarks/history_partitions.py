"""Plain tables of the history against partitioned ones: `python -m benchmarks.history_partitions`, ten minutes, 8 GB.

One server has two databases with the same entries in `change`, `audit_entry` and `audit_seal`. In the second one these
tables are partitioned by epoch and a range of transaction numbers. Every measure runs on both sides in turns, as the
owner of the tables; the result is the median of the ratios. Decision 47 has the results.
"""

import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.admin.audit.entry import ENTRY_COLUMNS, FIRST_PREVIOUS_HASH, build_entry, compute_chain_hash
from api.admin.audit.queries import list_entries
from api.admin.audit.sealer import SELECT_HEAD, seal_batch
from api.admin.audit.signer import AuditSigner
from api.admin.audit.verify import iterate_sealed_entries
from api.admin.audit.verify_export import ChainVerifier
from api.database.pool import Connection
from api.exchange.changes.positions import FEED_START, FeedPosition
from api.exchange.changes.queries import FeedSelection, load_slice
from benchmarks.history_rows import FIRST_XID, build_fill
from tests.support import databases

ENTRIES = 2_000_000  # in two epochs, ten entries per transaction
PARTITIONS_PER_EPOCH = 10
UNSEALED = 15_000
ROUNDS = 25
SETTINGS = {"jit": "off", "session_replication_role": "replica", "timezone": "UTC"}
Measure = Callable[[Connection], Awaitable[object]]

PARTITION = """
ALTER TABLE {table} RENAME TO whole;
CREATE TABLE {table} (LIKE whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING IDENTITY {indexes})
    PARTITION BY RANGE (epoch, xid);
DROP TABLE whole;
"""
# A seal has two keys, and a partitioned table has only unique keys that contain its ranges: `number` is an index here.
SEAL_INDEXES = "CREATE UNIQUE INDEX ON audit_seal (epoch, xid, ordinal); CREATE INDEX ON audit_seal (number);"
ADD_ENTRIES = """
INSERT INTO audit_entry (principal, key_id, client_ip, request_id, action, record_type, record_id, revision,
        content_sha256, record_institution)
    SELECT 'penulis', 'abcdefghij', '192.0.2.1', 'request', 'record', 'target', gen_random_uuid()::text, 1, sha256('x'),
        'office-7'
    FROM generate_series(1, {rows})
"""
ADD_CHANGES = """
INSERT INTO change (action, record_type, record_id, revision, program, indicator, region, period)
    SELECT 'published', 'target', gen_random_uuid()::text, 1, 'program-1', 'indicator-1', '32.73', '2024'
    FROM generate_series(1, {rows})
"""


async def partition(connection: asyncpg.Connection, table: str) -> None:
    """Replace a table by an empty partitioned one; its last partition has the epoch of new entries."""
    indexes = "" if table == "audit_seal" else "INCLUDING INDEXES"
    await connection.execute(PARTITION.format(table=table, indexes=indexes))
    if table == "audit_seal":
        await connection.execute(SEAL_INDEXES)
    step = ENTRIES // 20 // PARTITIONS_PER_EPOCH
    ends = [f"'{FIRST_XID + step * number}'" for number in range(1, PARTITIONS_PER_EPOCH)]
    bounds = [f"({epoch}, {low})" for epoch in (1, 2) for low in ("MINVALUE", *ends)] + ["(3, MINVALUE)"]
    for number, (low, high) in enumerate(itertools.pairwise([*bounds, "(MAXVALUE, MAXVALUE)"])):
        await connection.execute(f"CREATE TABLE {table}_{number} PARTITION OF {table} FOR VALUES FROM {low} TO {high}")


async def seal(sides: Sequence[asyncpg.Connection], reader: asyncpg.Connection) -> None:
    """Add the same chain to both sides, for all entries but the last UNSEALED."""
    head, number = FIRST_PREVIOUS_HASH, 0
    async with reader.transaction():
        cursor = await reader.cursor(f"SELECT {ENTRY_COLUMNS} FROM audit_entry a ORDER BY epoch, xid, ordinal")
        while number < ENTRIES - UNSEALED:
            seals = []
            for row in await cursor.fetch(5_000):
                head, number = compute_chain_hash(head, build_entry(row)), number + 1
                seals.append((number, *tuple(row)[:3], head))
            for side in sides:
                columns = ["number", "epoch", "xid", "ordinal", "hash"]
                await side.copy_records_to_table("audit_seal", records=seals, columns=columns)


def list_measures(signer: AuditSigner) -> dict[str, Measure]:
    middle = FeedPosition(2, FIRST_XID, ENTRIES // 2 + 1)
    record = {"type": "target", "id": "c4ca4238-a0b9-2382-0dcc-509a6f75849b"}  # md5 of 1

    async def insert(connection: Connection, statement: str) -> None:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement)
        await transaction.rollback()

    async def seal_next(connection: Connection) -> None:
        async with connection.transaction():
            await seal_batch(connection, signer)

    return {
        "feed: page of 1,000 from the beginning": lambda c: load_slice(c, FEED_START, 1_000, FeedSelection()),
        "feed: page of 1,000 from the middle": lambda c: load_slice(c, middle, 1_000, FeedSelection()),
        "feed: page of a rare type": lambda c: load_slice(c, middle, 100, FeedSelection(("source",))),
        "lists: complete_until": lambda c: c.fetchval("SELECT complete_until(true)"),
        "audit: newest page": lambda c: list_entries(c, {}, None, 101, newest_first=True),
        "audit: entries of one record": lambda c: list_entries(c, record, None, 101, newest_first=True),
        "sealer: head of the chain": lambda c: c.fetchrow(SELECT_HEAD),
        "sealer: 500 entries": seal_next,
        "write: 1 audit entry": lambda c: insert(c, ADD_ENTRIES.format(rows=1)),
        "write: 1,000 audit entries": lambda c: insert(c, ADD_ENTRIES.format(rows=1_000)),
        "write: 1,000 changes": lambda c: insert(c, ADD_CHANGES.format(rows=1_000)),
    }


async def measure_in_turns(sides: Sequence[asyncpg.Connection], measures: Sequence[Measure], rounds: int) -> float:
    """Return the median of the ratios of the second side to the first one; each side has its own measure."""
    ratios = []
    for _ in range(rounds):
        seconds = []
        for connection, measure in zip(sides, measures, strict=True):
            started_at = time.perf_counter()
            await measure(connection)
            seconds.append(time.perf_counter() - started_at)
        ratios.append(seconds[1] / seconds[0])
    return statistics.median(ratios)


async def verify(connection: Connection) -> AsyncIterator[None]:
    """Verify the chain, and yield after every 20,000 entries."""
    verifier = ChainVerifier()
    async with connection.transaction():
        async for position, entry, seal_of_entry in iterate_sealed_entries(connection):
            if found := list(verifier.verify_seal(position, entry, seal_of_entry)):
                raise AssertionError(found)
            if verifier.number % 20_000 == 0:
                yield


async def measure_verification(sides: Sequence[asyncpg.Connection]) -> float:
    """Verify both sides in turns and return the ratio of their total times."""
    running, seconds, is_running = [verify(connection) for connection in sides], [0.0, 0.0], True
    while is_running:
        for index, verification in enumerate(running):
            started_at = time.perf_counter()
            is_running = await anext(verification, True) is None
            seconds[index] += time.perf_counter() - started_at
    return seconds[1] / seconds[0]


async def measure_vacuum(sides: Sequence[asyncpg.Connection]) -> float:
    for connection in sides:
        await connection.execute(ADD_CHANGES.format(rows=50_000))
    last = f"VACUUM change_{2 * PARTITIONS_PER_EPOCH}"  # as autovacuum does, which reads changed partitions only
    return await measure_in_turns(sides, (lambda c: c.execute("VACUUM change"), lambda c: c.execute(last)), 1)


async def measure_all(plain: str, partitioned: str) -> None:
    sides = [await asyncpg.connect(url, server_settings=SETTINGS) for url in (plain, partitioned)]
    for table in ("change", "audit_entry", "audit_seal"):
        await partition(sides[1], table)
    await asyncio.gather(*(connection.execute(build_fill(ENTRIES)) for connection in sides))
    await seal(sides, await asyncpg.connect(plain, server_settings=SETTINGS))
    for connection in sides:
        await connection.execute("VACUUM ANALYZE")
    sys.stdout.write(f"{ENTRIES:,} entries\n\n| measure | partitioned ÷ plain |\n| --- | --- |\n")
    for name, measure in list_measures(AuditSigner(Ed25519PrivateKey.generate())).items():
        sys.stdout.write(f"| {name} | {await measure_in_turns(sides, (measure, measure), ROUNDS):.2f} |\n")
    sys.stdout.write(f"| audit verify: all seals | {await measure_verification(sides):.2f} |\n")
    vacuums = [await measure_vacuum(sides) for _ in range(3)]
    sys.stdout.write(f"| vacuum after 50,000 changes | {statistics.median(vacuums):.2f} |\n")


def main() -> None:
    with (
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as plain,
        databases.copy(server) as partitioned,
    ):
        asyncio.run(measure_all(plain.owner, partitioned.owner))


if __name__ == "__main__":
    main()
