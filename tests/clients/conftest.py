"""A service to write to and two people with keys, told to each client in the environment."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.databases import Addresses

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def surroundings(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a client: where the service is, and the keys of who writes and who publishes."""
    with (
        databases.copy(postgres) as addresses,
        services.running(
            tmp_path_factory.mktemp("clients"),
            CAPAIAN_DATABASE_URL=addresses.service,
            CAPAIAN_MIGRATION_DATABASE_URL=addresses.owner,
        ) as service,
    ):
        service.wait_until_ready()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CAPAIAN_"))}
        yield {
            **inherited,
            "CAPAIAN_URL": service.url,
            "WRITES": key_for(addresses, "Data UMKM", "write"),
            "PUBLISHES": key_for(addresses, "Kepala Data", "publish"),
        }


def blocks(readme: Path, language: str) -> list[str]:
    """The code of a README in one language."""
    parts = readme.read_text().split(f"```{language}\n")[1:]
    return [part.partition("```")[0] for part in parts]
