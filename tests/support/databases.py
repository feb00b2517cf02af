"""Databases for tests: each test process has one server, each test a copy of the migrated template."""

import asyncio
import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from api.database.embedded.server import EmbeddedServer
from api.database.migrations import migrate
from api.resources.seed.load import load_seed_data
from tests.support import pooler
from tests.support.directories import reachable_directory

TEMPLATE = f"capaian_test_template_{os.getpid()}"
# The services of many folders of tests run at the same time, each with its pools.
MAX_CONNECTIONS = 400
_numbers = itertools.count(1)


class DatabaseUrls(NamedTuple):
    """The URLs of one database: for the login of the service and for the owner."""

    service: str
    owner: str

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings of a service that uses this database."""
        urls = {"CAPAIAN_DATABASE_URL": self.service, "CAPAIAN_MIGRATION_DATABASE_URL": self.owner}
        return urls | pooler.build_settings(pooler.find_pooler(self.service))

    def named(self, database: str) -> "DatabaseUrls":
        """Return the URLs of another database of the same server."""
        return DatabaseUrls(*(urlunsplit(urlsplit(url)._replace(path=f"/{database}")) for url in self))


@contextmanager
def server() -> Iterator[DatabaseUrls]:
    """Provide the server of CAPAIAN_TEST_DATABASE_URL (the URL of a superuser), otherwise start an embedded one.

    With CAPAIAN_TEST_POOLER, the pools of all services connect to it through PgBouncer.
    """
    with ExitStack() as stack:
        if given := os.environ.get("CAPAIAN_TEST_DATABASE_URL"):
            urls = DatabaseUrls(given, given)
        else:
            directory = stack.enter_context(reachable_directory())
            embedded = stack.enter_context(EmbeddedServer(directory, MAX_CONNECTIONS))
            # No test cuts the power. Data survive a killed server without fsync.
            execute(embedded.owner_url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            urls = DatabaseUrls(embedded.service_url, embedded.owner_url)
        if os.environ.get("CAPAIAN_TEST_POOLER"):
            stack.enter_context(pooler.put_in_front(urls.service))
        yield urls


@contextmanager
def template(server_urls: DatabaseUrls) -> Iterator[None]:
    """Create a database with the schema and the seed data, to be copied."""
    execute(server_urls.owner, f"CREATE DATABASE {TEMPLATE}")
    created = server_urls.named(TEMPLATE)
    asyncio.run(migrate(created.owner, created.service))
    asyncio.run(load_seed_data(created.service))
    if pooler.find_pooler(server_urls.service) is not None:
        create_pooler_logins(server_urls.owner)
    try:
        yield
    finally:
        execute(server_urls.owner, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")


def create_pooler_logins(owner_url: str) -> None:
    """Create the documented logins of a pooler, unless the server has them."""
    (exists,) = execute(owner_url, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'capaian_pool_service')")
    if not exists:
        execute(owner_url, *pooler.read_documented_statements())


@contextmanager
def copy(server_urls: DatabaseUrls, template: str = TEMPLATE) -> Iterator[DatabaseUrls]:
    """Create a copy of a database and drop it at the end."""
    name = f"capaian_test_{os.getpid()}_{next(_numbers)}"
    if pooler.find_pooler(server_urls.service) is not None:  # it still has sessions of the template
        execute(
            server_urls.owner,
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template}'",
        )
    # Copying the files takes half as long as the default, which writes each page to the log of the server.
    execute(server_urls.owner, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield server_urls.named(name)
    finally:
        execute(server_urls.owner, f"DROP DATABASE {name} WITH (FORCE)")


def execute(url: str, *statements: str, role: str | None = None) -> list[object]:
    """Run each statement in a transaction of its own and return the first value of each."""

    async def run() -> list[object]:
        connection = await asyncpg.connect(url, server_settings={"role": role} if role else None)
        try:
            return [await connection.fetchval(statement) for statement in statements]
        finally:
            await connection.close()

    return asyncio.run(run())
