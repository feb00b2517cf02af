"""What each index of a figure and of the history costs: `make bench-indexes`, which writes tables of docs/indexes.md.

The figures are a million rows in a copy of the test database, the history has 500,000 entries. The cost of one index is
the processor time of inserts into a copy of its table with this index only, minus that without any index, in turns.
"""

import asyncio
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

import asyncpg

from benchmarks.history_rows import build_fill
from tests.schema.filled import fill
from tests.schema.index_uses import find_index_uses
from tests.support import databases
from tests.support.databases import DatabaseUrls

FIGURES = {"target": 300_000, "realization": 700_000}
HISTORY_ROWS = 500_000
COUNTS = FIGURES | dict.fromkeys(("change", "audit_entry", "audit_seal"), HISTORY_ROWS)
# The inserted rows are later than those of the table.
LATER = {
    **dict.fromkeys(FIGURES, "id = uuidv7(), recorded_at = now()"),
    "change": "epoch = 3",
    "audit_entry": "epoch = 3, record_id = uuidv7()::text",
    "audit_seal": f"epoch = 3, number = number + {HISTORY_ROWS}",
}
HISTORY_USES = {
    "change_has_one_place": ["pages of the feed, its cursors, `meta.complete_until`"],
    "audit_has_one_place": ["pages of the audit, sealing, verification"],
    "audit_is_about_an_institution": ["audit for administrators of an institution: entries of others on its records"],
    "audit_is_by_an_institution": ["audit for administrators of an institution: entries of its keys"],
    "audit_is_of_an_entity": ["audit of one record"],
    "seal_has_one_number": ["head of the chain, seals that the service has stored"],
    "seal_is_of_one_entry": ["seal of an entry, verification"],
}
ADD_SEALS = """
INSERT INTO audit_seal (number, epoch, xid, ordinal, hash)
    SELECT row_number() OVER (ORDER BY epoch, xid, ordinal), epoch, xid, ordinal, sha256(ordinal::text::bytea)
    FROM audit_entry
"""
INSERTED_ROWS = 1_000
ROUNDS = 25
DOCUMENT = Path(__file__).parents[1] / "docs" / "indexes.md"
BEGIN, END = "<!-- written by make bench-indexes -->\n", "<!-- end -->\n"
INDEXES = """
SELECT relname AS name, pg_get_indexdef(indexrelid) AS definition, pg_relation_size(indexrelid) AS size
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = $1::regclass ORDER BY relname
"""
# The generated columns are ordinary ones in the copies, so that their expressions are not part of an insert.
COPIES = """
CREATE TABLE bare_{table} AS SELECT * FROM {table};
CREATE TABLE indexed_{table} AS SELECT * FROM {table};
CREATE TABLE sample_{table} AS SELECT * FROM {table} t ORDER BY hashtext(t::text) LIMIT {rows};
UPDATE sample_{table} SET {later};
"""


class IndexCost(NamedTuple):
    """An index: bytes per row of the table, and processor time per inserted row, in that of a row without indexes."""

    name: str
    bytes_per_row: float
    insert_time: float


async def measure_table(owner: asyncpg.Connection, table: str) -> list[IndexCost]:
    await owner.execute(COPIES.format(table=table, rows=INSERTED_ROWS, later=LATER[table]))
    costs = []
    for name, definition, size in await owner.fetch(INDEXES, table):
        await owner.execute(
            definition.replace(f" {name} ", " measured ").replace(f" public.{table} ", f" indexed_{table} ")
        )
        ratios = [await _insert(owner, f"indexed_{table}", table) / await _insert(owner, f"bare_{table}", table)
            for _ in range(ROUNDS)]  # fmt: skip
        await owner.execute("DROP INDEX measured")
        costs.append(IndexCost(name, size / COUNTS[table], max(0, statistics.median(ratios) - 1)))
    await owner.execute(f"DROP TABLE bare_{table}, indexed_{table}, sample_{table}")
    return costs


async def _insert(owner: asyncpg.Connection, into: str, table: str) -> float:
    """Insert the sample and return the processor time of the server process; the rows are rolled back."""
    transaction = owner.transaction()
    await transaction.start()
    before = _read_processor_time(owner)
    await owner.execute(f"INSERT INTO {into} SELECT * FROM sample_{table}")
    used = _read_processor_time(owner) - before
    await transaction.rollback()
    return used


def _read_processor_time(connection: asyncpg.Connection) -> float:
    """Return the seconds that the server process of a connection has used so far (Linux)."""
    nanoseconds = Path(f"/proc/{connection.get_server_pid()}/schedstat").read_text().split()[0]
    return int(nanoseconds) / 1e9


async def measure(database: DatabaseUrls) -> list[str]:
    """Return the lines of the table of the document."""
    owner = await asyncpg.connect(database.owner, server_settings={"jit": "off"})
    await owner.execute("SET session_replication_role = replica")
    await owner.execute(build_fill(HISTORY_ROWS) + ADD_SEALS)
    await owner.execute("RESET session_replication_role")
    await owner.execute("VACUUM ANALYZE")
    measured = {table: await measure_table(owner, table) for table in COUNTS}
    transaction = owner.transaction()
    await transaction.start()
    uses = await find_index_uses(owner) | HISTORY_USES
    await transaction.rollback()
    lines = []
    for table, costs in measured.items():
        complete = 1 + sum(cost.insert_time for cost in costs)
        total = sum(cost.bytes_per_row for cost in costs)
        row = await owner.fetchval(f"SELECT pg_table_size('{table}')") / COUNTS[table]
        sizes = f"A row of the table has {row:.0f} bytes, its entries in all indexes have {total:.0f} bytes."
        lines += [f"\n## Indexes of `{table}`\n", f"{sizes}\n"]
        lines += ["| index | MB per million rows | share of an insert | serves |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{cost.name}` | {cost.bytes_per_row:.1f} | {cost.insert_time / complete:.1%} | "
            f"{'; '.join(uses[cost.name])} |"
            for cost in costs
        ]
    await owner.close()
    return [*lines, ""]


def write_document(lines: list[str]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    DOCUMENT.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + rest.split(END)[1], encoding="utf-8")


def main() -> None:
    with databases.server() as server, databases.template(server), databases.copy(server) as database:
        asyncio.run(fill(database, targets=FIGURES["target"], realizations=FIGURES["realization"], has_triggers=False))
        lines = asyncio.run(measure(database))
    sys.stdout.write("\n".join(lines))
    write_document(lines)


if __name__ == "__main__":
    main()
