"""The database is stopped, killed, unreachable or full: requests get a 503 in time, and succeed after the outage."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.database.embedded.server import EmbeddedServer
from api.resources.seed.load import load_seed_data
from tests.http.outages.outage import (
    READS,
    Deployment,
    check_available,
    check_unavailable,
    children,
    eventually,
    find_port,
    find_postmaster,
    is_live,
    request_all,
    request_in_time,
)
from tests.http.outages.proxy import Proxy
from tests.support import services
from tests.support.directories import reachable_directory


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with reachable_directory() as directory:
        database = EmbeddedServer(directory)
        with database.start():
            proxy = Proxy(find_port(database))
            through = f":{proxy.port}/"
            service_url, owner_url = (
                url.replace(f":{find_port(database)}/", through) for url in (database.service_url, database.owner_url)
            )
            settings = {"CAPAIAN_DATABASE_URL": service_url, "CAPAIAN_MIGRATION_DATABASE_URL": owner_url}
            with services.running(tmp_path_factory.mktemp("outages"), **settings) as service:
                service.wait_until_ready()
                asyncio.run(load_seed_data(database.service_url))
                yield Deployment(directory, database, proxy, service)
            proxy.close()


@pytest.fixture(autouse=True)
def healthy(deployment: Deployment) -> Iterator[None]:
    """Check that the service is available before and after each test, and that its log has no failed request."""
    deployment.proxy.heal()  # of a failed test
    assert {outcome.status for outcome in request_all(deployment.service, READS)} == {200}
    log_length = len(deployment.service.log)
    yield
    assert eventually(lambda: {outcome.status for outcome in request_all(deployment.service, READS)} == {200})
    assert "request.failed" not in deployment.service.log[log_length:]


def test_reads_get_503_while_the_database_is_stopped(deployment: Deployment) -> None:
    deployment.database.stop()
    for _ in range(2):
        check_unavailable(deployment.service)
    deployment.restart()
    check_available(deployment.service)


def test_the_problem_of_an_outage_is_in_both_languages(deployment: Deployment) -> None:
    deployment.database.stop()
    documents = [
        httpx.get(f"{deployment.service.url}/v1/units", headers={"Accept-Language": language}, trust_env=False).json()
        for language in ("id", "en")
    ]
    deployment.restart()
    for document in documents:
        assert document["type"] == "/problems/unavailable"
        assert document["errors"] == []
    assert documents[0]["detail"] != documents[1]["detail"]


def test_the_first_request_after_a_restart_of_the_database_succeeds(deployment: Deployment) -> None:
    for _ in range(2):
        deployment.database.stop()
        deployment.restart()
        check_available(deployment.service)


def test_a_killed_database_restarts_and_requests_get_200_or_503(deployment: Deployment) -> None:
    pid = find_postmaster(deployment)
    os.kill(pid, 9)
    assert eventually(lambda: all(outcome.status == 200 for outcome in request_in_time(deployment.service)))
    assert find_postmaster(deployment) not in (0, pid)
    check_available(deployment.service)


def test_a_database_that_stops_responding_delays_no_request_beyond_the_limit(deployment: Deployment) -> None:
    deployment.proxy.swallowing = True
    check_unavailable(deployment.service)
    check_unavailable(deployment.service, READS * 4)
    deployment.proxy.heal()
    check_available(deployment.service)


def test_a_database_without_free_connections_results_in_503(deployment: Deployment) -> None:
    asyncio.run(use_all_connections(deployment))
    check_available(deployment.service)


async def use_all_connections(deployment: Deployment) -> None:
    url = deployment.database.service_url
    owner = await asyncpg.connect(deployment.database.owner_url)  # superusers have reserved connections

    async def connect_until_full() -> list["asyncpg.Connection[asyncpg.Record]"]:
        """Connect until no attempt succeeds. A rejected attempt uses a connection for a short time."""
        found: list[asyncpg.Connection[asyncpg.Record]] = []
        while True:
            attempts = await asyncio.gather(*(asyncpg.connect(url) for _ in range(100)), return_exceptions=True)
            assert any(isinstance(one, asyncpg.TooManyConnectionsError) for one in attempts)
            connected = [one for one in attempts if isinstance(one, asyncpg.Connection)]
            if not connected:
                return found
            found += connected

    connections = await connect_until_full()
    of_service = "FROM pg_stat_activity WHERE application_name = 'capaian'"
    while await owner.fetchval(f"SELECT count(*) {of_service}"):  # the sealer reconnects automatically
        await owner.execute(f"SELECT pg_terminate_backend(pid, 5000) {of_service}")
        connections += await connect_until_full()
    try:
        await asyncio.to_thread(check_unavailable, deployment.service)
    finally:
        await asyncio.gather(*(one.close() for one in (*connections, owner)))


def test_slow_queries_on_all_connections_are_canceled(deployment: Deployment) -> None:
    asyncio.run(lock_targets(deployment))
    check_available(deployment.service)


async def lock_targets(deployment: Deployment) -> None:
    owner = await asyncpg.connect(deployment.database.owner_url)
    try:
        async with owner.transaction():
            await owner.execute("LOCK TABLE target IN ACCESS EXCLUSIVE MODE")
            await asyncio.to_thread(check_unavailable, deployment.service, ("/v1/targets",) * 24)
    finally:
        await owner.close()


def test_a_rejected_login_results_in_503(deployment: Deployment) -> None:
    asyncio.run(reject_logins(deployment))
    check_available(deployment.service)


async def reject_logins(deployment: Deployment) -> None:
    """Remove the LOGIN right of the role, which has the same effect as a changed password."""
    owner = await asyncpg.connect(deployment.database.owner_url)
    try:
        await owner.execute("ALTER ROLE capaian NOLOGIN")
        await owner.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'capaian'")
        await asyncio.to_thread(check_unavailable, deployment.service)
    finally:
        await owner.execute("ALTER ROLE capaian LOGIN")
        await owner.close()


def test_a_worker_that_is_killed_during_an_outage_restarts_and_waits_for_the_database(deployment: Deployment) -> None:
    deployment.database.stop()
    for worker in children(deployment.service):
        os.kill(worker, 9)
    assert eventually(lambda: is_live(deployment.service))
    check_unavailable(deployment.service)
    deployment.restart()
    check_available(deployment.service)


def test_a_service_without_a_database_does_not_start_and_prints_the_reason(tmp_path: Path) -> None:
    """The service does not retry, because it cannot check the schema."""
    unreachable = f"postgresql://capaian:secret@127.0.0.1:{services.free_port()}/capaian"
    with services.running(tmp_path, CAPAIAN_DATABASE_URL=unreachable) as service:
        assert service.process.wait(30) == 1
    assert "does not respond: start that PostgreSQL, or correct host and port in CAPAIAN_DATABASE_URL" in service.log
    assert "Traceback" not in service.log
    assert "secret" not in service.log
