"""Services over a test's own database, two of them where two workers are to agree."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.callers import Person, key_for
from tests.support.databases import Addresses
from tests.wire.conftest import serving


@pytest.fixture
def two(database: Addresses, tmp_path: Path) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two services on one database: workers share nothing else either."""
    with serving(database, tmp_path) as first, serving(database, tmp_path) as second:
        yield first, second


@pytest.fixture
def writer(database: Addresses, two: tuple[httpx.Client, httpx.Client]) -> Person:
    return Person(two[0], key_for(database, "penulis", "write"))


@pytest.fixture
def publisher(database: Addresses, two: tuple[httpx.Client, httpx.Client]) -> Person:
    return Person(two[0], key_for(database, "penerbit", "publish"))
