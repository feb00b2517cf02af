"""A service and the API keys of two people, passed to each client program in its environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import databases, nginx, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def client_environment(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The URL of a service, and the keys of a person who writes and of one who publishes.

    The service is below a path of nginx if nginx is installed.
    """
    directory = tmp_path_factory.mktemp("clients")
    with databases.copy(postgres) as urls, run_service(directory, urls) as url:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CAPAIAN_"))}
        yield {
            **inherited,
            "CAPAIAN_URL": url,
            "WRITES": key_for(urls, "Data UMKM", "write"),
            "PUBLISHES": key_for(urls, "Kepala Data", "publish"),
        }


@contextmanager
def run_service(directory: Path, urls: DatabaseUrls) -> Iterator[str]:
    if nginx.HAS_NGINX:
        with nginx.running_below_prefix(directory, **urls.settings) as (_, url):
            yield url
        return
    with services.running(directory, **urls.settings) as service:
        service.wait_until_ready()
        yield service.url


def code_blocks(readme: Path, language: str) -> list[str]:
    """Return the code blocks of a README in one language."""
    parts = readme.read_text().split(f"```{language}\n")[1:]
    return [part.partition("```")[0] for part in parts]
