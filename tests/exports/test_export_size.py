"""Size costs an export neither memory nor its first byte, and over HTTP it keeps up with a bare COPY."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import asyncpg
import httpx
import pytest

from tests.exports.reading import asking
from tests.schema import filled as crowd
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.support.sizes import size

REALIZATIONS = size(crowd.REALIZATIONS, 1_000_000)
# In the everyday size a machine that does other things too may be slow; measured alone, see docs/exports.md.
LEAST_RATIO = size(25, 50) / 100
FIRST_BYTE = size(500, 100) / 1000  # seconds
GROWTH = 40_000_000  # bytes
COLUMNS = (
    "id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on, "
    "stated_not_before, stated_not_after, retracted_on, institution, on_behalf_of, speaker, quality, citations, note"
)
ORDER = "program, indicator, nature, region, period_end, period_start, stated_latest, id"
BARE = f"SELECT {COLUMNS} FROM realization WHERE status = 'published' AND replaced_at IS NULL ORDER BY {ORDER}"


class Taken(NamedTuple):
    """What a reader saw: seconds to the first byte and to the last, and how many bytes."""

    first: float
    last: float
    size: int


@pytest.fixture(scope="module")
def large(postgres: Addresses, crowd_to_copy: str) -> Iterator[Addresses]:
    with databases.copy(postgres, crowd_to_copy) as addresses:
        if REALIZATIONS > crowd.REALIZATIONS:
            databases.execute(addresses.owner, crowd._statement("realization", crowd.REALIZATIONS + 1, REALIZATIONS))
        yield addresses


@pytest.fixture(scope="module")
def serving_many(large: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    with services.running(tmp_path_factory.mktemp("large"), **large.settings) as service:
        service.wait_until_ready()
        yield service


def read(service: services.Service, address: str) -> Taken:
    began = time.perf_counter()
    buffer = bytearray(1 << 20)
    with asking(service.url, address) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        first, count = 0.0, connection.recv_into(buffer)
        first = time.perf_counter() - began
        while received := connection.recv_into(buffer):
            count += received
    return Taken(first, time.perf_counter() - began, count)


async def bare_copy(addresses: Addresses) -> float:
    """Seconds of a COPY that goes nowhere, as the public's role sees the rows."""
    connection = await asyncpg.connect(addresses.service, server_settings={"role": "capaian_reader", "jit": "off"})

    async def drop(_lines: bytes) -> None:
        """Nothing is done with them."""

    began = time.perf_counter()
    await connection.copy_from_query(BARE, output=drop, format="csv")
    seconds = time.perf_counter() - began
    await connection.close()
    return seconds


def memory_of(service: services.Service) -> int:
    """Of its largest process, in bytes."""
    family = [service.process.pid]
    for process in family:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            family += [int(child) for child in children.read_text().split()]
    return max(
        int(line.split()[1]) * 1024
        for process in family
        for line in Path(f"/proc/{process}/status").read_text().splitlines()
        if line.startswith("VmRSS") and "postgres" not in Path(f"/proc/{process}/cmdline").read_text()
    )


def test_csv_keeps_up_with_a_bare_copy_of_the_same_rows(large: Addresses, serving_many: services.Service) -> None:
    read(serving_many, "/v1/exports/realizations.csv")  # both read what the machine holds in memory
    best = 0.0
    for _ in range(3):
        copied, taken = asyncio.run(bare_copy(large)), read(serving_many, "/v1/exports/realizations.csv")
        print(f"COPY {copied:.2f} s, export {taken.last:.2f} s, {taken.size / taken.last / 1e6:.0f} MB/s")  # noqa: T201  # the numbers are what it is for
        best = max(best, copied / taken.last)
    assert best >= LEAST_RATIO


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_the_first_byte_waits_for_nothing(serving_many: services.Service, ending: str) -> None:
    first = []
    for _ in range(5):
        with asking(serving_many.url, f"/v1/exports/realizations.{ending}") as connection:
            began = time.perf_counter()
            connection.recv(1)
            first.append(time.perf_counter() - began)
        time.sleep(0.2)
    print(f"first byte of {ending} after {min(first) * 1000:.0f} to {max(first) * 1000:.0f} ms")  # noqa: T201  # the numbers are what it is for
    assert sorted(first)[2] <= FIRST_BYTE


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_memory_stays_flat(serving_many: services.Service, ending: str) -> None:
    """Against what the same export of few rows takes: a library that is loaded is no growth."""
    httpx.get(f"{serving_many.url}/v1/exports/realizations.{ending}?indicator=indicator-7", timeout=60)
    before = memory_of(serving_many)
    most = before
    with httpx.stream("GET", f"{serving_many.url}/v1/exports/realizations.{ending}", timeout=300) as answer:
        for number, _ in enumerate(answer.iter_raw(1 << 20)):
            if number % 5 == 0:
                most = max(most, memory_of(serving_many))
    print(f"{ending}: {before / 1e6:.0f} MB, at most {most / 1e6:.0f} MB")  # noqa: T201  # the numbers are what it is for
    assert most - before < GROWTH


def test_other_requests_are_answered_meanwhile(serving_many: services.Service) -> None:
    with httpx.Client(base_url=serving_many.url, timeout=30) as client:
        waited = []
        with client.stream("GET", "/v1/exports/realizations.ndjson") as answer:
            for number, _ in enumerate(answer.iter_raw(1 << 20)):
                if number < 15:
                    began = time.perf_counter()
                    assert httpx.get(f"{serving_many.url}/v1/units").status_code == 200
                    waited.append(time.perf_counter() - began)
    print(f"others waited {max(waited) * 1000:.0f} ms at most")  # noqa: T201  # the numbers are what it is for
    assert sorted(waited)[len(waited) // 2] < 0.5
