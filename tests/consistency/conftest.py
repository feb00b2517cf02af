"""A service for the tests of this folder, and its callers."""

from collections.abc import Iterator

import httpx
import pytest

from tests.consistency.comparison import RunningService
from tests.consistency.records import PUBLIC, Caller
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

CALLERS = {
    "writer": Caller("penulis", frozenset({"write"})),
    "colleague": Caller("rekan", frozenset({"write"})),
    "publisher": Caller("penerbit", frozenset({"publish"})),
    "editor": Caller("redaktur", frozenset({"write", "publish"})),
    "bound": Caller("kemenkop data", frozenset({"write", "publish"}), "kemenkop-ukm"),
    "admin": Caller("admin", frozenset({"admin"})),
    "reader": Caller("pembaca", frozenset({"read:drafts"})),
}


@pytest.fixture(scope="package")
def shared_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        yield copied


@pytest.fixture(scope="package")
def running_service(
    shared_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    directory = tmp_path_factory.mktemp("consistency")
    with services.running(directory, **shared_database.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, trust_env=False) as client:
            persons = {"": Person(client)}
            for name, caller in CALLERS.items():
                token = key_for(shared_database, caller.name, *sorted(caller.scopes), institution=caller.institution)
                persons[name] = persons[caller.name] = Person(client, token)
            yield RunningService(client, persons, {"public": PUBLIC, **CALLERS})
        assert "request.failed" not in service.log
        assert "Traceback" not in service.log
