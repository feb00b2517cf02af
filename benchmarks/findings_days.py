"""Findings of other days for a program of 140,000 figures: `make bench-findings`.

Eight clients request eight days at the same time: two are computed, four wait, and the others get 503. Then eight
clients request other days and leave after a second. The memory is that of all processes of the service.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import httpx

from benchmarks.import_speed import MemoryMonitor
from tests.schema.filled import REALIZATIONS, TARGETS, fill
from tests.support import databases, services
from tests.support.databases import DatabaseUrls, execute

PROGRAM = "program-0"
CLIENTS = 8
ROUNDS = 3
SETTLE_SECONDS = 5.0
LEAVE_AFTER_SECONDS = 1.0
# The triggers, which forbid it, do not run.
MOVE_FIGURES = (
    "SET session_replication_role = replica",
    *(f"UPDATE {table} SET program = '{PROGRAM}'" for table in ("indicator", "target", "realization")),
    "ANALYZE",
)
SELECT_ACTIVE = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
    AND application_name = 'capaian'"""


class Response(NamedTuple):
    """The seconds until the response was complete, and its status; 0 if the client left before."""

    seconds: float
    status: int


async def request_days(url: str, year: int, read_seconds: float = 30) -> list[Response]:
    """Request one day per client at the same time. Each client has an IP address of its own."""

    async def request_day(client: httpx.AsyncClient, number: int) -> Response:
        started_at = time.perf_counter()
        try:
            response = await client.get(
                "/v1/findings",
                params={"program": PROGRAM, "as_of": f"{year}-01-{1 + number:02}"},
                headers={"x-forwarded-for": f"192.0.2.{1 + number}"},
            )
        except httpx.ReadTimeout:
            return Response(time.perf_counter() - started_at, 0)
        return Response(time.perf_counter() - started_at, response.status_code)

    async with httpx.AsyncClient(base_url=url, timeout=httpx.Timeout(30, read=read_seconds)) as client:
        return await asyncio.gather(*(request_day(client, number) for number in range(CLIENTS)))


def write_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def describe(responses: list[Response]) -> str:
    return ", ".join(f"{response.status} after {response.seconds:.1f} s" for response in sorted(responses))


def measure(database: DatabaseUrls, directory: Path) -> None:
    settings = {**database.settings, "CAPAIAN_TRUSTED_PROXIES": "127.0.0.0/8"}
    with services.running(directory, **settings) as service:
        service.wait_until_ready()
        monitor = MemoryMonitor(service.process.pid)
        write_line(f"memory before: {monitor.before:.0f} MB")
        for number in range(ROUNDS):
            responses = asyncio.run(request_days(service.url, 2016 + number))
            write_line(f"round {number + 1}: {describe(responses)}")
            write_line(f"  memory: maximum {monitor.maximum:.0f} MB, now {monitor.read():.0f} MB")
        time.sleep(SETTLE_SECONDS)
        write_line(f"memory after {SETTLE_SECONDS:.0f} s: {monitor.read():.0f} MB")
        asyncio.run(request_days(service.url, 2023, LEAVE_AFTER_SECONDS))
        left_at = time.perf_counter()
        while execute(database.owner, SELECT_ACTIVE) != [0]:
            time.sleep(0.02)
        write_line(f"the queries of clients that left ended within {time.perf_counter() - left_at:.2f} s")
        monitor.stop()


def main() -> None:
    with (
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as database,
        tempfile.TemporaryDirectory() as directory,
    ):
        asyncio.run(fill(database))
        execute(database.owner, *MOVE_FIGURES)
        write_line(f"one program with {TARGETS:,} targets and {REALIZATIONS:,} realizations")
        measure(database, Path(directory))


if __name__ == "__main__":
    main()
