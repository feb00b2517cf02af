"""A real PostgreSQL, a real service, and a client that holds every answer against the contract."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import settings

from tests.contract.validate import check
from tests.schema.filled import fill
from tests.support import databases, services
from tests.support.databases import Addresses

# How long one example takes says more of the machine than of the code.
settings.register_profile("capaian", deadline=None)
settings.load_profile("capaian")

pytest_plugins = [
    "tests.support.clusters",
    "tests.support.exercising",
    "tests.support.garbage",
    "tests.support.spreading",
]


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
def crowd_to_copy(postgres: Addresses) -> Iterator[str]:
    """The name of a database that `tests.schema.filled` filled, which takes long: once a process is enough."""
    with databases.copy(postgres) as addresses:
        asyncio.run(fill(addresses))
        yield urlsplit(addresses.owner).path[1:]


@pytest.fixture(scope="module")
def filled(postgres: Addresses, crowd_to_copy: str) -> Iterator[Addresses]:
    """A crowd of figures that the module may add to."""
    with databases.copy(postgres, crowd_to_copy) as addresses:
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
