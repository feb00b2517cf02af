"""Bounds of computations for other days: how many there are, how long they take, and when they end."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from api.analysis.findings import cache, check_thread
from api.analysis.findings.cache import MAX_RUNNING, MAX_WAITING, FindingsCache
from api.analysis.rules.facts import Facts, Series
from api.errors import UnavailableError
from api.http.request.concurrency_limit import CallerIdentity
from tests.analysis.findings.run_cache import CALLER, E_KATALOG_KEY, load_findings, run_with_cache
from tests.consistency.retrying_writers import wait_until
from tests.exchange.exports import modified_service
from tests.exchange.exports.slow_client import becomes_true, send_request
from tests.support import databases, locks, services
from tests.support.databases import DatabaseUrls

PAST_KEY = E_KATALOG_KEY._replace(as_of=date(2024, 1, 1))
MAX_SECONDS = 1.5
FINDINGS = "/v1/findings?program=e-katalog&as_of=2024-01-"
LOCK_TARGETS = "LOCK TABLE target IN ACCESS EXCLUSIVE MODE"
WAITING_FOR_LOCK = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def principal(number: int) -> CallerIdentity:
    return CallerIdentity(f"office {number}", has_key=True)


class BlockedLoad:
    """A replacement for `load_facts_of_key` that waits; it records what was requested and what was cancelled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.proceed = asyncio.Event()
        self.started = self.cancelled = 0
        self._load = cache.load_facts_of_key
        monkeypatch.setattr(cache, "load_facts_of_key", self)

    async def __call__(self, *arguments: Any) -> Any:
        self.started += 1
        try:
            await self.proceed.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await self._load(*arguments)


def test_the_fifth_waiting_computation_is_rejected_immediately(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        load = BlockedLoad(monkeypatch)
        keys = [PAST_KEY._replace(as_of=date(2024, 1, 1 + day)) for day in range(MAX_RUNNING + MAX_WAITING)]
        requests = [asyncio.create_task(findings_cache.get(key, principal(number))) for number, key in enumerate(keys)]
        # The same findings need no further computation.
        requests += [asyncio.create_task(findings_cache.get(key, CALLER)) for key in keys]
        await wait_until(lambda: load.started == MAX_RUNNING, 5)
        await asyncio.sleep(0.1)
        assert load.started == MAX_RUNNING
        with pytest.raises(UnavailableError):
            async with asyncio.timeout(0.5):
                await findings_cache.get(PAST_KEY._replace(as_of=date(2023, 1, 1)), principal(99))
        current = asyncio.create_task(findings_cache.get(E_KATALOG_KEY, CALLER))
        await asyncio.sleep(0.1)
        assert load.started == MAX_RUNNING + 1  # current findings do not wait for those of other days
        load.proceed.set()
        await asyncio.gather(current, *requests)
        assert findings_cache.computed == len(keys) + 1

    run_with_cache(database, scenario)


def test_a_caller_computes_one_other_day_at_a_time(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        load = BlockedLoad(monkeypatch)
        first = asyncio.create_task(findings_cache.get(PAST_KEY, CALLER))
        await asyncio.sleep(0.05)
        other = PAST_KEY._replace(as_of=date(2023, 1, 1))
        with pytest.raises(UnavailableError):
            await findings_cache.get(other, CALLER)
        load.proceed.set()
        await first
        await load_findings(findings_cache, other)

    run_with_cache(database, scenario)


def test_equal_concurrent_requests_of_a_day_compute_once(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        results = await asyncio.gather(*(findings_cache.get(PAST_KEY, CALLER) for _ in range(20)))
        assert all(result == results[0] for result in results)
        assert findings_cache.computed == 1

    run_with_cache(database, scenario)


def test_a_computation_ends_when_its_last_client_leaves(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        load = BlockedLoad(monkeypatch)
        one, two = (asyncio.create_task(findings_cache.get(PAST_KEY, CALLER)) for _ in range(2))
        await asyncio.sleep(0.1)
        one.cancel()
        await asyncio.sleep(0.1)
        assert (load.started, load.cancelled) == (1, 0)
        two.cancel()
        await asyncio.sleep(0.1)
        assert (load.started, load.cancelled) == (1, 1)
        load.proceed.set()
        assert await load_findings(findings_cache, PAST_KEY) is not None  # its slot is free again

    run_with_cache(database, scenario)


def test_a_cancelled_computation_frees_its_figures_without_a_collection(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        request = asyncio.create_task(findings_cache.get(PAST_KEY, CALLER))
        await asyncio.sleep(0.5)
        assert count_figures() > 0  # the targets
        request.cancel()
        await asyncio.wait([request])
        del request
        until = time.monotonic() + 10
        while count_figures() and time.monotonic() < until:  # noqa: ASYNC110  # nothing signals it
            await asyncio.sleep(0.05)
        assert count_figures() == 0

    gc.collect()
    gc.disable()
    try:
        with locks.hold_lock(database, "LOCK TABLE realization IN ACCESS EXCLUSIVE MODE"):
            run_with_cache(database, scenario)
    finally:
        gc.enable()


def count_figures() -> int:
    """Return the number of the series of the figures; the garbage collection does not track the figures themselves."""
    return sum(isinstance(each, Series) for each in gc.get_objects())


def test_other_days_do_not_evict_current_findings(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        await load_findings(findings_cache, E_KATALOG_KEY)
        for day in range(1, 9):
            await load_findings(findings_cache, PAST_KEY._replace(as_of=date(2024, 1, day)))
        computed = findings_cache.computed
        await load_findings(findings_cache, E_KATALOG_KEY)
        assert findings_cache.computed == computed

    run_with_cache(database, scenario, max_cached=9)


def test_a_cancelled_computation_stops_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def check_for_three_seconds(facts: Facts) -> Any:
        try:
            for _ in range(30):
                for _ in facts.targets:
                    time.sleep(0.01)
        finally:
            ended.set()

    monkeypatch.setattr(check_thread, "run_all_checks", check_for_three_seconds)

    async def cancel() -> None:
        facts = Facts(as_of=date(2024, 1, 1), targets=[None] * 10)  # type: ignore[list-item]
        task = asyncio.create_task(check_thread.run_checks_in_thread(facts))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()
        assert facts.targets == []

    started_at = time.monotonic()
    asyncio.run(cancel())
    assert time.monotonic() - started_at < 1


@pytest.fixture(scope="module")
def hurried(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DatabaseUrls, Any]]:
    """A service that computes findings for at most MAX_SECONDS."""
    change = ("api.analysis.findings.routes", f"routes.MAX_SECONDS = {MAX_SECONDS}")
    with (
        databases.copy(postgres) as database_urls,
        modified_service.running(change, database_urls, tmp_path_factory.mktemp("hurried")) as service,
    ):
        yield database_urls, service


def count_waiting(database_urls: DatabaseUrls) -> object:
    (count,) = databases.execute(database_urls.owner, WAITING_FOR_LOCK)
    return count


@pytest.mark.parametrize("url", [f"{FINDINGS}01", "/v1/targets?limit=7"])
def test_the_query_of_a_client_that_left_ends_within_a_second(
    hurried: tuple[DatabaseUrls, services.Service], url: str
) -> None:
    """The lock timeout would end it after two seconds."""
    database_urls, service = hurried
    with locks.hold_lock(database_urls, LOCK_TARGETS):
        with send_request(service.url, url):
            assert becomes_true(1, lambda: count_waiting(database_urls) == 1)
        left_at = time.monotonic()
        assert becomes_true(1, lambda: count_waiting(database_urls) == 0)
        assert time.monotonic() - left_at < 1
    assert "request.failed" not in service.log


def test_a_client_gets_503_in_time(hurried: tuple[DatabaseUrls, services.Service]) -> None:
    database_urls, service = hurried
    with locks.hold_lock(database_urls, LOCK_TARGETS):
        started_at = time.monotonic()
        response = httpx.get(f"{service.url}{FINDINGS}02", timeout=10)
        assert response.status_code == 503
        assert MAX_SECONDS - 0.1 < time.monotonic() - started_at < MAX_SECONDS + 0.4  # before the lock timeout
        assert response.json()["type"] == "/problems/unavailable"
        assert becomes_true(1, lambda: count_waiting(database_urls) == 0)
    assert httpx.get(f"{service.url}{FINDINGS}02", timeout=10).status_code == 200
