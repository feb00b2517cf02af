"""A database that can fail, a proxy to it, and a service behind the proxy; checks of the responses during an outage."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from api.database.embedded.cluster import Cluster
from api.database.embedded.postmaster import read_pid_file
from api.database.embedded.server import EmbeddedServer
from tests.http.outages.proxy import Proxy
from tests.support.services import NO_AUTHORITIES, Service

MAX_SECONDS = 8.0  # from a request to its 503, see api/database/pool.py
READS = (
    "/v1/targets", "/v1/realizations?preferred=true", "/v1/regions.csv", "/v1/units/umkm", "/v1/claims?count=exact",
    "/v1/sources/sindonews-2021/revisions", "/health/ready",
)  # fmt: skip


class Deployment(NamedTuple):
    """A database, a proxy to it, and a service that uses the proxy."""

    directory: Path
    database: EmbeddedServer
    proxy: Proxy
    service: Service

    def restart(self) -> None:
        self.database.start()
        self.proxy.target = find_port(self.database)


class Outcome(NamedTuple):
    path: str
    status: int
    retry_after: str | None
    seconds: float


def find_port(database: EmbeddedServer) -> int:
    port = urlsplit(database.owner_url).port
    assert port
    return port


def request_all(service: Service, paths: tuple[str, ...]) -> list[Outcome]:
    """Send all requests concurrently and without the cache, which may serve entries for another second."""
    without_cache = {"Cache-Control": "no-cache"}

    def one(path: str) -> Outcome:
        started_at = time.monotonic()
        response = httpx.get(
            f"{service.url}{path}", headers=without_cache, timeout=30, trust_env=False, verify=NO_AUTHORITIES
        )
        return Outcome(path, response.status_code, response.headers.get("retry-after"), time.monotonic() - started_at)

    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(one, paths))


def check_unavailable(service: Service, paths: tuple[str, ...] = READS) -> None:
    """Check that every read gets a 503 in time with Retry-After, and that the process is live."""
    *rejected, live = request_all(service, (*paths, "/health/live"))
    assert [one for one in rejected if one.status != 503 or one.retry_after is None or one.seconds > MAX_SECONDS] == []
    assert live.status == 200
    assert live.seconds < MAX_SECONDS / 2  # it does not wait for the database


def check_available(service: Service) -> None:
    """Check that the first request succeeds."""
    assert request_all(service, ("/v1/targets",))[0].status == 200


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def find_postmaster(deployment: Deployment) -> int:
    found = read_pid_file(Cluster(deployment.directory).files)
    return found.pid if found and found.status == "ready" else 0


def request_in_time(service: Service) -> list[Outcome]:
    outcomes = request_all(service, READS)
    assert [one for one in outcomes if one.status not in (200, 503) or one.seconds > MAX_SECONDS] == []
    return outcomes


def children(service: Service) -> list[int]:
    listed = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def is_live(service: Service) -> bool:
    try:
        response = httpx.get(f"{service.url}/health/live", timeout=5, trust_env=False, verify=NO_AUTHORITIES)
    except httpx.TransportError:
        return False
    return response.status_code == 200
