"""Two services that share a database, and callers."""

from collections.abc import Iterator

import httpx
import pytest

from tests.http.conftest import serving
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def shared_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        yield copied


@pytest.fixture(scope="module")
def two_clients(
    shared_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Clients of two services on one database. Like workers, they share nothing else."""
    directory = tmp_path_factory.mktemp("findings")
    with serving(shared_database, directory) as first, serving(shared_database, directory) as second:
        yield first, second


@pytest.fixture(scope="module")
def writer(shared_database: DatabaseUrls, two_clients: tuple[httpx.Client, httpx.Client]) -> Person:
    return Person(two_clients[0], key_for(shared_database, "penulis", "write"))


@pytest.fixture(scope="module")
def publisher(shared_database: DatabaseUrls, two_clients: tuple[httpx.Client, httpx.Client]) -> Person:
    return Person(two_clients[0], key_for(shared_database, "penerbit", "publish"))
