"""What progress is asked of: rows by their keys, and services that hold more than what ships."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.progress import recorded
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses
from tests.wire.conftest import serving

Row = dict[str, Any]
Key = tuple[str, str, str]


def rows_of(answer: httpx.Response) -> list[Row]:
    assert answer.status_code == 200, answer.text
    rows: list[Row] = answer.json()["data"]
    return rows


def by_key(rows: list[Row]) -> dict[Key, Row]:
    """By indicator, nature and period."""
    found = {(row["indicator"], row["nature"], row["period"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def codes(row: Row) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


@pytest.fixture
def progress(client: httpx.Client) -> Callable[..., dict[Key, Row]]:
    """The rows of the program for which most figures ship."""

    def ask(**parameters: str) -> dict[Key, Row]:
        return by_key(rows_of(client.get("/v1/programs/umkm-digital/progress", params=parameters)))

    return ask


@pytest.fixture(scope="module")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.service, *recorded.ALL, role="capaian_service")
        yield addresses


@pytest.fixture(scope="module")
def richer(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service that holds what `recorded` tells of."""
    with serving(stored, tmp_path_factory.mktemp("progress")) as client:
        yield client


@pytest.fixture(scope="module")
def publisher(stored: Addresses, richer: httpx.Client) -> Person:
    return Person(richer, key_for(stored, "penerbit", "publish"))
