"""No cached response is older than an acknowledged write: on the same worker immediately, elsewhere after a second."""

import asyncio
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.http.cache.conftest import TARGETS, CachedService, build_plain_target
from tests.http.outages.proxy import Proxy
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls
from tests.support.services import NO_AUTHORITIES
from tests.support.sizes import size

SECONDS = size(4, 60)
A_SECOND = 1.0
_CLOSE_LISTENERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'capaian listener'
"""


def test_the_worker_of_a_write_returns_it_immediately(cached: CachedService) -> None:
    for _ in range(3):
        path = cached.create_submitted_target()
        cached.wait_until_cached()
        assert cached.publisher.transition(f"{path}/publish").status_code == 200
        after = cached.client.get(TARGETS)
        assert "hit" not in after.headers["cache-status"]
        assert path.rpartition("/")[2] in after.text


def test_a_write_of_another_process_is_returned_within_a_second(cached: CachedService) -> None:
    for number in range(2):
        cached.wait_until_cached("/v1/units")
        databases.execute(cached.urls.owner, insert_unit_sql(f"satuan-{number}"))
        time.sleep(A_SECOND)
        assert f"satuan-{number}" in cached.client.get("/v1/units").text


def insert_unit_sql(code: str) -> str:
    return (
        "INSERT INTO unit (code, name, kind, revision, status, public, recorded_by) "
        f"SELECT '{code}', 'Satuan', 'count', 1, 'published', true, 'system' "
        "FROM (SELECT set_config('capaian.principal', 'system', true)) AS acting"
    )


def test_a_service_without_its_listener_does_not_use_the_cache(cached: CachedService) -> None:
    for number in range(2):
        cached.wait_until_cached("/v1/units")
        databases.execute(cached.urls.owner, _CLOSE_LISTENERS)
        databases.execute(cached.urls.owner, insert_unit_sql(f"tanpa-listener-{number}"))
        time.sleep(A_SECOND)
        assert f"tanpa-listener-{number}" in cached.client.get("/v1/units").text
    assert "listener.lost" in cached.service.log


@pytest.fixture
def proxied_service(database: DatabaseUrls, tmp_path: Path) -> Iterator[tuple[httpx.Client, Proxy]]:
    """A service behind a proxy that can stop forwarding without closing connections."""
    parts = urlsplit(database.service)
    proxy = Proxy(parts.port or 0)
    through = parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{proxy.port}")).geturl()
    settings = {"CAPAIAN_DATABASE_URL": through, "CAPAIAN_MIGRATION_DATABASE_URL": database.owner}
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20) as client:
            yield client, proxy
    proxy.close()


def test_a_half_open_connection_is_detected_within_a_second(
    proxied_service: tuple[httpx.Client, Proxy],
) -> None:
    client, proxy = proxied_service
    deadline = time.monotonic() + 10
    while "hit" not in client.get("/v1/units").headers["cache-status"]:
        assert time.monotonic() < deadline
    proxy.swallowing = True
    time.sleep(A_SECOND)
    # A cached response would arrive immediately. tests/http/outages/test_outages.py waits for the 503.
    with pytest.raises(httpx.ReadTimeout):
        client.get("/v1/units", timeout=1)
    proxy.heal()


@pytest.fixture(scope="module")
def two_workers(
    postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[services.Service, DatabaseUrls]]:
    with (
        databases.copy(postgres) as urls,
        services.running(tmp_path_factory.mktemp("two"), **urls.settings, CAPAIAN_WORKERS="2") as service,
    ):
        service.wait_until_ready()
        yield service, urls


class Acknowledged:
    """The published values with the time of their acknowledgement."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: list[tuple[float, int]] = []
        self.stopped = False

    def add(self, value: int) -> None:
        with self._lock:
            self._values.append((time.monotonic(), value))

    def at_least(self, time_: float) -> int:
        with self._lock:
            return max((value for published_at, value in self._values if published_at <= time_), default=0)


def test_two_workers_return_nothing_older_than_a_second_during_writes_and_lost_listeners(
    two_workers: tuple[services.Service, DatabaseUrls],
) -> None:
    service, urls = two_workers
    acknowledged, stale, counts = Acknowledged(), list[str](), dict[str, int]()
    with httpx.Client(base_url=service.url, timeout=20) as client:
        writer, publisher = (Person(client, key_for(urls, name, name)) for name in ("write", "publish"))
        path = writer.post("/v1/targets", build_plain_target(1)).headers["location"]
        publish(writer, publisher, path, acknowledged, 1)

        def read() -> None:
            # A new connection from time to time, so that both workers receive requests.
            while not acknowledged.stopped:
                with httpx.Client(base_url=service.url, timeout=20, verify=NO_AUTHORITIES) as reader:
                    for _ in range(random.randrange(20, 200)):
                        sent_at = time.monotonic()
                        response = reader.get(path)
                        status = response.headers["cache-status"]
                        counts[status] = counts.get(status, 0) + 1
                        if response.json()["value"] < (expected := acknowledged.at_least(sent_at - A_SECOND)):
                            stale.append(f"{response.json()['value']} instead of {expected}: {status}")

        def close_listeners() -> None:
            while not acknowledged.stopped:
                time.sleep(random.uniform(0.5, 1.5))
                databases.execute(urls.owner, _CLOSE_LISTENERS)

        threads = [threading.Thread(target=task) for task in (read, read, read, close_listeners)]
        for thread in threads:
            thread.start()
        try:
            deadline, value = time.monotonic() + SECONDS, 1
            while time.monotonic() < deadline:
                value += 1
                revised = writer.patch(path, {"value": value}, etag=writer.get(path).headers["etag"])
                assert revised.status_code == 200, revised.text
                publish(writer, publisher, path, acknowledged, value)
                time.sleep(random.uniform(0, 0.3))
        finally:
            acknowledged.stopped = True
            for thread in threads:
                thread.join()
    assert stale == []
    assert counts["capaian; hit"] > sum(counts.values()) / 4


def publish(writer: Person, publisher: Person, path: str, acknowledged: Acknowledged, value: int) -> None:
    assert writer.post(f"{path}/submit").status_code == 200
    published = publisher.transition(f"{path}/publish")
    assert published.status_code == 200, published.text
    acknowledged.add(value)


def test_a_connection_reads_its_own_writes_immediately(two_workers: tuple[services.Service, DatabaseUrls]) -> None:
    """One connection reaches one worker, which must return its own writes."""
    service, urls = two_workers
    with httpx.Client(base_url=service.url, timeout=20) as client:
        writer, publisher = (Person(client, key_for(urls, name, name)) for name in ("write", "publish"))
        acknowledged = Acknowledged()
        path = writer.post("/v1/targets", build_plain_target(1)).headers["location"]
        publish(writer, publisher, path, acknowledged, 1)
        for value in range(2, 7):
            for _ in range(3):
                assert client.get(path).json()["value"] == value - 1
            assert writer.patch(path, {"value": value}, etag=writer.get(path).headers["etag"]).status_code == 200
            publish(writer, publisher, path, acknowledged, value)
            assert client.get(path).json()["value"] == value


def test_concurrent_identical_requests_cause_one_query(cached: CachedService) -> None:
    path = "/v1/onboarding-counts?indicator=umkm-onboarded"

    async def send_all() -> list[str]:
        async with httpx.AsyncClient(base_url=cached.service.url, timeout=20) as client:
            responses = await asyncio.gather(*(client.get(path) for _ in range(30)))
            assert {response.status_code for response in responses} == {200}
            return [response.headers["cache-status"] for response in responses]

    statuses = asyncio.run(send_all())
    assert statuses.count("capaian; fwd=uri-miss") == 1
    assert set(statuses) <= {"capaian; fwd=uri-miss", "capaian; fwd=uri-miss; collapsed", "capaian; hit"}


def test_only_a_write_that_changes_something_public_waits_for_its_notifications(cached: CachedService) -> None:
    submitted = cached.create_submitted_target()
    [pid] = databases.execute(
        cached.urls.owner,
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'capaian listener'",
    )
    os.kill(pid, signal.SIGSTOP)
    try:
        started_at = time.monotonic()
        other = cached.create_submitted_target()
        drafted_at = time.monotonic()
        assert cached.publisher.transition(f"{submitted}/publish").status_code == 200
        assert drafted_at - started_at < time.monotonic() - drafted_at
    finally:
        os.kill(pid, signal.SIGCONT)
    assert cached.publisher.transition(f"{other}/publish").status_code == 200
