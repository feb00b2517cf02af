"""How fast a file comes in, against a bare COPY of the same rows into the same table: `make bench-import`.

Both fill a fresh copy of one database in one run: COPY as the owner of the tables, with all indexes, constraints and
the triggers that hold the rules, and once more without the triggers; the import over HTTP, by `POST /v1/imports`. The
memory is what the serving process holds at most, above what it held before.
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
from tests.support.databases import Addresses

SAID = (
    *("indicator", "nature", "region", "period", "value"),
    *("quality", "stated_on", "institution", "source", "locator"),
)
COPIED = (
    *("id", "program", "indicator", "nature", "region", "breakdown", "period", "value", "qualifier", "resolution"),
    *("stated_on", "institution", "citations", "quality", "revision", "status", "public", "recorded_by"),
)
PIECE = 20_000
SIDES = RULED, BARE, IMPORT = "COPY under the rules", "COPY without triggers", "import over HTTP"


def rows(count: int, regions: list[str]) -> Iterator[dict[str, str]]:
    """Each states another figure."""
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


def copied(n: int, row: dict[str, str]) -> list[str]:
    """The row as the table holds it."""
    citation = f'[{{"source": "{row["source"]}", "locator": "{row["locator"]}", "quote": null, "note": null}}]'
    key = str(UUID(int=(n << 80) | (7 << 76) | (2 << 62) | n))
    program = f"program-{int(row['indicator'].split('-')[1]) % 20}"
    return [
        *(key, program, row["indicator"], "stock", row["region"], "", row["period"], row["value"], "exact", "1"),
        *(row["stated_on"], row["institution"], citation, "final", "1", "draft", "false", "bench"),
    ]


def written(lines: Iterator[list[str]]) -> Iterator[bytes]:
    while piece := list(itertools.islice(lines, PIECE)):
        out = io.StringIO()
        csv.writer(out).writerows(piece)
        yield out.getvalue().encode()


async def copy(address: str, count: int, regions: list[str], *, rules: bool) -> float:
    connection = await asyncpg.connect(address, server_settings={"jit": "off"})
    try:
        await connection.execute("SELECT set_config('capaian.principal', 'bench', false)")
        if not rules:
            await connection.execute("ALTER TABLE realization DISABLE TRIGGER USER")

        async def source() -> AsyncIterator[bytes]:
            for piece in written(copied(n, row) for n, row in enumerate(rows(count, regions))):
                yield piece

        began = time.perf_counter()
        await connection.copy_to_table(
            "realization", source=source(), columns=COPIED, format="csv", null="NULL", timeout=3600
        )
        return time.perf_counter() - began
    finally:
        await connection.close()


class Memory:
    """The most that the processes of a service hold, in MB."""

    def __init__(self, pid: int) -> None:
        self.pids = [pid, *_children(pid)]
        self.before = self.most = self._now()
        self._stop = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _now(self) -> float:
        return sum(_resident(pid) for pid in self.pids)

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, self._now())

    def risen(self) -> float:
        self._stop.set()
        return self.most - self.before


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024


def imported(addresses: Addresses, count: int, regions: list[str]) -> tuple[float, float]:
    """Seconds and megabytes."""
    key = key_for(addresses, "bench", "write")
    with tempfile.TemporaryDirectory() as directory, services.running(Path(directory), **addresses.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, headers={"authorization": f"Bearer {key}"}, timeout=900) as client:
            client.get("/v1/me").raise_for_status()
            memory = Memory(service.process.pid)
            lines = ([row[name] for name in SAID] for row in rows(count, regions))
            body = itertools.chain([",".join(SAID).encode() + b"\n"], written(lines))
            began = time.perf_counter()
            answer = client.post(
                "/v1/imports?collection=realizations", content=body, headers={"content-type": "text/csv"}
            )
            one = answer.raise_for_status().json()
            while one["state"] in ("queued", "running"):
                time.sleep(0.1)
                one = client.get(f"/v1/imports/{one['id']}").json()
            seconds = time.perf_counter() - began
            if (one["state"], one["created"]) != ("done", count):
                raise RuntimeError(one)
            return seconds, memory.risen()


def named(addresses: Addresses) -> list[str]:
    async def fill() -> list[str]:
        connection = await asyncpg.connect(addresses.owner)
        try:
            await connection.execute(NAMED)
            await connection.execute("ANALYZE")
            return [code for (code,) in await connection.fetch("SELECT code FROM region ORDER BY code")]
        finally:
            await connection.close()

    return asyncio.run(fill())


def measured(count: int) -> tuple[dict[str, float], float]:
    """The seconds of each of SIDES, and the megabytes above idle of the import."""
    with databases.server() as server, databases.template(server), databases.copy(server) as filled:
        regions = named(filled)
        template = filled.owner.rsplit("/", 1)[1].partition("?")[0]
        seconds: dict[str, float] = {}
        for name, rules in ((RULED, True), (BARE, False)):
            with databases.copy(server, template) as fresh:
                seconds[name] = asyncio.run(copy(fresh.owner, count, regions, rules=rules))
        with databases.copy(server, template) as fresh:
            seconds[IMPORT], megabytes = imported(fresh, count, regions)
    return seconds, megabytes


def main(count: int) -> None:
    seconds, megabytes = measured(count)
    took = seconds[IMPORT]
    print(f"{count:,} realizations")
    for name, spent in seconds.items():
        print(f"{name:24}{count / spent:12,.0f} rows/s    the import has {spent / took:.2f} of it")
    print(f"memory above idle       {megabytes:12,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
