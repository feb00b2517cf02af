"""Fixtures of the write tests: a service, and users with different scopes and institutions."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

TARGET: dict[str, Any] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2025",
    "value": 40000000,
    "qualifier": "at_least",
    "resolution": 1,
    "stated_on": "2022-06-01",
    "institution": "kemenkop-ukm",
    "citations": [{"source": "antara-2021-01-11", "locator": "paragraph 3"}],
}

_days = itertools.count()


class People(NamedTuple):
    """Users from the public to administrators, each with a key of its own."""

    public: Person
    writer: Person
    colleague: Person  # a second writer
    publisher: Person
    second_publisher: Person
    reader: Person  # sees drafts
    bound: Person  # writes and publishes for the Ministry of Cooperatives
    stranger: Person  # writes and publishes for another institution
    admin: Person


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """One database for all write tests; each test uses keys of its own."""
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="package")
def writable(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    with services.running(
        tmp_path_factory.mktemp("writing"),
        CAPAIAN_DATABASE_URL=stored.service,
        CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
    ) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="package")
def people(stored: DatabaseUrls, writable: services.Service) -> Iterator[People]:
    with httpx.Client(base_url=writable.url, timeout=20, event_hooks={"response": [checked]}) as client:

        def person(name: str, *scopes: str, institution: str | None = None) -> Person:
            return Person(client, key_for(stored, name, *scopes, institution=institution))

        yield People(
            Person(client),
            person("penulis", "write"),
            person("rekan", "write"),
            person("penerbit", "publish"),
            person("penerbit kedua", "publish"),
            person("pembaca", "read:drafts"),
            person("kemenkop data", "write", "publish", institution="kemenkop-ukm"),
            person("idea data", "write", "publish", institution="idea"),
            person("admin", "admin"),
        )


def build_target(**content: Any) -> dict[str, Any]:
    """Return the content of a target that was stated on a day of its own, so that it repeats no other target."""
    stated_on = date(2000, 1, 1) + timedelta(days=next(_days))
    return {**TARGET, "stated_on": stated_on.isoformat(), **content}


def create_record(person: Person, collection: str = "targets", **content: Any) -> httpx.Response:
    """Create a record and return the response."""
    response = person.post(f"/v1/{collection}", build_target(**content) if collection == "targets" else content)
    assert response.status_code == 201, response.text
    return response


def create_published_target(people: People, **content: Any) -> str:
    """Create a target as the writer and publish it as the publisher; return its URL."""
    url = create_record(people.writer, **content).headers["location"]
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    return url
