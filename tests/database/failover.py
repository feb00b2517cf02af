"""A service whose database is replaced by an earlier copy: as a promoted standby, or as a restored data directory."""

import asyncio
import shutil
import signal
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from api.admin.audit.stored_heads import HeadFile
from api.database.embedded.cluster import Cluster, build_server_options
from api.database.embedded.os_user import build_environment
from api.database.embedded.server import EmbeddedServer
from api.database.pool import Database
from api.resources.seed.load import load_seed_data
from tests.http.outages.outage import find_port
from tests.http.outages.proxy import Proxy
from tests.http.recording import figure_id
from tests.support import services
from tests.support.clusters import ask, eventually
from tests.support.databases import DatabaseUrls, execute
from tests.support.directories import reachable_directory
from tests.support.services import CAPAIAN, Service, free_port

UNSEALED = "SELECT count(*) FROM audit_entry LEFT JOIN audit_seal USING (epoch, xid, ordinal) WHERE number IS NULL"
HEAD_NUMBER = "SELECT max(number) FROM audit_seal"


class ReplaceableDatabase:
    """A service behind a proxy, so that another server can replace its database. `server` is the current directory."""

    def __init__(self, server: Path, proxy: Proxy, urls: DatabaseUrls, service: Service, directory: Path) -> None:
        self.server = server
        self.proxy = proxy
        self.urls = urls
        self.service = service
        self.heads = HeadFile(directory / ".data" / "audit.key")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the current server until the end of the block."""
        with EmbeddedServer(self.server) as server:
            self.proxy.target = find_port(server)
            self.service.wait_until_ready()
            yield

    def back_up(self, name: str) -> Path:
        """Copy the data directory of the stopped server."""
        return Path(shutil.copytree(self.server, self.server.with_name(name)))

    @contextmanager
    def running_standby(self, directory: Path) -> Iterator[None]:
        """Run a copy as a standby without a primary, which the service rejects.

        It is the current server until the end of the block.
        """
        cluster, port = Cluster(directory), free_port()
        (cluster.files / "standby.signal").touch()
        cluster.initialize_or_verify()
        command = cluster.command("postgres", "-D", str(cluster.files), *build_server_options(port, 100))
        with cluster.log.open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", env=build_environment())
        try:
            self.server, self.proxy.target = directory, port
            ready = f"{self.service.url}/health/ready"
            assert eventually(lambda: "database_is_standby" in httpx.get(ready, timeout=20, trust_env=False).text)
            yield
        finally:
            process.send_signal(signal.SIGINT)  # the fast shutdown of PostgreSQL
            process.wait(30)

    def with_pool(self, act: Callable[[Database], Awaitable[Any]]) -> Any:
        async def run() -> Any:
            database = Database(self.urls.service, 1)
            await database.open()
            try:
                return await act(database)
            finally:
                await database.close()

        return asyncio.run(run())

    def write(self, statement: str) -> None:
        """Execute a statement as the service does: in a pooled connection."""

        async def act(database: Database) -> None:
            async with database.acquire_write() as connection:
                await connection.execute(statement)

        self.with_pool(act)

    def fetch(self, sql: str) -> Any:
        return ask(self.urls.owner, sql)

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """Request without the response cache; repeat the request while the response is 503."""
        responses: list[httpx.Response] = []

        def is_available() -> bool:
            headers = {"Cache-Control": "no-cache"}
            url = self.service.url + path
            responses.append(httpx.get(url, params=parameters, headers=headers, timeout=20, trust_env=False))
            return responses[-1].status_code != 503

        assert eventually(is_available)
        return responses[-1]

    def wait_until_sealed(self) -> None:
        def is_sealed() -> bool:
            heads = self.heads.read()
            return self.fetch(UNSEALED) == 0 and bool(heads) and heads[-1].number == self.fetch(HEAD_NUMBER)

        assert eventually(is_sealed)

    def verify(self) -> "subprocess.CompletedProcess[str]":
        environment = {"CAPAIAN_DATABASE_URL": self.urls.service, "CAPAIAN_DATA_DIR": str(self.heads.path.parent)}
        command = [CAPAIAN, "audit", "verify", "--language", "en"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def replaceable_database(service_directory: Path) -> Iterator[ReplaceableDatabase]:
    """Run a service with seed data, whose server is stopped."""
    with reachable_directory() as directory:
        first = EmbeddedServer(directory / "first")
        with first:
            execute(first.owner_url, "ALTER SYSTEM SET fsync = off")
            port = find_port(first)
            proxy = Proxy(port)
            urls = DatabaseUrls(
                *(url.replace(f":{port}/", f":{proxy.port}/") for url in (first.service_url, first.owner_url))
            )
            with services.running(service_directory, **urls.settings) as service:
                service.wait_until_ready()
                asyncio.run(load_seed_data(first.service_url))
                first.stop()
                yield ReplaceableDatabase(directory / "first", proxy, urls, service, service_directory)
                assert "request.failed" not in service.log
            proxy.close()


def follow_stream(replaceable: ReplaceableDatabase, cursor: str, last: int) -> Iterator[str]:
    """Yield the lines of a stream until the change of this target."""
    url, headers = f"{replaceable.service.url}/v1/changes/stream", {"Last-Event-ID": cursor}
    with httpx.stream("GET", url, headers=headers, timeout=30, trust_env=False) as response:
        for line in response.iter_lines():
            yield line
            if line.startswith("data: ") and figure_id(last) in line:
                return


def read_pages(replaceable: ReplaceableDatabase, cursor: str) -> list[dict[str, Any]]:
    """Return two pages, each after the cursor of the previous one."""
    pages: list[dict[str, Any]] = []
    for _ in range(2):
        response = replaceable.get("/v1/changes", cursor=cursor)
        assert response.status_code == 200, response.text
        pages.append(response.json())
        cursor = pages[-1]["meta"]["next_cursor"]
    return pages
