"""Fixtures of the cache tests: a service with a cache, and direct access to its database."""

import itertools
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

_days = itertools.count()
_PLAIN = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2025",
    "value": 25_000_000,
    "stated_on": "2022-03-28",
    "institution": "presiden",
    "citations": [{"source": "tribunnews-2022-03-28", "locator": "paragraph 8"}],
}
TARGETS = "/v1/targets?limit=100"


def build_plain_target(value: int = 25_000_000) -> dict[str, Any]:
    """Return the content of a target that was stated on a day of its own, so that it repeats no other target."""
    stated_on = date(2000, 1, 1) + timedelta(days=next(_days))
    return {**_PLAIN, "value": value, "stated_on": stated_on.isoformat()}


class CachedService(NamedTuple):
    """A service with a cache, and the users who write and publish."""

    urls: DatabaseUrls
    service: services.Service
    client: httpx.Client
    writer: Person
    publisher: Person

    def status(self, path: str = TARGETS, **headers: str) -> str:
        """Request a path and return Cache-Status (RFC 9211)."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=fields).headers["cache-status"]

    def create_submitted_target(self) -> str:
        """Create and submit a target; return its path."""
        path: str = self.writer.post("/v1/targets", build_plain_target()).headers["location"]
        assert self.writer.post(f"{path}/submit").status_code == 200
        return path

    def wait_until_cached(self, path: str = TARGETS) -> None:
        """Request a path until it is a cache hit. The listener of a worker connects shortly after the start."""
        deadline = time.monotonic() + 5
        while "hit" not in self.status(path):
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture(scope="package")
def cached_service(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CachedService]:
    """One service for the whole folder; each test uses paths or records of its own."""
    with (
        databases.copy(postgres) as urls,
        services.running(
            tmp_path_factory.mktemp("cached"), CAPAIAN_METRICS_PORT=str(services.free_port()), **urls.settings
        ) as service,
    ):
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            writer, publisher = (Person(client, key_for(urls, name, name)) for name in ("write", "publish"))
            yield CachedService(urls, service, client, writer, publisher)


@pytest.fixture
def cached(cached_service: CachedService) -> Iterator[CachedService]:
    """Return the service when it uses its cache, and check after the test that no request failed."""
    cached_service.wait_until_cached()
    log_length = len(cached_service.service.log)
    yield cached_service
    assert "request.failed" not in cached_service.service.log[log_length:]
