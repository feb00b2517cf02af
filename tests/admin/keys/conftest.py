"""Fixtures of the tests of API keys: a service and two administrators, one of them bound to an institution."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from api.admin.keys.commands import keys_group
from api.settings import Settings
from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls
from tests.support.services import Service

NEW: dict[str, Any] = {"name": "lkpp data", "scopes": ["write"], "institution": "lkpp", "expires_at": None}


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """One database for the whole folder; each test creates keys of its own."""
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="package")
def service(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with services.running(tmp_path_factory.mktemp("keys"), **stored.settings) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="package")
def client(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as http_client:
        yield http_client


@pytest.fixture(scope="package")
def admin(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "administrator", "admin"))


@pytest.fixture(scope="package")
def bound(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "lkpp admin", "admin", institution="lkpp"))


def create_key(admin: Person, **fields: Any) -> dict[str, Any]:
    """Create a key with these fields and return the response body."""
    response = admin.post("/v1/keys", {**NEW, **fields})
    assert response.status_code == 201, response.text
    return response.json()


def with_key(admin: Person, key: dict[str, Any]) -> Person:
    """Return the user of a key."""
    return Person(admin.client, key["key"])


def list_errors(response: httpx.Response) -> list[tuple[str, str]]:
    """Return the code and the location of each error."""
    return [(error["code"], error.get("pointer", error.get("parameter"))) for error in response.json()["errors"]]


def run_keys_command(urls: DatabaseUrls, *arguments: str) -> Any:
    """Run `capaian keys` in this process, which is faster than a new process."""
    return CliRunner().invoke(keys_group, list(arguments), obj=Settings.from_environment(urls.settings))
