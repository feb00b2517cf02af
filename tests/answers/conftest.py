"""A service with a memory, whose database the tests may change behind its back."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.conftest import checked
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses

PLAIN = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2025",
    "value": 25_000_000,
    "stated_on": "2022-03-28",
    "institution": "presiden",
    "citations": [{"source": "tribunnews-2022-03-28", "locator": "paragraph 8"}],
}
TARGETS = "/v1/targets?limit=100"


class Remembering(NamedTuple):
    """A service with a memory, and whoever writes and publishes in it."""

    addresses: Addresses
    service: services.Service
    client: httpx.Client
    writer: Person
    publisher: Person

    def status(self, path: str = TARGETS, **headers: str) -> str:
        """What the answer says of the memory (RFC 9211)."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=given).headers["cache-status"]

    def entered(self) -> str:
        """The path of a target that waits for somebody to publish it."""
        path: str = self.writer.post("/v1/targets", PLAIN).headers["location"]
        assert self.writer.post(f"{path}/submit").status_code == 200
        return path

    def until_it_remembers(self, path: str = TARGETS) -> None:
        """The ear of a worker opens a moment after it serves."""
        deadline = time.monotonic() + 5
        while "hit" not in self.status(path):
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture
def here(database: Addresses, tmp_path: Path) -> Iterator[Remembering]:
    with services.running(tmp_path, **database.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            writer, publisher = (Person(client, key_for(database, name, name)) for name in ("write", "publish"))
            remembering = Remembering(database, service, client, writer, publisher)
            remembering.until_it_remembers()
            yield remembering
        assert "request.failed" not in service.log
