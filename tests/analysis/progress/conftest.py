"""Requests for progress, and a service with more figures than the seed data."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.analysis.progress import build_programs
from tests.http.conftest import serving
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]
Key = tuple[str, str, str]


def get_rows(response: httpx.Response) -> list[Row]:
    assert response.status_code == 200, response.text
    rows: list[Row] = response.json()["data"]
    return rows


def index_by_key(rows: list[Row]) -> dict[Key, Row]:
    """Return the rows by indicator, nature and period."""
    found = {(row["indicator"], row["nature"], row["period"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def codes(row: Row) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


@pytest.fixture
def progress(client: httpx.Client) -> Callable[..., dict[Key, Row]]:
    """Return a function that loads the progress of the program with most seed data."""

    def load(**parameters: str) -> dict[Key, Row]:
        return index_by_key(get_rows(client.get("/v1/programs/umkm-digital/progress", params=parameters)))

    return load


@pytest.fixture(scope="module")
def program_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *build_programs.STATEMENTS, role="capaian_service")
        yield copied


@pytest.fixture(scope="module")
def program_client(program_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service with the programs of `build_programs`."""
    with serving(program_database, tmp_path_factory.mktemp("progress")) as client:
        yield client


@pytest.fixture(scope="module")
def publisher(program_database: DatabaseUrls, program_client: httpx.Client) -> Person:
    return Person(program_client, key_for(program_database, "penerbit", "publish"))
