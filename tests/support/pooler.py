"""PgBouncer in transaction mode between the pools of the services and the server of the tests."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import pytest

from api.database.embedded.os_user import find_unprivileged_user
from api.database.pool import Database
from api.database.pooler.connections import Pooler
from api.metrics.pool_observer import CreatePoolObserver, ignore_pool
from api.paths import DOCS
from tests.support.directories import reachable_directory
from tests.support.services import free_port

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NEEDS_PGBOUNCER = "pgbouncer is not installed; apt-get install pgbouncer"
# For tests that count the connections of PostgreSQL: there they are those of the pooler.
not_behind_pooler = pytest.mark.skipif(
    "CAPAIAN_TEST_POOLER" in os.environ, reason="Behind a pooler the number of connections to PostgreSQL is its own."
)
PASSWORD = "pooled"
READER_OF_STANDBY = "capaian_pool_standby"  # for public reads of a read-only instance
# Fewer processes than connections, so that the transactions of a connection reach several processes.
CONFIGURATION = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen_port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = 6
server_idle_timeout = 5
max_client_conn = 2000
auth_type = scram-sha-256
auth_file = {directory}/userlist.txt
logfile = {directory}/pgbouncer.log
{prepared_statements}
"""


class PgBouncer(NamedTuple):
    """A running PgBouncer in front of a server."""

    port: int
    prepared_statements: bool
    host: str = "127.0.0.1"

    def build_pooler(self, service_url: str, reader: str = "capaian_pool_reader") -> Pooler:
        """Return the URLs of two logins for the database of a URL."""
        parts = urlsplit(service_url)
        reader_url, service = (
            urlunsplit(parts._replace(netloc=f"{name}:{PASSWORD}@{self.host}:{self.port}"))
            for name in (reader, "capaian_pool_service")
        )
        return Pooler(reader_url, service, self.prepared_statements)


_in_front: dict[str, PgBouncer] = {}  # by host and port of the server


def read_documented_statements() -> list[str]:
    """Return the statements that create the two logins of docs/operations/pgbouncer.md, and READER_OF_STANDBY."""
    text = (DOCS / "operations" / "pgbouncer.md").read_text(encoding="utf-8")
    block = re.search(r"```sql\n(CREATE ROLE capaian_pool_reader.*?)```", text, re.DOTALL)
    assert block is not None
    statements = block.group(1).replace("…", PASSWORD).strip().splitlines()
    of_reader = [one for one in statements if "capaian_pool_reader" in one and "default_transaction" not in one]
    return statements + [one.replace("capaian_pool_reader", READER_OF_STANDBY) for one in of_reader]


def find_pooler(service_url: str) -> Pooler | None:
    """Return the pooler through which services must connect to the server of a URL."""
    found = _in_front.get(_find_server(service_url))
    return None if found is None else found.build_pooler(service_url)


def _find_server(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def build_settings(pooler: Pooler | None) -> dict[str, str]:
    """Return the settings of a service behind the pooler."""
    if pooler is None:
        return {}
    return {
        "CAPAIAN_POOLER_READER_DATABASE_URL": pooler.reader_url,
        "CAPAIAN_POOLER_SERVICE_DATABASE_URL": pooler.service_url,
        "CAPAIAN_POOLER_PREPARED_STATEMENTS": str(pooler.prepared_statements).lower(),
    }


@contextmanager
def put_in_front(service_url: str) -> Iterator[None]:
    """Run PgBouncer, and let all services connect through it to the server of this URL."""
    with running_pgbouncer(service_url) as pgbouncer:
        _in_front[_find_server(service_url)] = pgbouncer
        try:
            yield
        finally:
            del _in_front[_find_server(service_url)]


@contextmanager
def running_pgbouncer(service_url: str) -> Iterator[PgBouncer]:
    """Run PgBouncer in front of the server of this URL, with prepared statements if it supports them."""
    assert PGBOUNCER is not None, NEEDS_PGBOUNCER
    server = urlsplit(service_url)
    pgbouncer = PgBouncer(free_port(), supports_prepared_statements())
    with reachable_directory() as directory:
        write_users(directory, "other")
        (directory / "pgbouncer.ini").write_text(
            CONFIGURATION.format(
                host=server.hostname,
                port=server.port,
                listen_port=pgbouncer.port,
                directory=directory,
                prepared_statements="max_prepared_statements = 200" if pgbouncer.prepared_statements else "",
            )
        )
        process = _start(directory)
        try:
            _wait_until_connected(pgbouncer.port, directory)
            yield pgbouncer
        finally:
            process.terminate()
            process.wait(10)


def supports_prepared_statements() -> bool:
    assert PGBOUNCER is not None, NEEDS_PGBOUNCER
    version = subprocess.run([PGBOUNCER, "--version"], capture_output=True, text=True, check=True).stdout
    return [int(part) for part in re.findall(r"\d+", version)[:2]] >= [1, 21]


def write_users(directory: Path, *others: str) -> None:
    """Write the passwords of the documented logins, and of others."""
    names = ("capaian_pool_reader", "capaian_pool_service", READER_OF_STANDBY, *others)
    (directory / "userlist.txt").write_text("".join(f'"{name}" "{PASSWORD}"\n' for name in names))


def _start(directory: Path) -> subprocess.Popen[bytes]:
    account: dict[str, Any] = {}
    if os.geteuid() == 0:  # PgBouncer does not run as root
        user = find_unprivileged_user()
        for path in (directory, *directory.iterdir()):
            os.chown(path, user.uid, user.gid)
        account = {"user": user.uid, "group": user.gid, "extra_groups": []}
    command = [str(PGBOUNCER), str(directory / "pgbouncer.ini")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **account)


def _wait_until_connected(port: int, directory: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    log = directory / "pgbouncer.log"
    raise AssertionError(f"PgBouncer does not listen: {log.read_text() if log.exists() else 'no log'}")


@contextmanager
def used_by_databases() -> Iterator[None]:
    """Let pools in this process use the running pooler, as services do by their settings."""
    initialize = Database.__init__

    def initialize_with_pooler(
        self: Database,
        url: str,
        size: int,
        create_observer: CreatePoolObserver = ignore_pool,
        pooler: Pooler | None = None,
    ) -> None:
        initialize(self, url, size, create_observer, pooler or find_pooler(url))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "__init__", initialize_with_pooler)
        yield
