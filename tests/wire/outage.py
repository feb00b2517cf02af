"""A database of its own that can fail, the wire to it, the service at the other end, and how the service bears it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from api.embedded.cluster import Cluster
from api.embedded.postmaster import read_postmaster
from api.embedded.server import EmbeddedServer
from tests.support.services import NO_AUTHORITIES, Service
from tests.wire.proxy import Proxy

LONGEST = 8.0  # seconds from a request to its 503, promised in api/postgres/pool.py
READS = (
    "/v1/targets", "/v1/realizations?preferred=true", "/v1/regions.csv", "/v1/units/umkm", "/v1/claims?count=exact",
    "/v1/sources/sindonews-2021/revisions", "/health/ready",
)  # fmt: skip


class Place(NamedTuple):
    """A database of its own, the wire to it, and the service at the other end."""

    directory: Path
    database: EmbeddedServer
    proxy: Proxy
    service: Service

    def restart(self) -> None:
        self.database.start()
        self.proxy.target = port_of(self.database)


class Told(NamedTuple):
    path: str
    status: int
    retry_after: str | None
    seconds: float


def port_of(database: EmbeddedServer) -> int:
    port = urlsplit(database.owner_url).port
    assert port
    return port


def ask(service: Service, paths: tuple[str, ...]) -> list[Told]:
    """All at once, and of the database itself: what is kept in memory may be answered for another second."""
    of_the_database = {"Cache-Control": "no-cache"}

    def one(path: str) -> Told:
        began = time.monotonic()
        answer = httpx.get(
            f"{service.url}{path}", headers=of_the_database, timeout=30, trust_env=False, verify=NO_AUTHORITIES
        )
        return Told(path, answer.status_code, answer.headers.get("retry-after"), time.monotonic() - began)

    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(one, paths))


def is_out(service: Service, paths: tuple[str, ...] = READS) -> None:
    """Every read is refused in time and told when to try again; the process says that it lives."""
    told = ask(service, (*paths, "/health/live"))
    *refused, live = told
    assert [one for one in refused if one.status != 503 or one.retry_after is None or one.seconds > LONGEST] == []
    assert live.status == 200
    assert live.seconds < LONGEST / 2  # it waits for nobody, but for its turn on a busy machine


def is_back(service: Service) -> None:
    """The very first request is answered."""
    assert ask(service, ("/v1/targets",))[0].status == 200


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def postmaster_of(place: Place) -> int:
    found = read_postmaster(Cluster(place.directory).files)
    return found.pid if found and found.status == "ready" else 0


def answered_in_time(service: Service) -> list[Told]:
    told = ask(service, READS)
    assert [one for one in told if one.status not in (200, 503) or one.seconds > LONGEST] == []
    return told


def children(service: Service) -> list[int]:
    listed = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def lives(service: Service) -> bool:
    try:
        answer = httpx.get(f"{service.url}/health/live", timeout=5, trust_env=False, verify=NO_AUTHORITIES)
    except httpx.TransportError:
        return False
    return answer.status_code == 200
