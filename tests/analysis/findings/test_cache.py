"""The findings cache: what is computed again, and which requests share a computation."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.analysis.findings import cache
from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.findings_key import NO_PROGRAM, FindingsKey
from tests.analysis.findings.run_cache import (
    CALLER,
    E_KATALOG,
    E_KATALOG_KEY,
    QRIS_KEY,
    load_findings,
    open_writer,
    run_with_cache,
)
from tests.http.recording import realization, target
from tests.support.databases import DatabaseUrls


def test_unchanged_findings_are_not_computed_again(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        for _ in range(3):
            assert [finding.code for finding in await load_findings(findings_cache, E_KATALOG_KEY)] == [
                "no_realization"
            ]
            await load_findings(findings_cache, QRIS_KEY)
        assert findings_cache.computed == 2
        async with open_writer(database) as writer:
            await writer.execute(realization(1, **E_KATALOG))
        assert await load_findings(findings_cache, E_KATALOG_KEY) == []
        await load_findings(findings_cache, QRIS_KEY)
        assert findings_cache.computed == 3

    run_with_cache(database, scenario)


def test_concurrent_requests_share_one_computation(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        results = await asyncio.gather(*(load_findings(findings_cache, E_KATALOG_KEY) for _ in range(20)))
        assert all(result == results[0] for result in results)
        assert findings_cache.computed == 1

    run_with_cache(database, scenario)


def test_a_request_does_not_use_a_computation_that_began_before_a_change(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, began, may_continue = cache.load_facts_of_key, asyncio.Event(), asyncio.Event()

    async def load_slowly(*arguments: Any) -> Any:
        loaded = await load(*arguments)
        began.set()
        await may_continue.wait()
        return loaded

    monkeypatch.setattr(cache, "load_facts_of_key", load_slowly)

    async def scenario(findings_cache: FindingsCache) -> None:
        first = asyncio.create_task(load_findings(findings_cache, E_KATALOG_KEY))
        await began.wait()
        async with open_writer(database) as writer:
            await writer.execute(realization(1, **E_KATALOG))
        second = asyncio.create_task(load_findings(findings_cache, E_KATALOG_KEY))
        await asyncio.sleep(0.2)
        may_continue.set()
        assert [finding.code for finding in await first] == ["no_realization"]
        assert await second == []
        assert await load_findings(findings_cache, E_KATALOG_KEY) == []
        assert findings_cache.computed == 2

    run_with_cache(database, scenario)


def test_a_cancelled_request_does_not_cancel_the_shared_computation(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        await findings_cache.check_for_changes()
        cancelled, other = (asyncio.create_task(findings_cache.get(E_KATALOG_KEY, CALLER)) for _ in range(2))
        await asyncio.sleep(0)
        cancelled.cancel()
        assert len(await other) == 1

    run_with_cache(database, scenario)


def test_findings_are_computed_again_on_a_new_day_in_jakarta(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        for day, found in ((date(2022, 12, 31), 0), (date(2023, 1, 1), 1)):
            monkeypatch.setattr(cache, "today_in_jakarta", lambda day=day: day)
            assert len(await load_findings(findings_cache, E_KATALOG_KEY)) == found
        await load_findings(findings_cache, E_KATALOG_KEY._replace(as_of=date(2022, 12, 31)))
        monkeypatch.setattr(cache, "today_in_jakarta", lambda: date(2023, 1, 2))
        computed = findings_cache.computed
        await load_findings(findings_cache, E_KATALOG_KEY._replace(as_of=date(2022, 12, 31)))
        assert findings_cache.computed == computed

    run_with_cache(database, scenario)


def test_findings_about_the_past_stay_cached_after_a_change(database: DatabaseUrls) -> None:
    past = E_KATALOG_KEY._replace(as_of=date(2024, 1, 1), known_at=datetime(2020, 1, 1, tzinfo=UTC))
    recent = past._replace(known_at=datetime.now(UTC))

    async def scenario(findings_cache: FindingsCache) -> None:
        assert await load_findings(findings_cache, past) == []
        assert len(await load_findings(findings_cache, recent)) == 1
        async with open_writer(database) as writer:
            await writer.execute(target(1, **{**E_KATALOG, "region": "31"}))
        assert await load_findings(findings_cache, past) == []
        assert findings_cache.computed == 2
        assert len(await load_findings(findings_cache, recent)) == 1
        assert findings_cache.computed == 3

    run_with_cache(database, scenario)


def test_the_least_recently_used_findings_are_evicted(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        for key in (E_KATALOG_KEY, QRIS_KEY, QRIS_KEY, E_KATALOG_KEY):
            assert len(await load_findings(findings_cache, key)) == 1
        assert findings_cache.computed == 3

    run_with_cache(database, scenario, max_cached=3)


def test_an_error_is_raised_and_the_next_request_computes_again(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> Any:
        raise LookupError("missing")

    async def scenario(findings_cache: FindingsCache) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(cache, "load_facts_of_key", fail)
            with pytest.raises(LookupError):
                await load_findings(findings_cache, E_KATALOG_KEY)
        assert len(await load_findings(findings_cache, E_KATALOG_KEY)) == 1

    run_with_cache(database, scenario)


def test_a_finding_without_figures_belongs_to_the_program_that_cites_its_source_most(database: DatabaseUrls) -> None:
    citing = [{"source": "borneo24-2021-06-11", "locator": "p", "quote": None, "note": None}]

    async def scenario(findings_cache: FindingsCache) -> None:
        key = FindingsKey((NO_PROGRAM,), None, None)
        assert [finding.program for finding in await load_findings(findings_cache, key)] == ["umkm-digital"]
        async with open_writer(database) as writer:
            for number in range(4):
                await writer.execute(realization(number, **{**E_KATALOG, "period": f"200{number}"}, citations=citing))
        assert [finding.program for finding in await load_findings(findings_cache, key)] == ["e-katalog"]

    run_with_cache(database, scenario)
