"""Services for tests that need more data than the seed data, or that add data."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.conftest import checked
from tests.http import recording
from tests.support import databases, services
from tests.support.databases import DatabaseUrls


class GrowingService(NamedTuple):
    """A client of a service, and the database to which tests add records with keys of their own."""

    client: httpx.Client
    urls: DatabaseUrls

    def insert(self, *statements: str) -> None:
        databases.execute(self.urls.service, *statements, role="capaian_service")


@pytest.fixture(scope="module")
def richer(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service with the seed data and the records of recording.MORE."""
    with databases.copy(postgres) as urls:
        databases.execute(urls.service, *recording.MORE, role="capaian_service")
        with serving(urls, tmp_path_factory.mktemp("richer")) as client:
            yield client


@pytest.fixture(scope="package")
def growing(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GrowingService]:
    with databases.copy(postgres) as urls, serving(urls, tmp_path_factory.mktemp("growing")) as client:
        yield GrowingService(client, urls)


@pytest.fixture
def unfailing(service: services.Service) -> Iterator[services.Service]:
    """Return the service, and check after the test that its log has no failed request."""
    log_length = len(service.log)
    yield service
    assert "request.failed" not in service.log[log_length:]
    assert "Traceback" not in service.log[log_length:]


@contextmanager
def serving(urls: DatabaseUrls, directory: Path, **settings: str) -> Iterator[httpx.Client]:
    """Run a service over this database with more settings; yield a client that validates every response."""
    with services.running(directory, **urls.settings, **settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            yield client
