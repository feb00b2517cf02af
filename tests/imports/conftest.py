"""A service to send files to, and the people who do."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses

ROW: dict[str, str] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "32",
    "period": "2023-03",
    "value": "1250000",
    "quality": "final",
    "stated_on": "2023-04-05",
    "institution": "kemenkop-ukm",
    "source": "antara-2021-01-11",
    "locator": "table 2",
}


class People:
    """Who may do what."""

    def __init__(self, client: httpx.Client, stored: Addresses) -> None:
        self.stored = stored
        self.client = client
        self.public = Person(client)
        self.writer = self.person("penulis", "write")
        self.colleague = self.person("rekan", "write")
        self.publisher = self.person("penerbit", "publish")
        self.reader = self.person("pembaca", "read:drafts")
        self.bound = self.person("kemenkop data", "write", "publish", institution="kemenkop-ukm")
        self.stranger = self.person("idea data", "write", institution="idea")
        self.admin = self.person("admin", "admin")

    def person(self, name: str, *scopes: str, institution: str | None = None) -> Person:
        return Person(self.client, key_for(self.stored, name, *scopes, institution=institution))


@pytest.fixture(scope="module")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def importing(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    with services.running(
        tmp_path_factory.mktemp("importing"),
        CAPAIAN_DATABASE_URL=stored.service,
        CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
    ) as service:
        service.wait_until_ready()
        yield service
        assert "Traceback" not in service.log


@pytest.fixture(scope="module")
def people(stored: Addresses, importing: services.Service) -> Iterator[People]:
    with httpx.Client(base_url=importing.url, timeout=40, event_hooks={"response": [checked]}) as client:
        yield People(client, stored)


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    """A CSV file of rows that say what ROW says, but for what they say themselves; None leaves a column out."""
    said = [{name: value for name, value in {**ROW, **row}.items() if value is not None} for row in rows]
    columns = list(dict.fromkeys(name for row in said for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(said)
    return out.getvalue().encode()


def sent(
    person: Person, file: bytes, media_type: str = "text/csv", headers: dict[str, str] | None = None, **asked: str
) -> httpx.Response:
    """`collection` is realizations where nothing is said; English, so that sentences can be read here."""
    params = asked if "plan" in asked else {"collection": "realizations", **asked}
    told = {"content-type": media_type, "accept-language": "en", **person.headers, **(headers or {})}
    return person.client.post("/v1/imports", params=params, content=file, headers=told)


def counts(answer: httpx.Response) -> tuple[Any, ...]:
    """Created, updated, unchanged, rejected."""
    assert answer.status_code in (200, 201), answer.text
    one = answer.json()
    return one["created"], one["updated"], one["unchanged"], one["rejected"]


def done(answer: httpx.Response) -> dict[str, Any]:
    """The import, which is over."""
    assert answer.status_code in (200, 201), answer.text
    one: dict[str, Any] = answer.json()
    assert one["state"] in ("done", "planned"), one
    return one


def moved(person: Person, one: dict[str, Any], step: str, reason: str | None = None) -> httpx.Response:
    return person.post(f"/v1/imports/{one['id']}/{step}", None if reason is None else {"reason": reason})


def published(people: People, answer: httpx.Response) -> dict[str, Any]:
    """What an import brought, submitted and published by somebody else."""
    one = done(answer)
    assert moved(people.writer, one, "submit").status_code == 200
    return done(moved(people.publisher, one, "publish"))
