"""Services of their own, for tests that change what is stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.wire import recording


@pytest.fixture(scope="module")
def richer(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service that holds more than what ships: see recording.MORE."""
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.service, *recording.MORE, role="capaian_service")
        with serving(addresses, tmp_path_factory.mktemp("richer")) as client:
            yield client


@pytest.fixture
def growing(database: Addresses, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a service over the test's own `database`, which the test may add to."""
    with serving(database, tmp_path) as client:
        yield client


@pytest.fixture
def unfailing(service: services.Service) -> Iterator[services.Service]:
    """The service, whose log has no failure of ours when the test is done."""
    written = len(service.log)
    yield service
    assert "request.failed" not in service.log[written:]
    assert "Traceback" not in service.log[written:]


@contextmanager
def serving(addresses: Addresses, directory: Path) -> Iterator[httpx.Client]:
    with services.running(directory, **addresses.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            yield client
