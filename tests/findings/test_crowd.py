"""Among 100,000 targets and 40,000 realizations: how long an answer takes, cold, warm and after a change.

`pytest -n 0 -s tests/findings/test_crowd.py` prints what it measured. The bounds here are generous, for machines differ
and tests run beside each other; docs/findings.md has the figures of one that did nothing else.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from tests.findings.asking import findings
from tests.support import databases
from tests.support.databases import Addresses
from tests.wire.conftest import serving
from tests.wire.recording import realization

WARM, CHANGED, COLD = 0.3, 6.0, 10.0  # seconds, for a first page
CHANGE: dict[str, Any] = {"program": "program-0", "indicator": "indicator-0", "period": "2009", "value": 1}


@pytest.fixture(scope="module")
def crowded(filled: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    # The plain one does not hold thousands of findings against the contract, which takes longer than they do.
    with (
        serving(filled, tmp_path_factory.mktemp("crowd")) as client,
        httpx.Client(base_url=client.base_url, timeout=120) as plain,
    ):
        yield plain


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def measured(name: str, client: httpx.Client, **asked: object) -> float:
    begun = time.perf_counter()
    findings(client, **asked)
    took = time.perf_counter() - begun
    told(f"{name}: {1000 * took:.0f} ms")
    return took


def test_the_first_page_comes_soon_cold_warm_and_after_a_change(filled: Addresses, crowded: httpx.Client) -> None:
    assert measured("first page, nothing kept yet", crowded) < COLD
    assert min(measured("first page, warm", crowded) for _ in range(5)) < WARM
    databases.execute(filled.service, realization(1, **CHANGE), role="capaian_service")
    assert measured("first page, after a change of its program", crowded) < CHANGED
    databases.execute(filled.service, realization(2, **{**CHANGE, "program": "program-7", "indicator": "indicator-7"}),
                      role="capaian_service")  # fmt: skip
    assert measured("first page, after a change of another program", crowded) < 1
    assert measured("first page as of a day", crowded, as_of="2018-01-01") < COLD


def test_all_findings_are_there_page_by_page(crowded: httpx.Client) -> None:
    begun, path, seen, slowest = time.perf_counter(), "/v1/findings?limit=1000", 0, 0.0
    while path:
        asked = time.perf_counter()
        page = crowded.get(path)
        slowest = max(slowest, time.perf_counter() - asked)
        seen += len(page.json()["data"])
        path = page.links["next"]["url"] if "next" in page.links else ""
    told(f"all {seen} findings: {time.perf_counter() - begun:.1f} s, the slowest page {slowest:.1f} s")
    assert seen > 10_000
    assert min(measured("first page, with everything kept that is", crowded) for _ in range(5)) < WARM


def test_a_write_never_waits_for_findings(filled: Addresses, crowded: httpx.Client) -> None:
    """While another day is computed for all programs, a write takes no longer than a write."""

    async def story() -> float:
        async with httpx.AsyncClient(base_url=str(crowded.base_url), timeout=120) as client:
            asked = asyncio.create_task(client.get("/v1/findings?as_of=2019-01-01&code=stale"))
            await asyncio.sleep(0.3)
            writer = await asyncpg.connect(filled.service, server_settings={"role": "capaian_service"})
            slowest = 0.0
            for number in range(10, 20):
                begun = time.perf_counter()
                await writer.execute(realization(number, **{**CHANGE, "period": f"20{number}-02"}))
                slowest = max(slowest, time.perf_counter() - begun)
            await writer.close()
            assert not asked.done()
            alive = time.perf_counter()
            assert (await client.get("/health/live")).status_code == 200
            alive = time.perf_counter() - alive
            told(f"slowest of ten writes: {1000 * slowest:.0f} ms; liveness beside them: {1000 * alive:.0f} ms")
            await asked
            return max(slowest, alive)

    assert asyncio.run(story()) < 1
