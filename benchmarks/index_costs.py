"""What each index of a figure costs, and how often reads use it: `make bench-indexes`.

A copy of the test database with 140,000 figures receives every indexed combination of filter and sort order, progress,
findings, onboarding counts and the lists of work. Then rows are inserted with all indexes and without one of them.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import httpx

from api.resources.figures.indexed_sorts import INDEXED_SORTS
from tests.schema.filled import fill
from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

TABLES = ("target", "realization")
INSERTED_ROWS = 1_000
ROUNDS = 5
FILTERS = {
    "id": "00000000-0000-7000-8000-000000000007",
    "program": "program-0",
    "indicator": "indicator-3",
    "nature": "flow",
    "region": "32.73",
    "within": "32",
    "level": "province",
    "period": "2022",
    "period_from": "2022-01-01",
    "period_to": "2021-12-31",
    "institution": "office-7",
    "source": "source-17",
    "breakdown": "catalog:local",
    "as_of": "2023-01-01",
    "recorded_from": "2025-01-01T00:30:00Z",
    "quality": "estimate",
    "preferred": "true",
    "q": "angka",
}
OF_REALIZATIONS = ("preferred", "quality")
OTHER_READS = (
    "/v1/progress?program=program-0",
    "/v1/findings?program=program-0",
    "/v1/findings?program=program-0&as_of=2022-01-01",
    "/v1/onboarding-counts?indicator=indicator-3&level=regency&period=2022",
    "/programs/program-0",
)
READS_WITH_KEY = ("/v1/{}s?status=draft", "/v1/{}s?indicator=indicator-3&status=draft", "/v1/reviews")
INDEXES = """
SELECT indexrelname AS name, pg_relation_size(indexrelid) AS size, idx_scan AS scans, indisprimary AS is_primary
  FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid) WHERE relid = $1::regclass ORDER BY indexrelname
"""
COPY = """INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ORDER BY id LIMIT {rows}"""
COLUMNS = """SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = ''"""


async def read_everything(url: str, key: str) -> None:
    """Send each read once, without the cache. A rejected one is printed."""
    async with httpx.AsyncClient(base_url=url, timeout=60, headers={"cache-control": "no-cache"}) as client:
        for table in TABLES:
            await client.get(f"/v1/{table}s")
            for name, value in FILTERS.items():
                if table == "target" and name in OF_REALIZATIONS:
                    continue
                for sort in INDEXED_SORTS.get(name, ("",)):
                    path = f"/v1/{table}s?{name}={value}" + (f"&sort={sort}" if sort else "")
                    await _send(client, path)
        for path in OTHER_READS:
            await _send(client, path)
        for path in {path.format(table) for path in READS_WITH_KEY for table in TABLES}:
            await _send(client, path, {"authorization": f"Bearer {key}"})


async def _send(client: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None) -> None:
    response = await client.get(path, headers=headers)
    if not response.is_success:
        write_line(f"{path}: {response.status_code} {response.text[:200]}")


async def measure_inserts(owner: asyncpg.Connection, table: str, without: str | None) -> float:
    """Return the seconds of an insert of INSERTED_ROWS rows without one index; everything is rolled back."""
    columns = [row[0] for row in await owner.fetch(COLUMNS, table)]
    values = ["gen_random_uuid()" if name == "id" else name for name in columns]
    statement = COPY.format(table=table, columns=", ".join(columns), values=", ".join(values), rows=INSERTED_ROWS)
    transaction = owner.transaction()
    await transaction.start()
    try:
        if without is not None:
            await owner.execute(f"DROP INDEX {without}")
        started_at = time.perf_counter()
        await owner.execute(statement)
        return time.perf_counter() - started_at
    finally:
        await transaction.rollback()


async def measure(database: DatabaseUrls) -> None:
    """Print one line per index: reads, bytes per row of the table, share of the time of an insert."""
    settings = {"session_replication_role": "replica", "jit": "off"}
    owner = await asyncpg.connect(database.owner, server_settings=settings)
    for table in TABLES:
        rows = await owner.fetchval(f"SELECT count(*) FROM {table}")
        indexes = await owner.fetch(INDEXES, table)
        names = [row["name"] for row in indexes if not row["is_primary"]]
        seconds: dict[str | None, list[float]] = {name: [] for name in (None, *names)}
        for _ in range(ROUNDS):
            for name in (None, *names):
                seconds[name].append(await measure_inserts(owner, table, name))
        complete = min(seconds[None])
        write_line(f"\n{table}: {rows:,} rows\n\n| index | reads | bytes per row | share of an insert |")
        write_line("| --- | --- | --- | --- |")
        for name, size, scans, is_primary in indexes:
            share = "" if is_primary else f"{1 - min(seconds[name]) / complete:.1%}"
            write_line(f"| {name} | {scans} | {size / rows:.0f} | {share} |")
    await owner.close()


def write_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    with (
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as database,
        tempfile.TemporaryDirectory() as directory,
    ):
        asyncio.run(fill(database))
        databases.execute(database.owner, "VACUUM ANALYZE", "SELECT pg_stat_reset()")
        key = key_for(database, "peninjau", "write", "publish", "read:drafts")
        with services.running(Path(directory), **database.settings) as service:
            service.wait_until_ready()
            asyncio.run(read_everything(service.url, key))
        asyncio.run(measure(database))


if __name__ == "__main__":
    main()
