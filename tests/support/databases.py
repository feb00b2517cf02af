"""Databases for tests: one server a test process, one copy of the migrated template a test."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from api.embedded.server import EmbeddedServer
from api.postgres.migrations import migrate
from api.shipped.load import load

TEMPLATE = f"capaian_test_template_{os.getpid()}"
_numbers = itertools.count(1)


class Addresses(NamedTuple):
    """The service's login and the owner's."""

    service: str
    owner: str

    @property
    def settings(self) -> dict[str, str]:
        """Of a service over it."""
        return {"CAPAIAN_DATABASE_URL": self.service, "CAPAIAN_MIGRATION_DATABASE_URL": self.owner}

    def named(self, database: str) -> "Addresses":
        return Addresses(*(urlunsplit(urlsplit(url)._replace(path=f"/{database}")) for url in self))


@contextmanager
def server() -> Iterator[Addresses]:
    """The server of CAPAIAN_TEST_DATABASE_URL (its superuser's address), else an embedded one for the while."""
    if given := os.environ.get("CAPAIAN_TEST_DATABASE_URL"):
        yield Addresses(given, given)
        return
    with reachable_directory() as directory, EmbeddedServer(directory) as embedded:
        # What outlives a loss of power is not asked of this one; what outlives a kill does not depend on it.
        execute(embedded.owner_url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield Addresses(embedded.service_url, embedded.owner_url)


@contextmanager
def reachable_directory() -> Iterator[Path]:
    """A directory that the server's user can reach, unlike pytest's own when root runs the tests."""
    directory = Path(tempfile.mkdtemp(prefix="capaian-test-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@contextmanager
def template(addresses: Addresses) -> Iterator[None]:
    """A database with the schema and all that ships, to be copied."""
    execute(addresses.owner, f"CREATE DATABASE {TEMPLATE}")
    made = addresses.named(TEMPLATE)
    asyncio.run(migrate(made.owner, made.service))
    asyncio.run(load(made.service))
    try:
        yield
    finally:
        execute(addresses.owner, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")


@contextmanager
def copy(addresses: Addresses, template: str = TEMPLATE) -> Iterator[Addresses]:
    name = f"capaian_test_{os.getpid()}_{next(_numbers)}"
    execute(addresses.owner, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield addresses.named(name)
    finally:
        execute(addresses.owner, f"DROP DATABASE {name} WITH (FORCE)")


def execute(url: str, *statements: str, role: str | None = None) -> list[object]:
    """Runs each statement on its own and returns the first value of each."""

    async def run() -> list[object]:
        connection = await asyncpg.connect(url, server_settings={"role": role} if role else None)
        try:
            return [await connection.fetchval(statement) for statement in statements]
        finally:
            await connection.close()

    return asyncio.run(run())
