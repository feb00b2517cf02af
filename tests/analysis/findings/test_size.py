"""Response times with 100,000 targets and 40,000 realizations: first request, cached, and after a change.

`pytest -n 0 -s tests/analysis/findings/test_size.py` prints the times. The limits are high because machines differ
and tests run concurrently. docs/findings.md has the times of an idle machine.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from tests.analysis.findings.list_findings import list_findings
from tests.http.conftest import serving
from tests.http.recording import realization
from tests.support import databases
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

MAX_CACHED, MAX_CHANGED, MAX_UNCACHED = 0.3, 6.0, 10.0  # seconds, for a first page
MAX_READ = size(5_000, 1_000_000)  # findings
CHANGE: dict[str, Any] = {"program": "program-0", "indicator": "indicator-0", "period": "2009", "value": 1}


@pytest.fixture(scope="module")
def filled_client(filled: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    # This client does not validate its responses: with thousands of findings, that takes longer than the request.
    with (
        serving(filled, tmp_path_factory.mktemp("size")) as client,
        httpx.Client(base_url=client.base_url, timeout=120) as plain,
    ):
        yield plain


def write_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def measure(name: str, client: httpx.Client, **query: object) -> float:
    start = time.perf_counter()
    list_findings(client, **query)
    took = time.perf_counter() - start
    write_line(f"{name}: {1000 * took:.0f} ms")
    return took


def test_the_first_page_is_fast_when_uncached_cached_and_after_a_change(
    filled: DatabaseUrls, filled_client: httpx.Client
) -> None:
    assert measure("first page, uncached", filled_client) < MAX_UNCACHED
    assert min(measure("first page, cached", filled_client) for _ in range(5)) < MAX_CACHED
    databases.execute(filled.service, realization(1, **CHANGE), role="capaian_service")
    assert measure("first page, after a change of its program", filled_client) < MAX_CHANGED
    databases.execute(filled.service, realization(2, **{**CHANGE, "program": "program-7", "indicator": "indicator-7"}),
                      role="capaian_service")  # fmt: skip
    assert measure("first page, after a change of another program", filled_client) < 1
    assert measure("first page as of a day", filled_client, as_of="2018-01-01") < MAX_UNCACHED


def test_pages_of_many_findings_are_fast(filled_client: httpx.Client) -> None:
    start, path, count, slowest = time.perf_counter(), "/v1/findings?limit=1000", 0, 0.0
    while path and count < MAX_READ:
        page_start = time.perf_counter()
        page = filled_client.get(path)
        slowest = max(slowest, time.perf_counter() - page_start)
        count += len(page.json()["data"])
        path = page.links["next"]["url"] if "next" in page.links else ""
    write_line(f"{count} findings: {time.perf_counter() - start:.1f} s, the slowest page {slowest:.1f} s")
    assert count >= MAX_READ or not path
    assert slowest < MAX_UNCACHED
    assert min(measure("first page, after these pages", filled_client) for _ in range(5)) < MAX_CACHED


def test_a_write_does_not_wait_for_findings(filled: DatabaseUrls, filled_client: httpx.Client) -> None:
    """A write is fast while the findings of another day are computed for all programs."""

    async def measure_writes() -> float:
        async with httpx.AsyncClient(base_url=str(filled_client.base_url), timeout=120) as client:
            request = asyncio.create_task(client.get("/v1/findings?as_of=2019-01-01&code=stale"))
            await asyncio.sleep(0.3)
            writer = await asyncpg.connect(filled.service, server_settings={"role": "capaian_service"})
            slowest = 0.0
            for number in range(10, 20):
                start = time.perf_counter()
                await writer.execute(realization(number, **{**CHANGE, "period": f"20{number}-02"}))
                slowest = max(slowest, time.perf_counter() - start)
            await writer.close()
            assert not request.done()
            probe_start = time.perf_counter()
            assert (await client.get("/health/live")).status_code == 200
            alive = time.perf_counter() - probe_start
            write_line(f"slowest of ten writes: {1000 * slowest:.0f} ms; liveness check: {1000 * alive:.0f} ms")
            await request
            return max(slowest, alive)

    assert asyncio.run(measure_writes()) < 1
