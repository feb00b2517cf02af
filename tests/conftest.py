"""A real PostgreSQL, a real service, and a client that holds every answer against the contract."""

from collections.abc import Iterator

import httpx
import pytest

from tests.contract.validate import check
from tests.support import databases, services
from tests.support.databases import Addresses

pytest_plugins = ["tests.support.clusters"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Addresses]:
    """One server, with a migrated and loaded template."""
    with databases.server() as addresses, databases.template(addresses):
        yield addresses


@pytest.fixture
def database(postgres: Addresses) -> Iterator[Addresses]:
    """A fresh database with the schema and all that ships."""
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def service(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """One service for all the tests that only read what ships."""
    directory = tmp_path_factory.mktemp("service")
    with (
        databases.copy(postgres) as addresses,
        services.running(
            directory,
            CAPAIAN_DATABASE_URL=addresses.service,
            CAPAIAN_MIGRATION_DATABASE_URL=addresses.owner,
        ) as running,
    ):
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="session")
def client(service: services.Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
        yield client


def checked(response: httpx.Response) -> None:
    response.read()
    check(response)
