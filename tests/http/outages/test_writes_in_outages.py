"""The database is lost during a write: the problem states whether the outcome is known, and a retry is safe."""

import asyncio
import functools
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from api.database.embedded.server import EmbeddedServer
from api.resources.seed.load import load_seed_data
from tests.http.outages.failing_proxy import FailingProxy, Failure
from tests.http.outages.outage import MAX_SECONDS, eventually, find_port
from tests.http.writes.conftest import build_target
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.directories import reachable_directory


@functools.cache
def build_keyed_target(key: str) -> dict[str, Any]:
    """Return the content of the target with this key, which every attempt to write it has."""
    return build_target(citations=[{"source": "antara-2021-01-11", "locator": key}])


class Deployment(NamedTuple):
    """A database, a proxy to it, a service that uses the proxy, and a user who writes."""

    urls: DatabaseUrls
    proxy: FailingProxy
    service: services.Service
    writer: Person

    def post(self, key: str) -> httpx.Response:
        """Create a target whose locator is the key, so that it can be counted."""
        citations = [{"source": "antara-2021-01-11", "locator": key}]
        started_at = time.monotonic()
        response = self.writer.post(
            "/v1/targets", {**build_keyed_target(key), "citations": citations}, idempotency_key=key
        )
        assert time.monotonic() - started_at < MAX_SECONDS
        return response

    def count_targets(self, key: str) -> Any:
        return execute(self.urls.owner, f"SELECT count(*) FROM target WHERE citations::text LIKE '%{key}%'")[0]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with reachable_directory() as directory, EmbeddedServer(directory) as database:
        proxy = FailingProxy(find_port(database))
        urls = DatabaseUrls(database.service_url, database.owner_url)
        through = (url.replace(f":{proxy.target}/", f":{proxy.port}/") for url in urls)
        settings = dict(zip(("CAPAIAN_DATABASE_URL", "CAPAIAN_MIGRATION_DATABASE_URL"), through, strict=True))
        with services.running(tmp_path_factory.mktemp("outages"), **settings) as service:
            service.wait_until_ready()
            asyncio.run(load_seed_data(database.service_url))
            with httpx.Client(base_url=service.url, timeout=20) as client:
                yield Deployment(urls, proxy, service, Person(client, key_for(urls, "penulis", "write")))
        proxy.close()


@pytest.fixture(autouse=True)
def healthy(deployment: Deployment) -> Iterator[None]:
    """Check that the service is available before each test, and that its log has no failed request."""
    assert eventually(lambda: deployment.post(str(uuid4())).status_code == 201)
    log_length = len(deployment.service.log)
    yield
    assert "request.failed" not in deployment.service.log[log_length:]


def describe(response: httpx.Response) -> str:
    return str(response.json()["type"]) if response.is_error else str(response.status_code)


@pytest.mark.parametrize("failure", ["cut before", "cut after", "silent after"])
def test_the_outcome_of_a_lost_commit_is_unknown_until_the_retry(deployment: Deployment, failure: Failure) -> None:
    key = str(uuid4())
    with deployment.proxy.failing(failure, key):
        lost = deployment.post(key)
    assert describe(lost) == "/problems/outcome-unknown"
    assert lost.headers["retry-after"] == "5"
    took_effect = failure.endswith("after")
    assert deployment.count_targets(key) == took_effect
    again = deployment.post(key)
    assert (describe(again), again.headers.get("idempotent-replayed")) == ("201", "true" if took_effect else None)
    assert deployment.count_targets(key) == 1


@pytest.mark.parametrize(
    ("failure", "statement"), [("cut before", b""), ("cut after", b"40000000"), ("silent before", b"40000000")]
)
def test_a_write_that_is_lost_before_its_commit_has_no_effect(
    deployment: Deployment, statement: bytes, failure: Failure
) -> None:
    key = str(uuid4())
    with deployment.proxy.failing(failure, key, statement):
        lost = deployment.post(key)
    assert describe(lost) == "/problems/unavailable"
    assert deployment.count_targets(key) == 0


def test_a_read_only_database_results_in_503_and_the_key_remains_unused(deployment: Deployment) -> None:
    key = str(uuid4())
    owner, alter = deployment.urls.owner, "ALTER SYSTEM {} default_transaction_read_only {}"
    execute(owner, alter.format("SET", "= on"), "SELECT pg_reload_conf()")
    try:
        assert eventually(lambda: describe(deployment.post(str(uuid4()))) == "/problems/unavailable")
        assert describe(deployment.post(key)) == "/problems/unavailable"
    finally:
        execute(owner, alter.format("RESET", ""), "SELECT pg_reload_conf()")
    assert eventually(lambda: describe(deployment.post(key)) == "201")
    assert deployment.count_targets(key) == 1
