"""A service of its own for each module, and those who write to it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.soundness.entities import PUBLIC, Who
from tests.soundness.world import House
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses

WHOS = {
    "writer": Who("penulis", frozenset({"write"})),
    "colleague": Who("rekan", frozenset({"write"})),
    "publisher": Who("penerbit", frozenset({"publish"})),
    "editor": Who("redaktur", frozenset({"write", "publish"})),
    "bound": Who("kemenkop data", frozenset({"write", "publish"}), "kemenkop-ukm"),
    "admin": Who("admin", frozenset({"admin"})),
    "reader": Who("pembaca", frozenset({"read:drafts"})),
}


@pytest.fixture(scope="module")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def house(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with services.running(tmp_path_factory.mktemp("sound"), **stored.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, trust_env=False) as client:
            persons = {"": Person(client)}
            for name, who in WHOS.items():
                text = key_for(stored, who.name, *sorted(who.scopes), institution=who.institution)
                persons[name] = persons[who.name] = Person(client, text)
            yield House(client, persons, {"public": PUBLIC, **WHOS})
        assert "request.failed" not in service.log
        assert "Traceback" not in service.log
