"""A managed PostgreSQL, whose administrator is no superuser: the documented statements, and missing rights."""

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from api.database.embedded.server import EmbeddedServer
from api.database.migrations import MigrationError, migrate
from api.paths import DOCS
from tests.support.databases import execute
from tests.support.directories import reachable_directory


@pytest.fixture(scope="module")
def administrator() -> Iterator[str]:
    """Yield the URL of an administrator without superuser, on a server of its own: roles belong to the whole server."""
    with reachable_directory() as directory, EmbeddedServer(directory, 40) as server:
        execute(server.owner_url, "CREATE ROLE administrator LOGIN PASSWORD 'x' CREATEROLE CREATEDB")
        yield build_url(server.owner_url, "administrator", "postgres")


def build_url(url: str, login: str, database: str) -> str:
    server = urlsplit(url).netloc.rpartition("@")[2]
    return urlunsplit(urlsplit(url)._replace(netloc=f"{login}:x@{server}", path=f"/{database}"))


def read_documented_statements() -> list[str]:
    """Return the documented statements with other names: the embedded server has logins of the documented names."""
    text = (DOCS / "operations" / "roles.md").read_text(encoding="utf-8")
    block = re.search(r"```sql\n(CREATE ROLE capaian_owner.*?)```", text, re.DOTALL)
    assert block is not None
    renamed = re.sub(r"\bcapaian(_owner)?\b", r"managed\1", block.group(1)).replace("…", "x")
    return renamed.strip().splitlines()


def test_an_administrator_without_superuser_can_prepare_a_database(administrator: str) -> None:
    statements = read_documented_statements()
    grant = statements.index("GRANT managed_owner TO CURRENT_USER;")
    execute(administrator, *statements[:grant])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        execute(administrator, statements[-1])
    execute(administrator, *statements[grant:])
    owner, service = (build_url(administrator, login, "managed") for login in ("managed_owner", "managed"))
    assert asyncio.run(migrate(owner, service))
    assert execute(service, "SELECT count(*) FROM unit", role="capaian_reader") == [0]
    execute(administrator, "CREATE ROLE second LOGIN NOINHERIT PASSWORD 'x'", "CREATE DATABASE unowned")
    assert find_missing(owner, build_url(owner, "second", "managed")) == [
        "GRANT capaian_reader TO second",
        "GRANT capaian_service TO second",
    ]
    unowned = [build_url(owner, login, "unowned") for login in ("managed_owner", "managed")]
    missing = find_missing(*unowned)
    assert missing == ["ALTER DATABASE unowned OWNER TO managed_owner"]
    execute(administrator, *missing)
    assert asyncio.run(migrate(*unowned))


def find_missing(owner: str, service: str) -> list[str]:
    with pytest.raises(MigrationError, match="Run the statements below as an administrator") as rejected:
        asyncio.run(migrate(owner, service))
    return rejected.value.cause.split("; ")
