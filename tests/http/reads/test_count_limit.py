"""`count=exact` leaves pooled connections to other requests, and slots to other callers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.exchange.exports.slow_client import becomes_true
from tests.support import databases, locks, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

LOCK_TARGETS = "LOCK TABLE target IN ACCESS EXCLUSIVE MODE"
WAITING_FOR_LOCK = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def counting(database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """A service with four slots for counts, three of them for callers without a key."""
    settings = {**database.settings, "CAPAIAN_POOL_SIZE": "8", "CAPAIAN_TRUSTED_PROXIES": "127.0.0.1"}
    with services.running(tmp_path_factory.mktemp("counting"), **settings) as service:
        service.wait_until_ready()
        yield service


def test_counts_of_one_caller_and_of_all_callers_without_a_key_have_a_limit(
    database: DatabaseUrls, counting: services.Service
) -> None:
    """Without the limit, the last requests wait for a connection instead. A count waits at most 2 s for the lock."""
    key = key_for(database, "counting office", "read:drafts")
    client = httpx.Client(base_url=counting.url, verify=services.NO_AUTHORITIES, timeout=10)

    def count(path: str, **headers: str) -> int:
        return client.get(path, headers=headers).status_code

    def count_as(number: int) -> int:
        """Request different pages, because concurrent equal requests share one response."""
        return count(f"/v1/targets?count=exact&limit={number}", **{"X-Forwarded-For": f"192.0.2.{number}"})

    def count_waiting() -> object:
        (waiting,) = databases.execute(database.owner, WAITING_FOR_LOCK)
        return waiting

    with client, ThreadPoolExecutor(8) as pool, locks.hold_lock(database, LOCK_TARGETS):
        slow = [pool.submit(count_as, 1)]
        assert becomes_true(2, lambda: count_waiting() == 1)
        assert count("/v1/targets?count=exact&limit=9", **{"X-Forwarded-For": "192.0.2.1"}) == 503
        slow += [pool.submit(count_as, number) for number in (2, 3)]
        assert becomes_true(2, lambda: count_waiting() == 3)
        assert count("/v1/units?count=exact", **{"X-Forwarded-For": "192.0.2.4"}) == 503
        assert count("/v1/units?count=exact", **{"X-API-Key": key}) == 200
        assert count("/v1/units", **{"X-Forwarded-For": "192.0.2.1"}) == 200
        assert not any(request.done() for request in slow)
    assert [request.result() for request in slow] == [200] * 3
    assert httpx.get(f"{counting.url}/v1/units?count=exact").status_code == 200
