"""A service whose keys are kept over HTTP, and the administrators who keep them: of all, and of one institution."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses
from tests.support.services import Service

NEW: dict[str, Any] = {"name": "lkpp data", "scopes": ["write"], "institution": "lkpp", "expires_at": None}


@pytest.fixture(scope="module")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def keeping(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with services.running(
        tmp_path_factory.mktemp("keys"),
        CAPAIAN_DATABASE_URL=stored.service,
        CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
    ) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="module")
def asking(keeping: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=keeping.url, timeout=20, event_hooks={"response": [checked]}) as client:
        yield client


@pytest.fixture(scope="module")
def admin(stored: Addresses, asking: httpx.Client) -> Person:
    return Person(asking, key_for(stored, "administrator", "admin"))


@pytest.fixture(scope="module")
def bound(stored: Addresses, asking: httpx.Client) -> Person:
    return Person(asking, key_for(stored, "lkpp admin", "admin", institution="lkpp"))


def made(admin: Person, **said: Any) -> dict[str, Any]:
    answer = admin.post("/v1/keys", {**NEW, **said})
    assert answer.status_code == 201, answer.text
    return answer.json()


def bearer(admin: Person, key: dict[str, Any]) -> Person:
    return Person(admin.client, key["key"])


def faults_in(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(fault["code"], fault.get("pointer", fault.get("parameter"))) for fault in answer.json()["errors"]]
