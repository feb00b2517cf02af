"""No answer from memory is older than what was acknowledged, here at once and elsewhere after a second."""

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.answers.conftest import PLAIN, TARGETS, Remembering
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses
from tests.support.services import NO_AUTHORITIES
from tests.support.sizes import size
from tests.wire.proxy import Proxy

SECONDS = size(6, 60)
A_SECOND = 1.0
_EARS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'capaian listener'
"""


def test_whoever_wrote_here_reads_it_at_once(here: Remembering) -> None:
    for _ in range(10):
        path = here.entered()
        here.until_it_remembers()
        assert here.publisher.post(f"{path}/publish").status_code == 200
        after = here.client.get(TARGETS)
        assert "hit" not in after.headers["cache-status"]
        assert path.rpartition("/")[2] in after.text


def test_a_write_from_elsewhere_is_heard(here: Remembering) -> None:
    for number in range(5):
        here.until_it_remembers("/v1/units")
        databases.execute(here.addresses.owner, published_unit(f"satuan-{number}"))
        time.sleep(A_SECOND)
        assert f"satuan-{number}" in here.client.get("/v1/units").text


def published_unit(code: str) -> str:
    return (
        "INSERT INTO unit (code, name, revision, status, public, recorded_by) "
        f"SELECT '{code}', 'Satuan', 1, 'published', true, 'system' "
        "FROM (SELECT set_config('capaian.principal', 'system', true)) AS acting"
    )


def test_a_service_that_cannot_hear_answers_nothing_from_memory(here: Remembering) -> None:
    for number in range(5):
        here.until_it_remembers("/v1/units")
        databases.execute(here.addresses.owner, _EARS)
        databases.execute(here.addresses.owner, published_unit(f"tuli-{number}"))
        time.sleep(A_SECOND)
        assert f"tuli-{number}" in here.client.get("/v1/units").text
    assert "listener.lost" in here.service.log


@pytest.fixture
def behind_a_wire(database: Addresses, tmp_path: Path) -> Iterator[tuple[httpx.Client, Proxy]]:
    """A service whose connections to the database can fall silent without an end."""
    parts = urlsplit(database.service)
    proxy = Proxy(parts.port or 0)
    through = parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{proxy.port}")).geturl()
    settings = {"CAPAIAN_DATABASE_URL": through, "CAPAIAN_MIGRATION_DATABASE_URL": database.owner}
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20) as client:
            yield client, proxy
    proxy.close()


def test_a_connection_that_is_only_half_open_is_noticed_within_a_second(
    behind_a_wire: tuple[httpx.Client, Proxy],
) -> None:
    client, proxy = behind_a_wire
    deadline = time.monotonic() + 10
    while "hit" not in client.get("/v1/units").headers["cache-status"]:
        assert time.monotonic() < deadline
    proxy.swallowing = True
    time.sleep(A_SECOND)
    assert client.get("/v1/units").status_code == 503
    proxy.heal()


@pytest.fixture
def two_workers(database: Addresses, tmp_path: Path) -> Iterator[services.Service]:
    settings = {
        **database.settings,
        "CAPAIAN_WORKERS": "2",
    }
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        yield service


class Acknowledged:
    """The values that were published, by when their publication was acknowledged."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: list[tuple[float, int]] = []
        self.over = False

    def add(self, value: int) -> None:
        with self._lock:
            self._values.append((time.monotonic(), value))

    def at_least(self, moment: float) -> int:
        with self._lock:
            return max((value for when, value in self._values if when <= moment), default=0)


def test_readers_on_two_workers_get_nothing_older_than_a_second_while_others_write_and_ears_are_cut(
    database: Addresses, two_workers: services.Service
) -> None:
    acknowledged, stale, counted = Acknowledged(), list[str](), dict[str, int]()
    with httpx.Client(base_url=two_workers.url, timeout=20) as client:
        writer, publisher = (Person(client, key_for(database, name, name)) for name in ("write", "publish"))
        path = writer.post("/v1/targets", {**PLAIN, "value": 1}).headers["location"]
        put_forward(writer, publisher, path, acknowledged, 1)

        def read() -> None:
            # A connection each, so that both workers are asked; now and then a new one.
            while not acknowledged.over:
                with httpx.Client(base_url=two_workers.url, timeout=20, verify=NO_AUTHORITIES) as reader:
                    for _ in range(random.randrange(20, 200)):
                        asked = time.monotonic()
                        answer = reader.get(path)
                        said = answer.headers["cache-status"]
                        counted[said] = counted.get(said, 0) + 1
                        if answer.json()["value"] < (expected := acknowledged.at_least(asked - A_SECOND)):
                            stale.append(f"{answer.json()['value']} instead of {expected}: {said}")

        def cut() -> None:
            while not acknowledged.over:
                time.sleep(random.uniform(0.5, 1.5))
                databases.execute(database.owner, _EARS)

        threads = [threading.Thread(target=task) for task in (read, read, read, cut)]
        for thread in threads:
            thread.start()
        try:
            deadline, value = time.monotonic() + SECONDS, 1
            while time.monotonic() < deadline:
                value += 1
                revised = writer.patch(path, {"value": value}, etag=writer.get(path).headers["etag"])
                assert revised.status_code == 200, revised.text
                put_forward(writer, publisher, path, acknowledged, value)
                time.sleep(random.uniform(0, 0.3))
        finally:
            acknowledged.over = True
            for thread in threads:
                thread.join()
    assert stale == []
    assert counted["capaian; hit"] > sum(counted.values()) / 4


def put_forward(writer: Person, publisher: Person, path: str, acknowledged: Acknowledged, value: int) -> None:
    assert writer.post(f"{path}/submit").status_code == 200
    published = publisher.post(f"{path}/publish")
    assert published.status_code == 200, published.text
    acknowledged.add(value)


def test_a_write_is_read_at_once_on_the_connection_that_made_it(
    database: Addresses, two_workers: services.Service
) -> None:
    """One connection reaches one worker, which has to read its own writes."""
    with httpx.Client(base_url=two_workers.url, timeout=20) as client:
        writer, publisher = (Person(client, key_for(database, name, name)) for name in ("write", "publish"))
        acknowledged = Acknowledged()
        path = writer.post("/v1/targets", {**PLAIN, "value": 1}).headers["location"]
        put_forward(writer, publisher, path, acknowledged, 1)
        for value in range(2, 12):
            for _ in range(3):
                assert client.get(path).json()["value"] == value - 1
            assert writer.patch(path, {"value": value}, etag=writer.get(path).headers["etag"]).status_code == 200
            put_forward(writer, publisher, path, acknowledged, value)
            assert client.get(path).json()["value"] == value


def test_many_who_ask_the_same_at_a_cold_moment_cause_one_query(here: Remembering) -> None:
    path = "/v1/onboarding-counts?indicator=umkm-onboarded"

    async def crowd() -> list[str]:
        async with httpx.AsyncClient(base_url=here.service.url, timeout=20) as client:
            answers = await asyncio.gather(*(client.get(path) for _ in range(30)))
            assert {answer.status_code for answer in answers} == {200}
            return [answer.headers["cache-status"] for answer in answers]

    said = asyncio.run(crowd())
    assert said.count("capaian; fwd=uri-miss") == 1
    assert set(said) <= {"capaian; fwd=uri-miss", "capaian; fwd=uri-miss; collapsed", "capaian; hit"}
