"""Fixtures: a primary with a standby, a service that reads from the standby, and a read-only service on it alone."""

import asyncio
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from api.resources.seed.load import load_seed_data
from tests.http.outages.proxy import Proxy
from tests.http.writes.conftest import build_target
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.clusters import eventually
from tests.support.standby import ReplicatedServer, replicated_server

LAG, POSITION = "capaian-replica-lag", "capaian-position"
NO_CACHE = {"Cache-Control": "no-cache"}


def find_port(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


def replace_port(url: str, port: int) -> str:
    return url.replace(f":{find_port(url)}/", f":{port}/")


class ReplicatedService(NamedTuple):
    """The servers behind proxies, a service of both, and a read-only service of the standby."""

    server: ReplicatedServer
    primary: Proxy
    standby: Proxy
    service: services.Service
    read_only: services.Service
    settings: dict[str, str]  # of `service`
    writer: Person
    publisher: Person

    def publish(self) -> httpx.Response:
        """Publish a new target; return the response, whose URL is that of the transition."""
        path: str = self.writer.post("/v1/targets", build_target()).headers["location"]
        self.writer.post(f"{path}/submit").raise_for_status()
        return self.publisher.transition(f"{path}/publish").raise_for_status()

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._get(self.service, path, headers)

    def get_read_only(self, path: str, **headers: str) -> httpx.Response:
        return self._get(self.read_only, path, headers)

    @staticmethod
    def _get(service: services.Service, path: str, headers: dict[str, str]) -> httpx.Response:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(f"{service.url}{path}", headers=fields, timeout=20, verify=services.NO_AUTHORITIES)


def path_of_record(response: httpx.Response) -> str:
    return response.request.url.path.rpartition("/")[0]


def is_from_standby(response: httpx.Response) -> bool:
    return LAG in response.headers


def wait_for(is_true: Callable[[], bool]) -> None:
    assert eventually(is_true, 20)


@pytest.fixture(scope="package")
def replicated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplicatedService]:
    with replicated_server() as server:
        primary, standby = Proxy(find_port(server.urls.owner)), Proxy(find_port(server.standby_url))
        standby_url = replace_port(server.urls.service, standby.port)
        settings = {
            "CAPAIAN_DATABASE_URL": replace_port(server.urls.service, primary.port),
            "CAPAIAN_MIGRATION_DATABASE_URL": server.urls.owner,
            "CAPAIAN_READ_DATABASE_URL": standby_url,
            "CAPAIAN_MAX_REPLICA_LAG": "60",
            "CAPAIAN_METRICS_PORT": str(services.free_port()),
        }
        with services.running(tmp_path_factory.mktemp("replicated"), **settings) as service:
            service.wait_until_ready()
            asyncio.run(load_seed_data(server.urls.service))
            alone = {"CAPAIAN_DATABASE_URL": standby_url, "CAPAIAN_READ_ONLY": "true"}
            with (
                services.running(tmp_path_factory.mktemp("alone"), **alone) as read_only,
                httpx.Client(base_url=service.url, timeout=20, verify=services.NO_AUTHORITIES) as client,
            ):
                read_only.wait_until_ready()
                writer, publisher = (Person(client, key_for(server.urls, name, name)) for name in ("write", "publish"))
                made = ReplicatedService(server, primary, standby, service, read_only, settings, writer, publisher)
                wait_for(lambda: is_from_standby(made.get("/v1/targets", **NO_CACHE)))
                yield made
                for one in (service, read_only):
                    assert "request.failed" not in one.log
                    assert "watch_failed" not in one.log
        primary.close()
        standby.close()
