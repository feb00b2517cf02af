"""The metrics of a service with two workers, over HTTP on a port of their own."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.admin.metrics.database_state import DatabaseState
from api.database.pool import Database
from tests.support import databases, services
from tests.support.databases import DatabaseUrls
from tests.support.services import NO_AUTHORITIES, Service

WORKERS = 2


@pytest.fixture(scope="module")
def port() -> int:
    return services.free_port()


@pytest.fixture(scope="module")
def urls(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="module")
def service(urls: DatabaseUrls, port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = {"CAPAIAN_METRICS_PORT": str(port), "CAPAIAN_WORKERS": str(WORKERS), "CAPAIAN_POOL_SIZE": "4"}
    with services.running(tmp_path_factory.mktemp("metrics"), **settings, **urls.settings) as service:
        service.wait_until_ready()
        yield service


def wait_for(service: Service, series: str, expected: float) -> float:
    """Read the metrics until a series has this value; return the last value."""
    deadline = time.monotonic() + 10
    while (value := service.read_metrics()[series]) != expected and time.monotonic() < deadline:
        time.sleep(0.01)
    return value


def test_every_scrape_returns_the_sum_over_all_workers(service: Service) -> None:
    series = 'capaian_http_requests_total{method="GET",route="/v1/units",status="200"}'
    before = service.read_metrics().get(series, 0)
    for number in range(40):  # a connection each, so that both workers get some
        httpx.get(f"{service.url}/v1/units?limit={1 + number}", trust_env=False, verify=NO_AUTHORITIES)
    assert [service.read_metrics()[series] for _ in range(8)] == [before + 40] * 8


def test_pools_slots_and_the_cache_report_use_and_limits(service: Service) -> None:
    response = httpx.get(f"{service.url}/v1/exports/targets.csv", trust_env=False, verify=NO_AUTHORITIES)
    assert response.status_code == 200
    metrics = service.read_metrics()
    # All workers have opened their pools when both are ready; each has a pool of 4 connections.
    assert wait_for(service, 'capaian_database_connections_max{pool="public"}', 4 * WORKERS) == 4 * WORKERS
    assert metrics['capaian_slots_max{kind="exports"}'] == 4 * WORKERS
    assert metrics['capaian_slots_max{kind="memos"}'] == 4 * WORKERS
    assert metrics['capaian_slots_max{kind="pictures"}'] == 3 * WORKERS
    assert metrics['capaian_slots_used{kind="exports"}'] == 0
    assert metrics['capaian_database_connections_used{pool="public"}'] == 0
    assert metrics['capaian_database_connections_waiting{pool="public"}'] == 0
    assert metrics['capaian_database_acquire_duration_seconds_count{pool="long_running"}'] >= 1
    assert metrics['capaian_database_query_duration_seconds_count{pool="public"}'] >= 1
    assert metrics["capaian_cache_max_bytes"] == 64 * 1024 * 1024 * WORKERS
    assert metrics['capaian_cache_requests_total{result="miss"}'] >= 1
    assert metrics["capaian_database_up"] == 1
    assert metrics["capaian_database_is_standby"] == metrics["capaian_replication_standbys"] == 0
    assert 'capaian_imports{status="running"}' in metrics
    assert any(name.startswith("capaian_build_info{") for name in metrics)


def test_only_the_metrics_port_serves_metrics_and_no_other_site_may_read_them(service: Service, port: int) -> None:
    origin = {"Origin": "https://site.example"}
    with httpx.Client(trust_env=False, verify=NO_AUTHORITIES, headers=origin) as client:
        assert client.get(f"{service.url}/metrics").status_code == 404
        metrics = client.get(f"http://127.0.0.1:{port}/metrics")
        assert metrics.status_code == 200
        assert not [name for name in metrics.headers if name.startswith("access-control")]
        assert metrics.headers["content-type"].startswith("text/plain; version=")
        assert client.head(f"http://127.0.0.1:{port}/metrics").status_code == 200
        assert client.post(f"http://127.0.0.1:{port}/metrics").status_code == 405
        assert client.get(f"http://127.0.0.1:{port}/v1/units").status_code == 404


def test_an_open_transaction_delays_the_feed_and_the_seals(service: Service, urls: DatabaseUrls) -> None:
    async def hold_back() -> dict[str, float]:
        blocking = await asyncpg.connect(urls.owner)
        writing = await asyncpg.connect(urls.owner)
        try:
            await blocking.execute("BEGIN; SELECT pg_current_xact_id()")
            await writing.execute(
                "INSERT INTO change (action, record_type, record_id, revision) VALUES ('published', 'unit', 'umkm', 1);"
                "INSERT INTO audit_entry (principal, action) VALUES ('system', 'test')"
            )
            await asyncio.sleep(0.3)
            return await asyncio.to_thread(service.read_metrics)
        finally:
            await blocking.close()
            await writing.close()

    assert wait_for(service, "capaian_seal_lag_seconds", 0) == 0
    delayed = asyncio.run(hold_back())
    assert 0.3 <= delayed["capaian_feed_lag_seconds"] < 60
    assert 0.3 <= delayed["capaian_seal_lag_seconds"] < 60
    assert wait_for(service, "capaian_feed_lag_seconds", 0) == 0
    assert wait_for(service, "capaian_seal_lag_seconds", 0) == 0


def test_the_gauges_of_a_killed_worker_are_removed_and_its_counters_remain(service: Service) -> None:
    series = 'capaian_http_requests_total{method="GET",route="/v1/units",status="200"}'
    before = service.read_metrics()[series]
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    limit = 'capaian_database_connections_max{pool="public"}'
    # The next worker starts after 0.2 s and then opens its pools.
    assert wait_for(service, limit, 4 * (WORKERS - 1)) == 4 * (WORKERS - 1)
    assert wait_for(service, limit, 4 * WORKERS) == 4 * WORKERS
    assert service.read_metrics()[series] == before


def test_a_scrape_without_a_database_reports_that_it_is_down() -> None:
    async def collect() -> dict[str, float]:
        database = Database("postgresql://user@127.0.0.1:1/nothing", 1)
        await database.open()
        state = DatabaseState(database)
        await state.refresh()
        await database.close()
        return {sample.name: sample.value for metric in state.collect() for sample in metric.samples}

    assert asyncio.run(collect()) == {"capaian_database_up": 0}


def test_the_metrics_need_another_port_than_the_service(tmp_path: Path) -> None:
    port = str(services.free_port())
    with services.running(tmp_path, CAPAIAN_PORT=port, CAPAIAN_METRICS_PORT=port) as service:
        assert service.process.wait(30) == 1
    assert "CAPAIAN_METRICS_PORT equals CAPAIAN_PORT" in service.log
    assert "Traceback" not in service.log
