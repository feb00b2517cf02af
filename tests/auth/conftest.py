"""Fixtures of the authentication tests: one database, one service with public reads and one without."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.auth.authors import Authors
from tests.conftest import checked
from tests.support import databases, identity_provider, services
from tests.support.databases import DatabaseUrls
from tests.support.identity_provider import Provider


class AuthService(NamedTuple):
    """A running service with an identity provider."""

    service: services.Service
    client: httpx.Client
    is_public: bool
    provider: Provider


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """One database for the whole folder; each test uses keys and records of its own."""
    with databases.copy(postgres) as urls:
        yield urls


@contextmanager
def run_service(stored: DatabaseUrls, directory: Path, *, is_public: bool, **settings: str) -> Iterator[AuthService]:
    """Run a service with an identity provider over the shared database."""
    with (
        identity_provider.running() as provider,
        services.running(
            directory,
            **stored.settings,
            CAPAIAN_PUBLIC_READ=str(is_public).lower(),
            CAPAIAN_OIDC_ISSUER=provider.issuer,
            CAPAIAN_OIDC_AUDIENCE=identity_provider.AUDIENCE,
            **settings,
        ) as service,
    ):
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            yield AuthService(service, client, is_public, provider)


@pytest.fixture(scope="package")
def public_service(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuthService]:
    with run_service(stored, tmp_path_factory.mktemp("public"), is_public=True) as running:
        yield running


@pytest.fixture(scope="package")
def private_service(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuthService]:
    """A service that requires a key for every read of data."""
    with run_service(stored, tmp_path_factory.mktemp("private"), is_public=False) as running:
        yield running


@pytest.fixture(scope="package", params=["public_service", "private_service"], ids=["public reads", "no public reads"])
def either_service(request: pytest.FixtureRequest) -> AuthService:
    running: AuthService = request.getfixturevalue(request.param)
    return running


@pytest.fixture(scope="package")
def client(public_service: AuthService) -> httpx.Client:
    return public_service.client


@pytest.fixture(scope="package")
def authors(client: httpx.Client, stored: DatabaseUrls) -> Authors:
    return Authors(client, stored)


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider whose keys and outages the test controls."""
    with identity_provider.running() as started:
        yield started
