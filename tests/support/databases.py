"""Databases for tests: each test process has one server, each test a copy of the migrated template."""

import asyncio
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from api.database.embedded.server import EmbeddedServer
from api.database.migrations import migrate
from api.resources.seed.load import load_seed_data
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
        return {"CAPAIAN_DATABASE_URL": self.service, "CAPAIAN_MIGRATION_DATABASE_URL": self.owner}

    def named(self, database: str) -> "DatabaseUrls":
        """Return the URLs of another database of the same server."""
        return DatabaseUrls(*(urlunsplit(urlsplit(url)._replace(path=f"/{database}")) for url in self))


@contextmanager
def server() -> Iterator[DatabaseUrls]:
    """Provide the server of CAPAIAN_TEST_DATABASE_URL (the URL of a superuser), otherwise start an embedded one."""
    if given := os.environ.get("CAPAIAN_TEST_DATABASE_URL"):
        yield DatabaseUrls(given, given)
        return
    with reachable_directory() as directory, EmbeddedServer(directory, MAX_CONNECTIONS) as embedded:
        # No test cuts the power. Data survive a killed server without fsync.
        execute(embedded.owner_url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield DatabaseUrls(embedded.service_url, embedded.owner_url)


@contextmanager
def template(server_urls: DatabaseUrls) -> Iterator[None]:
    """Create a database with the schema and the seed data, to be copied."""
    execute(server_urls.owner, f"CREATE DATABASE {TEMPLATE}")
    created = server_urls.named(TEMPLATE)
    asyncio.run(migrate(created.owner, created.service))
    asyncio.run(load_seed_data(created.service))
    try:
        yield
    finally:
        execute(server_urls.owner, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")


@contextmanager
def copy(server_urls: DatabaseUrls, template: str = TEMPLATE) -> Iterator[DatabaseUrls]:
    """Create a copy of a database and drop it at the end."""
    name = f"capaian_test_{os.getpid()}_{next(_numbers)}"
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
