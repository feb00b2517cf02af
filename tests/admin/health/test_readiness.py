"""Readiness distinguishes reads from writes and names the reason."""

import asyncio
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from api.database.migrations import MIGRATIONS
from api.database.pool import Database
from api.database.upgrades.migration_files import list_known_versions
from tests.http.conftest import serving
from tests.http.writes.conftest import TARGET
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.in_process import serve
from tests.support.services import CAPAIAN, free_port

READY, READY_FOR_WRITES = "/health/ready", "/health/ready/writes"
END_SESSIONS = """SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def make_read_only(database: DatabaseUrls) -> None:
    name = urlsplit(database.owner).path[1:]
    execute(database.owner, f"ALTER DATABASE {name} SET default_transaction_read_only = on", END_SESSIONS)


def request(database: DatabaseUrls, *urls: str, **headers: str) -> list[httpx.Response]:
    async def send() -> list[httpx.Response]:
        async with serve(Database(database.service, 2)) as client:
            return [await client.get(url, headers=headers) for url in urls]

    return asyncio.run(send())


def test_a_writable_database_is_ready_for_reads_and_writes(database: DatabaseUrls) -> None:
    for response in request(database, READY, READY_FOR_WRITES):
        assert response.status_code == 200
        ready = {"status": "ready", "reason": None}
        assert response.json() == {"reads": ready, "writes": ready}


def test_a_read_only_database_is_ready_for_reads(database: DatabaseUrls) -> None:
    """A new key can read, too, although its last use cannot be stored."""
    key = f"Bearer {key_for(database, 'pembaca', 'read:drafts')}"
    make_read_only(database)
    ready, writes, drafts = request(
        database, READY, READY_FOR_WRITES, "/v1/targets", authorization=key, **{"accept-language": "en"}
    )
    assert ready.status_code == 200
    assert ready.json() == {
        "reads": {"status": "ready", "reason": None},
        "writes": {"status": "unavailable", "reason": "database_read_only"},
    }
    assert writes.status_code == 503
    assert writes.json()["errors"] == [{"code": "database_read_only", "detail": "The database is read-only."}]
    assert drafts.status_code == 200


def test_nothing_is_ready_without_a_database() -> None:
    nowhere = DatabaseUrls(*[f"postgresql://capaian@127.0.0.1:{free_port()}/capaian"] * 2)
    for response in request(nowhere, READY, READY_FOR_WRITES):
        assert response.status_code == 503
        assert [error["code"] for error in response.json()["errors"]] == ["database_unavailable"]


def test_nothing_is_ready_while_migrations_are_pending(database: DatabaseUrls) -> None:
    execute(database.owner, f"DELETE FROM schema_migrations WHERE version = '{list_known_versions(MIGRATIONS)[-1]}'")
    for response in request(database, READY, READY_FOR_WRITES):
        assert response.status_code == 503
        assert [error["code"] for error in response.json()["errors"]] == ["migrations_pending"]


def test_concurrent_checks_share_one_connection(database: DatabaseUrls) -> None:
    """Without sharing, a client without a key could occupy the connections of the audit."""

    async def send() -> set[int]:
        pools = Database(database.service, 2)
        async with serve(pools) as client, pools.acquire_internal():  # one is in use, as by the audit
            return {one.status_code for one in await asyncio.gather(*(client.get(READY) for _ in range(50)))}

    with pytest.MonkeyPatch.context() as patched:
        opened = []
        acquire = Database.acquire_internal
        patched.setattr(Database, "acquire_internal", lambda self: opened.append(1) or acquire(self))
        assert asyncio.run(send()) == {200}
    assert len(opened) < 10


def test_the_command_distinguishes_reads_from_writes(database: DatabaseUrls, tmp_path: Path) -> None:
    with serving(database, tmp_path) as client:
        writer = {"authorization": f"Bearer {key_for(database, 'penulis', 'write')}"}
        assert run_health(client) == (0, "ready")
        make_read_only(database)
        assert client.post("/v1/targets", json=TARGET, headers=writer).status_code == 503
        assert run_health(client) == (0, "ready for reads only")
        assert run_health(client, "--writes") == (1, "ready for reads only")


def run_health(client: httpx.Client, *options: str) -> tuple[int, str]:
    environment = {**os.environ, "CAPAIAN_PORT": str(client.base_url.port)}
    done = subprocess.run([CAPAIAN, "health", *options], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()
