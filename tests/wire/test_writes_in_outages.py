"""The database is lost while it stores: the caller is told what is known, in time, and a retry tells the truth."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from api.embedded.server import EmbeddedServer
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses, execute
from tests.wire.committing import FailingWire, Failure
from tests.wire.outage import LONGEST, eventually, port_of
from tests.writing.conftest import TARGET


class Place(NamedTuple):
    """A database of its own, the wire to it, and somebody who writes at the other end of the service."""

    addresses: Addresses
    wire: FailingWire
    service: services.Service
    writer: Person

    def post(self, key: str) -> httpx.Response:
        """A target that can be counted by its locator, which is the key."""
        citations = [{"source": "antara-2021-01-11", "locator": key}]
        began = time.monotonic()
        answer = self.writer.post("/v1/targets", {**TARGET, "citations": citations}, idempotency_key=key)
        assert time.monotonic() - began < LONGEST
        return answer

    def effects(self, key: str) -> Any:
        return execute(self.addresses.owner, f"SELECT count(*) FROM target WHERE citations::text LIKE '%{key}%'")[0]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    directory = Path(tempfile.mkdtemp(prefix="capaian-outage-"))
    directory.chmod(0o755)  # the server's user has to reach it
    try:
        with EmbeddedServer(directory) as database:
            wire = FailingWire(port_of(database))
            addresses = Addresses(database.service_url, database.owner_url)
            through = (url.replace(f":{wire.target}/", f":{wire.port}/") for url in addresses)
            settings = dict(zip(("CAPAIAN_DATABASE_URL", "CAPAIAN_MIGRATION_DATABASE_URL"), through, strict=True))
            with services.running(tmp_path_factory.mktemp("outages"), **settings) as service:
                service.wait_until_ready()
                with httpx.Client(base_url=service.url, timeout=20) as client:
                    yield Place(addresses, wire, service, Person(client, key_for(addresses, "penulis", "write")))
            wire.close()
    finally:
        shutil.rmtree(directory)


@pytest.fixture(autouse=True)
def well(place: Place) -> Iterator[None]:
    """Each test finds the service well, and sees no failure of ours in its log."""
    assert eventually(lambda: place.post(str(uuid4())).status_code == 201)
    written = len(place.service.log)
    yield
    assert "request.failed" not in place.service.log[written:]


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]) if answer.is_error else str(answer.status_code)


@pytest.mark.parametrize("failure", ["cut before", "cut after", "silent after"])
def test_a_lost_commit_is_told_as_unknown_and_the_retry_tells_the_truth(place: Place, failure: Failure) -> None:
    key = str(uuid4())
    with place.wire.failing(failure, key):
        lost = place.post(key)
    assert kind(lost) == "/problems/outcome-unknown"
    assert lost.headers["retry-after"] == "5"
    took_effect = failure.endswith("after")
    assert place.effects(key) == took_effect
    again = place.post(key)
    assert (kind(again), again.headers.get("idempotent-replayed")) == ("201", "true" if took_effect else None)
    assert place.effects(key) == 1


@pytest.mark.parametrize(
    ("failure", "words"), [("cut before", b""), ("cut after", b"40000000"), ("silent before", b"40000000")]
)
def test_what_is_lost_before_the_commit_had_no_effect(place: Place, words: bytes, failure: Failure) -> None:
    key = str(uuid4())
    with place.wire.failing(failure, key, words):
        lost = place.post(key)
    assert kind(lost) == "/problems/unavailable"
    assert place.effects(key) == 0


def test_a_database_that_may_only_be_read_is_told_and_the_key_stays_free(place: Place) -> None:
    key = str(uuid4())
    owner, alter = place.addresses.owner, "ALTER SYSTEM {} default_transaction_read_only {}"
    execute(owner, alter.format("SET", "= on"), "SELECT pg_reload_conf()")
    try:
        assert eventually(lambda: kind(place.post(str(uuid4()))) == "/problems/unavailable")
        assert kind(place.post(key)) == "/problems/unavailable"
    finally:
        execute(owner, alter.format("RESET", ""), "SELECT pg_reload_conf()")
    assert eventually(lambda: kind(place.post(key)) == "201")
    assert place.effects(key) == 1


def waiting_for_a_standby(place: Place) -> bool:
    return execute(place.addresses.owner, "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == [
        True
    ]


@pytest.fixture
def without_a_standby(place: Place) -> Iterator[None]:
    """Every commit waits for a confirmation that does not come."""
    execute(place.addresses.owner, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()")
    yield
    execute(place.addresses.owner, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")


def test_a_commit_that_no_standby_confirms_is_unknown_however_its_wait_ends(
    place: Place, without_a_standby: None
) -> None:
    assert eventually(lambda: execute(place.addresses.owner, "SHOW synchronous_standby_names") == ["nobody"])
    key = str(uuid4())
    assert kind(place.post(key)) == "/problems/outcome-unknown"  # for it took too long
    assert place.effects(key) == 1
    for end in ("pg_cancel_backend", "pg_terminate_backend"):
        with ThreadPoolExecutor(1) as pool:
            again = pool.submit(place.post, key)
            assert eventually(lambda: waiting_for_a_standby(place))
            execute(place.addresses.owner, f"SELECT {end}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            assert kind(again.result()) == "/problems/outcome-unknown", place.service.log[
                -3000:
            ]  # a replay is not confirmed either
    execute(place.addresses.owner, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
    assert eventually(lambda: place.post(key).headers.get("idempotent-replayed") == "true")
    assert place.effects(key) == 1
