"""Two instances behind HAProxy are upgraded one after the other, with a migration, while clients read and write."""

import asyncio
import itertools
import shutil
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from tests.http.writes.conftest import TARGET
from tests.server.conftest import wait_until
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.newer_schema import NEWER_VERSION, write_newer_schema
from tests.support.services import NO_AUTHORITIES, Service, free_port
from tests.support.sizes import size

ROOT = Path(__file__).parents[2]
# A transaction that is open when the migration starts, as of an export.
OPEN_TRANSACTION_SECONDS = 5
CONFIGURATION = """
global
  stats socket {directory}/admin.sock level admin
defaults
  mode http
  timeout connect 2s
  timeout client 40s
  timeout server 60s
frontend api
  bind 127.0.0.1:{port}
  default_backend capaian
backend capaian
  option httpchk GET /health/ready
  http-check expect status 200
  server one 127.0.0.1:{one} check inter 100ms
  server two 127.0.0.1:{two} check inter 100ms
"""
READS = (
    "/v1/targets?sort=-recorded_at",
    "/v1/realizations?within=32",
    "/v1/changes",
    "/v1/findings",
    "/v1/progress?program=umkm-digital",
)
IS_UPGRADED = "SELECT count(*) FROM schema_migrations WHERE version LIKE '9%'"

pytestmark = [
    pytest.mark.skipif(shutil.which("haproxy") is None, reason="HAProxy is not installed"),
    pytest.mark.skipif(size(1, 0), reason="part of make chaos: it starts four services"),
]


class Gateway:
    """HAProxy in front of two instances."""

    def __init__(self, port: int, directory: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._socket = str(directory / "admin.sock")

    def command(self, line: str) -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._socket)
            connection.sendall(f"{line}\n".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def drain(self, name: str) -> None:
        """Send no new requests to an instance, and wait until its requests have ended."""
        self.command(f"set server capaian/{name} state drain")
        assert wait_until(lambda: self._read(name, "scur") == "0", 20)

    def replace(self, name: str, service: Service) -> None:
        """Send requests to another instance as soon as it is ready."""
        self.command(f"set server capaian/{name} addr 127.0.0.1 port {urlsplit(service.url).port}")
        self.command(f"set server capaian/{name} state ready")
        assert wait_until(lambda: self._read(name, "status") == "UP", 20)

    def _read(self, name: str, column: str) -> str:
        lines = self.command("show stat").removeprefix("# ").splitlines()
        rows = [dict(zip(lines[0].split(","), line.split(","), strict=False)) for line in lines[1:]]
        return next(row[column] for row in rows if row.get("svname") == name)


@contextmanager
def run_gateway(directory: Path, one: Service, two: Service) -> Iterator[Gateway]:
    port, configuration = free_port(), directory / "haproxy.cfg"
    ports = {"one": urlsplit(one.url).port, "two": urlsplit(two.url).port}
    configuration.write_text(CONFIGURATION.format(directory=directory, port=port, **ports))
    process = subprocess.Popen(["haproxy", "-f", str(configuration), "-db", "-q"], stderr=subprocess.DEVNULL)
    gateway = Gateway(port, directory)
    try:
        assert wait_until(lambda: _status(f"{gateway.url}/v1/units/umkm") == "200", 10)
        yield gateway
    finally:
        process.terminate()
        process.wait(10)


def _status(url: str) -> str:
    try:
        return str(httpx.get(url, verify=NO_AUTHORITIES).status_code)
    except httpx.TransportError as error:
        return type(error).__name__


class Load:
    """Clients that read and write without a pause; `results` counts their statuses, `failures` lists the others."""

    def __init__(self, url: str, key: str) -> None:
        self.results: Counter[str] = Counter()
        self.versions: set[str] = set()
        self.failures: list[str] = []
        self._url, self._key = url, key
        self._days = itertools.count()
        self._is_over = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._run, args=(send,)) for send in (self._read, self._read, self._write)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join(30)

    def _run(self, send: Callable[[httpx.Client, int], httpx.Response]) -> None:
        with httpx.Client(base_url=self._url, timeout=20, verify=NO_AUTHORITIES) as client:
            for number in itertools.count():
                if self._is_over.is_set():
                    return
                try:
                    response = send(client, number)
                except httpx.TransportError as error:
                    self.failures.append(repr(error))
                    continue
                self.versions.add(response.headers["api-version"] if response.is_success else "")
                self.results[f"{response.request.method} {response.status_code}"] += 1
                if not response.is_success:
                    self.failures.append(f"{response.request.url} {response.status_code} {response.text[:300]}")

    def _read(self, client: httpx.Client, number: int) -> httpx.Response:
        return client.get(READS[number % len(READS)], headers={"cache-control": "no-cache"})

    def _write(self, client: httpx.Client, _number: int) -> httpx.Response:
        day = date(2022, 1, 1) + timedelta(next(self._days))
        headers = {"authorization": f"Bearer {self._key}"}
        return client.post("/v1/targets", json={**TARGET, "stated_on": str(day)}, headers=headers)


async def hold_transaction(database: DatabaseUrls) -> None:
    connection = await asyncpg.connect(database.owner)
    async with connection.transaction():
        await connection.execute("SELECT count(*) FROM target, realization, audit_entry")
        await asyncio.sleep(OPEN_TRANSACTION_SECONDS)
    await connection.close()


def test_no_request_fails_while_two_instances_are_upgraded(database: DatabaseUrls, tmp_path: Path) -> None:
    schema = write_newer_schema(tmp_path)
    newer_command = (sys.executable, "-m", "tests.support.newer_version", "serve")
    newer_settings = {**database.settings, "NEWER_SCHEMA": str(schema), "PYTHONPATH": str(ROOT)}
    with ExitStack() as stack:
        start = stack.enter_context
        one, two = (start(services.running(tmp_path, **database.settings)) for _ in range(2))
        for service in (one, two):
            service.wait_until_ready()
        gateway = start(run_gateway(tmp_path, one, two))
        load = Load(gateway.url, key_for(database, "penulis", "write"))
        start(load.running())
        assert wait_until(lambda: load.results["POST 201"] > 2, 20)
        holding = threading.Thread(target=asyncio.run, args=(hold_transaction(database),))
        holding.start()
        for name, old in (("two", two), ("one", one)):
            gateway.drain(name)
            assert old.stop() == 0
            new = start(services.running(tmp_path, *newer_command, **newer_settings))
            new.wait_until_ready()
            gateway.replace(name, new)
        holding.join()
        written = load.results["POST 201"]
        assert wait_until(lambda: load.results["POST 201"] > written + 2, 20)
        assert Counter(failure[:400] for failure in load.failures) == Counter()
        assert len(load.versions) == 2
        assert NEWER_VERSION in load.versions
        assert execute(database.owner, IS_UPGRADED) == [3]
        # The negative control: an instance that is not drained.
        new.process.kill()
        assert wait_until(lambda: bool(load.failures), 20)
