"""The speed of an import, compared with COPY of the same rows into the same table: `make bench-import`.

Each side fills its own copy of one database. COPY runs as the owner of the tables, with all indexes and constraints,
once with the triggers that check the rules and once without them. The import uses `POST /v1/imports`. The reported
memory is the maximum of the service during the import, minus its memory before.
"""

import asyncio
import csv
import io
import itertools
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx

from tests.schema.filled import NAMED
from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

CSV_COLUMNS = (
    *("indicator", "nature", "region", "period", "value"),
    *("quality", "stated_on", "institution", "source", "locator"),
)
TABLE_COLUMNS = (
    *("id", "program", "indicator", "nature", "region", "breakdown", "period", "value", "qualifier", "resolution"),
    *("stated_on", "institution", "citations", "quality", "revision", "status", "public", "recorded_by"),
)
CHUNK_ROWS = 20_000
SIDES = WITH_TRIGGERS, WITHOUT_TRIGGERS, IMPORT = "COPY with triggers", "COPY without triggers", "import over HTTP"


def generate_rows(count: int, regions: list[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of the file. No two rows have the same key."""
    for n in range(count):
        month = n // 55_000
        yield {
            "indicator": f"indicator-{n % 100}",
            "nature": "stock",
            "region": regions[n // 100 % len(regions)],
            "period": f"{2010 + month // 12}-{1 + month % 12:02}",
            "value": str(1 + n * 7919 % 1_000_000),
            "quality": "final",
            "stated_on": "2022-01-05",
            "institution": f"office-{n % 50}",
            "source": f"source-{n % 200}",
            "locator": f"p. {n % 40}",
        }


def build_table_row(n: int, row: dict[str, str]) -> list[str]:
    """Return the values of TABLE_COLUMNS that the import would store for this row."""
    citation = f'[{{"source": "{row["source"]}", "locator": "{row["locator"]}", "quote": null, "note": null}}]'
    realization_id = str(UUID(int=(n << 80) | (7 << 76) | (2 << 62) | n))
    program = f"program-{int(row['indicator'].split('-')[1]) % 20}"
    return [
        *(realization_id, program, row["indicator"], "stock", row["region"], "", row["period"], row["value"]),
        *("exact", "1", row["stated_on"], row["institution"], citation, "final", "1", "draft", "false", "bench"),
    ]


def encode_csv(rows: Iterator[list[str]]) -> Iterator[bytes]:
    while chunk := list(itertools.islice(rows, CHUNK_ROWS)):
        out = io.StringIO()
        csv.writer(out).writerows(chunk)
        yield out.getvalue().encode()


async def measure_copy(url: str, count: int, regions: list[str], *, triggers: bool) -> float:
    """Return the seconds of COPY."""
    connection = await asyncpg.connect(url, server_settings={"jit": "off"})
    try:
        await connection.execute("SELECT set_config('capaian.principal', 'bench', false)")
        if not triggers:
            await connection.execute("ALTER TABLE realization DISABLE TRIGGER USER")

        async def source() -> AsyncIterator[bytes]:
            for chunk in encode_csv(build_table_row(n, row) for n, row in enumerate(generate_rows(count, regions))):
                yield chunk

        started_at = time.perf_counter()
        await connection.copy_to_table(
            "realization", source=source(), columns=TABLE_COLUMNS, format="csv", null="NULL", timeout=3600
        )
        return time.perf_counter() - started_at
    finally:
        await connection.close()


class MemoryMonitor:
    """Record the maximum memory of the processes of a service, in MB."""

    def __init__(self, pid: int) -> None:
        self.pids = [pid, *_list_children(pid)]
        self.before = self.maximum = self.read()
        self._stop = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def read(self) -> float:
        return sum(_read_memory(pid) for pid in self.pids)

    def _run(self) -> None:
        while not self._stop.wait(0.1):
            self.maximum = max(self.maximum, self.read())

    def stop(self) -> float:
        """Stop and return the growth since the start."""
        self._stop.set()
        return self.maximum - self.before


def _list_children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _read_memory(pid: int) -> float:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024


def run_import(database: DatabaseUrls, count: int, regions: list[str]) -> tuple[float, float]:
    """Import the rows over HTTP. Return the seconds, and the growth of the memory of the service in MB."""
    key = key_for(database, "bench", "write")
    with tempfile.TemporaryDirectory() as directory, services.running(Path(directory), **database.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, headers={"authorization": f"Bearer {key}"}, timeout=900) as client:
            client.get("/v1/me").raise_for_status()
            monitor = MemoryMonitor(service.process.pid)
            rows = ([row[name] for name in CSV_COLUMNS] for row in generate_rows(count, regions))
            body = itertools.chain([",".join(CSV_COLUMNS).encode() + b"\n"], encode_csv(rows))
            started_at = time.perf_counter()
            response = client.post(
                "/v1/imports",
                params={"collection": "realizations", "mapping": '{"regions": {"codes": "kemendagri"}}'},
                content=body,
                headers={"content-type": "text/csv"},
            )
            import_run = response.raise_for_status().json()
            while import_run["status"] in ("queued", "running"):
                time.sleep(0.1)
                import_run = client.get(f"/v1/imports/{import_run['id']}").json()
            seconds = time.perf_counter() - started_at
            if (import_run["status"], import_run["created"]) != ("done", count):
                raise RuntimeError(import_run)
            return seconds, monitor.stop()


def insert_references(database: DatabaseUrls) -> list[str]:
    """Insert the programs, indicators, institutions and sources of the rows. Return the codes of all regions."""

    async def insert() -> list[str]:
        connection = await asyncpg.connect(database.owner)
        try:
            await connection.execute(NAMED)
            await connection.execute("ANALYZE")
            return [row["code"] for row in await connection.fetch("SELECT code FROM region ORDER BY code")]
        finally:
            await connection.close()

    return asyncio.run(insert())


def measure(count: int) -> tuple[dict[str, float], float]:
    """Return the seconds of each of SIDES, and the growth of memory during the import in MB."""
    with databases.server() as server, databases.template(server), databases.copy(server) as database:
        regions = insert_references(database)
        template = database.owner.rsplit("/", 1)[1].partition("?")[0]
        seconds: dict[str, float] = {}
        for name, triggers in ((WITH_TRIGGERS, True), (WITHOUT_TRIGGERS, False)):
            with databases.copy(server, template) as copy:
                seconds[name] = asyncio.run(measure_copy(copy.owner, count, regions, triggers=triggers))
        with databases.copy(server, template) as copy:
            seconds[IMPORT], megabytes = run_import(copy, count, regions)
    return seconds, megabytes


def main(count: int) -> None:
    seconds, megabytes = measure(count)
    print(f"{count:,} realizations")
    for name, duration in seconds.items():
        ratio = duration / seconds[IMPORT]
        print(f"{name:24}{count / duration:12,.0f} rows/s    rate of the import: {ratio:.2f} of it")
    print(f"memory above idle       {megabytes:12,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
