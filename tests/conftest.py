"""Fixtures: a real PostgreSQL, a real service, and a client that validates every response against openapi.yaml."""

import asyncio
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import settings

from api import logs
from tests.openapi.validate import check
from tests.schema.filled import fill
from tests.support import databases, newer_schema, pooler, services
from tests.support.databases import DatabaseUrls

# Commands print both languages, independent of the locale of the machine.
os.environ["LC_ALL"] = "C.UTF-8"
# Without stored bytecode each process that a test starts would compile all modules.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The time of one example depends on the machine more than on the code.
settings.register_profile("capaian", deadline=None)
settings.load_profile("capaian")

pytest_plugins = [
    "tests.support.clusters",
    "tests.support.distribution",
    "tests.support.folders",
    "tests.support.garbage_collection",
    "tests.support.openapi_coverage",
]


@pytest.fixture(scope="session", autouse=True)
def unchanged_log() -> Iterator[None]:
    """Commands that run in this process do not configure the log: later tests would not find their log lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "configure", lambda pretty=None: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def pooled_databases() -> Iterator[None]:
    """With CAPAIAN_TEST_POOLER, pools in the process of the tests use PgBouncer, too."""
    with pooler.used_by_databases():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseUrls]:
    """Start one server with a template: the schema and the seed data.

    With CAPAIAN_TEST_SCHEMA=newer it has the schema of a made-up later version, which this version must tolerate.
    """
    with databases.server() as urls, databases.template(urls):
        if newer_schema.IS_USED:
            newer_schema.upgrade(urls.named(databases.TEMPLATE))
        yield urls


@pytest.fixture
def database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """Create a database with the schema and the seed data."""
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="session")
def filled_template(postgres: DatabaseUrls) -> Iterator[str]:
    """Return the name of a database filled by `tests.schema.filled`, once per process because that takes long."""
    with databases.copy(postgres) as urls:
        asyncio.run(fill(urls))
        yield urlsplit(urls.owner).path[1:]


@pytest.fixture(scope="module")
def filled(postgres: DatabaseUrls, filled_template: str) -> Iterator[DatabaseUrls]:
    """Create a database with many figures, to which the tests of a module may add."""
    with databases.copy(postgres, filled_template) as urls:
        yield urls


@pytest.fixture(scope="session")
def service(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """Start one service for all tests that only read the seed data."""
    directory = tmp_path_factory.mktemp("service")
    with (
        databases.copy(postgres) as urls,
        services.running(directory, **urls.settings) as running,
    ):
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="session")
def client(service: services.Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
        yield client


def checked(response: httpx.Response) -> None:
    """Read a response and validate it against openapi.yaml."""
    response.read()
    check(response)
