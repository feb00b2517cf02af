"""The service that the programs talk to: a real one on loopback with a database of its own, and its later version."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from api.openapi.pages.committed import load_document
from clients.nightly.additions import later_version
from tests.support import databases, services
from tests.support.callers import key_for


class LiveService(NamedTuple):
    """The URLs of the service and of its later version, a key that writes, and the number of published targets."""

    url: str
    later_url: str
    key: str
    targets: int


@contextmanager
def live_service() -> Iterator[LiveService]:
    with (
        tempfile.TemporaryDirectory() as directory,
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as urls,
        services.running(Path(directory), **urls.settings) as service,
        later_version(service.url, load_document()) as later_url,
    ):
        service.wait_until_ready()
        meta = httpx.get(f"{service.url}/v1/targets", params={"count": "exact", "limit": 1}).json()["meta"]
        yield LiveService(service.url, later_url, key_for(urls, "Generated clients", "write"), meta["count"])
