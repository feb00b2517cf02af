"""The database is stopped, killed, out of reach or full: every request is answered in time, the first after it well."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.embedded.server import EmbeddedServer
from tests.support import services
from tests.wire.outage import (
    READS,
    Place,
    answered_in_time,
    ask,
    children,
    eventually,
    is_back,
    is_out,
    lives,
    port_of,
    postmaster_of,
)
from tests.wire.proxy import Proxy


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    directory = Path(tempfile.mkdtemp(prefix="capaian-outage-"))
    directory.chmod(0o755)  # the server's user has to reach it
    database = EmbeddedServer(directory)
    try:
        with database.start():
            proxy = Proxy(port_of(database))
            through = f":{proxy.port}/"
            service_url, owner_url = (
                url.replace(f":{port_of(database)}/", through) for url in (database.service_url, database.owner_url)
            )
            settings = {"CAPAIAN_DATABASE_URL": service_url, "CAPAIAN_MIGRATION_DATABASE_URL": owner_url}
            with services.running(tmp_path_factory.mktemp("outages"), **settings) as service:
                service.wait_until_ready()
                yield Place(directory, database, proxy, service)
            proxy.close()
    finally:
        shutil.rmtree(directory)


@pytest.fixture(autouse=True)
def well(place: Place) -> Iterator[None]:
    """Each test finds the service well, leaves it well, and sees no failure of ours in its log."""
    place.proxy.heal()  # whatever a failed test has left
    assert {told.status for told in ask(place.service, READS)} == {200}
    written = len(place.service.log)
    yield
    assert eventually(lambda: {told.status for told in ask(place.service, READS)} == {200})
    assert "request.failed" not in place.service.log[written:]


def test_a_stopped_database_is_told_at_once_and_its_return_is_noticed(place: Place) -> None:
    place.database.stop()
    for _ in range(2):
        is_out(place.service)
    place.restart()
    is_back(place.service)


def test_a_problem_tells_of_the_outage_in_both_languages_and_nothing_else(place: Place) -> None:
    place.database.stop()
    documents = [
        httpx.get(f"{place.service.url}/v1/units", headers={"Accept-Language": language}, trust_env=False).json()
        for language in ("id", "en")
    ]
    place.restart()
    for document in documents:
        assert document["type"] == "/problems/unavailable"
        assert document["errors"] == []
    assert documents[0]["detail"] != documents[1]["detail"]


def test_a_database_that_restarts_costs_no_request_after_it(place: Place) -> None:
    for _ in range(2):
        place.database.stop()
        place.restart()
        is_back(place.service)


def test_a_killed_database_heals_itself_and_every_request_meanwhile_is_answered(place: Place) -> None:
    pid = postmaster_of(place)
    os.kill(pid, 9)
    assert eventually(lambda: all(told.status == 200 for told in answered_in_time(place.service)))
    assert postmaster_of(place) not in (0, pid)
    is_back(place.service)


def test_a_database_in_a_black_hole_keeps_nobody_waiting(place: Place) -> None:
    place.proxy.swallowing = True
    is_out(place.service)
    is_out(place.service, READS * 4)
    place.proxy.heal()
    is_back(place.service)


def test_a_full_database_is_told(place: Place) -> None:
    asyncio.run(fill(place))
    is_back(place.service)


async def fill(place: Place) -> None:
    url = place.database.service_url
    owner = await asyncpg.connect(place.database.owner_url)  # a superuser has connections in reserve

    async def all_there_are() -> list["asyncpg.Connection[asyncpg.Record]"]:
        """Whoever is turned away had a place for a moment: there may be some left until nobody gets one."""
        found: list[asyncpg.Connection[asyncpg.Record]] = []
        while True:
            tried = await asyncio.gather(*(asyncpg.connect(url) for _ in range(100)), return_exceptions=True)
            assert any(isinstance(one, asyncpg.TooManyConnectionsError) for one in tried)
            got = [one for one in tried if isinstance(one, asyncpg.Connection)]
            if not got:
                return found
            found += got

    taken = await all_there_are()
    ours = "FROM pg_stat_activity WHERE application_name = 'capaian'"
    while await owner.fetchval(f"SELECT count(*) {ours}"):  # the sealer comes back by itself, if it finds a place
        await owner.execute(f"SELECT pg_terminate_backend(pid, 5000) {ours}")
        taken += await all_there_are()
    try:
        await asyncio.to_thread(is_out, place.service)
    finally:
        await asyncio.gather(*(one.close() for one in (*taken, owner)))


def test_slow_queries_that_take_all_connections_are_given_up(place: Place) -> None:
    asyncio.run(block(place))
    is_back(place.service)


async def block(place: Place) -> None:
    owner = await asyncpg.connect(place.database.owner_url)
    try:
        async with owner.transaction():
            await owner.execute("LOCK TABLE target IN ACCESS EXCLUSIVE MODE")
            await asyncio.to_thread(is_out, place.service, ("/v1/targets",) * 24)
    finally:
        await owner.close()


def test_a_database_that_turns_the_service_away_is_out_of_reach_too(place: Place) -> None:
    asyncio.run(turn_away(place))
    is_back(place.service)


async def turn_away(place: Place) -> None:
    """As after a change of password; here the role may no longer log in."""
    owner = await asyncpg.connect(place.database.owner_url)
    try:
        await owner.execute("ALTER ROLE capaian NOLOGIN")
        await owner.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'capaian'")
        await asyncio.to_thread(is_out, place.service)
    finally:
        await owner.execute("ALTER ROLE capaian LOGIN")
        await owner.close()


def test_a_worker_that_is_killed_during_an_outage_comes_back_and_waits_for_the_database(place: Place) -> None:
    place.database.stop()
    for worker in children(place.service):
        os.kill(worker, 9)
    assert eventually(lambda: lives(place.service))
    is_out(place.service)
    place.restart()
    is_back(place.service)


def test_a_service_that_finds_no_database_says_so_and_does_not_start(tmp_path: Path) -> None:
    """It cannot know whether the schema is current; whoever started it starts it again."""
    nowhere = f"postgresql://capaian:secret@127.0.0.1:{services.free_port()}/capaian"
    with services.running(tmp_path, CAPAIAN_DATABASE_URL=nowhere) as service:
        assert service.process.wait(30) == 1
    assert "Skema basis data" in service.log
    assert "The schema of the database" in service.log
    assert "Traceback" not in service.log
    assert "secret" not in service.log
