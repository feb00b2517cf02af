"""A service with figures of regencies that received new codes."""

from collections.abc import Iterator

import httpx
import pytest

from tests.analysis.renumbered_regions.build_papua import STATEMENTS
from tests.http.conftest import serving
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def papua_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STATEMENTS, role="capaian_service")
        yield copied


@pytest.fixture(scope="module")
def papua(papua_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(papua_database, tmp_path_factory.mktemp("papua")) as client:
        yield client


@pytest.fixture(scope="module")
def writer(papua_database: DatabaseUrls, papua: httpx.Client) -> Person:
    return Person(papua, key_for(papua_database, "penulis", "write"))
