"""A service to write to, and the people who do: two who write, one who publishes, one bound to an institution."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses

TARGET: dict[str, Any] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2025",
    "value": 40000000,
    "qualifier": "at_least",
    "resolution": 1000000,
    "stated_on": "2022-06-01",
    "institution": "kemenkop-ukm",
    "citations": [{"source": "antara-2021-01-11", "locator": "paragraph 3"}],
}


class People(NamedTuple):
    """Who may do what, from nobody to administrators."""

    public: Person
    writer: Person
    colleague: Person  # writes too
    publisher: Person
    reader: Person  # sees drafts
    bound: Person  # writes and publishes for the Ministry of Cooperatives
    stranger: Person  # the same for another institution
    admin: Person


@pytest.fixture(scope="package")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    """One database for all that writes under keys of its own."""
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="package")
def writable(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    with services.running(
        tmp_path_factory.mktemp("writing"),
        CAPAIAN_DATABASE_URL=stored.service,
        CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
    ) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="package")
def people(stored: Addresses, writable: services.Service) -> Iterator[People]:
    with httpx.Client(base_url=writable.url, timeout=20, event_hooks={"response": [checked]}) as client:

        def person(name: str, *scopes: str, institution: str | None = None) -> Person:
            return Person(client, key_for(stored, name, *scopes, institution=institution))

        yield People(
            Person(client),
            person("penulis", "write"),
            person("rekan", "write"),
            person("penerbit", "publish"),
            person("pembaca", "read:drafts"),
            person("kemenkop data", "write", "publish", institution="kemenkop-ukm"),
            person("idea data", "write", "publish", institution="idea"),
            person("admin", "admin"),
        )


def entered(person: Person, noun: str = "targets", **content: Any) -> httpx.Response:
    answer = person.post(f"/v1/{noun}", {**(TARGET if noun == "targets" else {}), **content})
    assert answer.status_code == 201, answer.text
    return answer


def published(people: People, **content: Any) -> str:
    """The address of a target that one person wrote and another published."""
    address = entered(people.writer, **content).headers["location"]
    assert people.writer.post(f"{address}/submit").status_code == 200
    assert people.publisher.post(f"{address}/publish").status_code == 200
    return address
