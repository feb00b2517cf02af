"""The pools connect through PgBouncer in transaction mode."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

from api.database.pool import Database
from api.database.pooler.check import check_pooler
from api.database.pooler.connections import Pooler, PoolerUnusableError
from api.database.session import begin_transaction_as
from api.errors import UnavailableError
from tests.support import databases, pooler, services
from tests.support.callers import key_for
from tests.support.commands import run_command
from tests.support.databases import DatabaseUrls

pytestmark = pytest.mark.skipif(pooler.PGBOUNCER is None, reason=pooler.NEEDS_PGBOUNCER)
OTHER_SERVER = "INSERT INTO epoch (number, system_identifier, timeline) VALUES (7, 1, 1)"
Pooled: TypeAlias = tuple[DatabaseUrls, Pooler]
ResultT = TypeVar("ResultT")


@pytest.fixture(scope="module")
def pgbouncer(postgres: DatabaseUrls) -> Iterator[pooler.PgBouncer]:
    databases.create_pooler_logins(postgres.owner)
    with pooler.running_pgbouncer(postgres.service) as running:
        yield running


@pytest.fixture(scope="module", params=["prepared", "unprepared"])
def pooled(postgres: DatabaseUrls, pgbouncer: pooler.PgBouncer, request: pytest.FixtureRequest) -> Iterator[Pooled]:
    """Yield a database and its pooler, with and without prepared statements."""
    is_prepared = request.param == "prepared"
    if is_prepared and not pgbouncer.prepared_statements:
        pytest.skip("this PgBouncer is older than 1.21 and has no prepared statements")
    with databases.copy(postgres) as urls:
        yield urls, pgbouncer.build_pooler(urls.service)._replace(prepared_statements=is_prepared)


def run(pooled: Pooled, act: Callable[[Database], Coroutine[Any, Any, ResultT]]) -> ResultT:
    async def open_and_act() -> ResultT:
        urls, through = pooled
        database = Database(urls.service, 8, pooler=through)
        await database.open()
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(open_and_act())


def test_concurrent_statements_through_few_processes_get_their_own_results(pooled: Pooled) -> None:
    async def execute_concurrently(database: Database) -> list[bool]:
        async def repeat(number: int) -> bool:
            async with database.acquire_public() as connection:
                query = f"SELECT $1::int, {number}, current_user::text, pg_sleep(0.001)::text"
                rows = [await connection.fetchrow(query, times) for times in range(20)]
            return [tuple(row)[:3] for row in rows if row] == [(times, number, "capaian_reader") for times in range(20)]

        return await asyncio.gather(*(repeat(number) for number in range(24)))

    assert run(pooled, execute_concurrently) == [True] * 24


def test_a_write_behind_the_pooler_counts_the_process_that_executes_it(pooled: Pooled) -> None:
    async def write(database: Database) -> tuple[int, int, str]:
        async with begin_transaction_as(database, {"principal": "test"}) as connection:
            row = await connection.fetchrow(
                "SELECT pg_backend_pid(), current_user::text, current_setting('lock_timeout')"
            )
            assert row is not None
            return connection.get_server_pid() == row[0], row[1], row[2]

    assert run(pooled, write) == (True, "capaian_service", "2s")


def test_a_write_on_another_server_begins_an_epoch_and_must_be_repeated(pooled: Pooled) -> None:
    async def write_before_and_after(database: Database) -> list[int]:
        async def find_epoch() -> int:
            async with begin_transaction_as(database, {"principal": "test"}) as connection:
                return int(await connection.fetchval("SELECT current_epoch()"))

        epochs = [await find_epoch()]
        async with asyncio.timeout(5):
            await asyncio.to_thread(databases.execute, pooled[0].owner, OTHER_SERVER)
        with pytest.raises(UnavailableError):
            await find_epoch()
        return [*epochs, await find_epoch()]

    before, after = run(pooled, write_before_and_after)
    assert after > before


def test_a_login_at_the_pooler_without_its_role_and_timeouts_is_rejected(pooled: Pooled) -> None:
    """As a login of the service without ALTER ROLE, which would show unpublished records in public."""
    urls, through = pooled
    databases.execute(urls.owner, f"CREATE ROLE other LOGIN PASSWORD '{pooler.PASSWORD}' IN ROLE capaian_service")
    try:
        wrong = through._replace(reader_url=through.reader_url.replace("capaian_pool_reader", "other"))

        async def read(database: Database) -> None:
            async with database.acquire_public():
                raise AssertionError

        with pytest.raises(UnavailableError):
            run((urls, wrong), read)
        with pytest.raises(PoolerUnusableError) as rejected:
            check(urls, wrong)
        assert rejected.value.cause.split("; ") == [
            "GRANT capaian_reader TO other",
            "REVOKE capaian_service FROM other",
            "ALTER ROLE other SET role = 'capaian_reader'",
            "ALTER ROLE other SET lock_timeout = '2s'",
            "ALTER ROLE other SET statement_timeout = '2500ms'",
            "ALTER ROLE other SET idle_in_transaction_session_timeout = '10s'",
            "ALTER ROLE other SET random_page_cost = '1.1'",
            "ALTER ROLE other SET default_transaction_isolation = 'serializable'",
            "ALTER ROLE other SET default_transaction_read_only = 'on'",
        ]
    finally:
        databases.execute(urls.owner, "DROP ROLE other")


def test_a_pooler_that_forwards_names_of_prepared_statements_is_rejected(pooled: Pooled) -> None:
    """As PgBouncer before 1.21 does. Here the logins connect to PostgreSQL itself, which stores these names."""
    urls, through = pooled
    server = urlsplit(urls.service).netloc.rpartition("@")[2]
    forwarded = [
        urlunsplit((parts := urlsplit(url))._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{server}"))
        for url in (through.reader_url, through.service_url)
    ]
    check(urls, Pooler(*forwarded, prepared_statements=False))
    with pytest.raises(PoolerUnusableError, match="CAPAIAN_POOLER_PREPARED_STATEMENTS=false"):
        check(urls, Pooler(*forwarded))


def test_a_pooler_of_another_database_is_rejected(pooled: Pooled, postgres: DatabaseUrls) -> None:
    with databases.copy(postgres) as other, pytest.raises(PoolerUnusableError, match="lead to different databases"):
        check(other, pooled[1])


def test_migrations_and_commands_through_the_pooler_are_rejected(pooled: Pooled) -> None:
    urls, through = pooled
    for command, setting in (
        (["migrate"], "CAPAIAN_MIGRATION_DATABASE_URL"),
        (["keys", "list"], "CAPAIAN_DATABASE_URL"),  # with a role as a start-up parameter
    ):
        result = run_command(*command, **urls.settings | {setting: through.service_url})
        assert result.exit_code == 1
        assert f"{setting} leads to a pooler such as PgBouncer" in result.stderr


def test_a_service_behind_the_pooler_reads_and_writes(
    database: DatabaseUrls, pgbouncer: pooler.PgBouncer, tmp_path: Path
) -> None:
    urls, through = database, pgbouncer.build_pooler(database.service)
    settings = urls.settings | pooler.build_settings(through) | {"CAPAIAN_DATA_DIR": str(tmp_path)}
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        headers = {"Authorization": f"Bearer {key_for(urls, 'author', 'write', 'read:drafts')}"}
        program = {"code": "pooled", "name": "Program lewat pooler"}
        with httpx.Client(base_url=service.url, headers=headers, timeout=10) as author:
            assert author.post("/v1/programs", json=program).status_code == 201
            assert author.get("/v1/programs/pooled").json()["status"] == "draft"
        assert httpx.get(f"{service.url}/v1/programs/pooled").status_code == 404
        assert httpx.get(f"{service.url}/v1/targets").json()["data"]
        logins = "SELECT string_agg(DISTINCT usename, ' ' ORDER BY usename) FROM pg_stat_activity WHERE datname = '{}'"
        found = databases.execute(urls.owner, logins.format(urlsplit(urls.service).path[1:]))
        assert {"capaian_pool_reader", "capaian_pool_service"} <= set(str(found[0]).split())
        doctor = run_command("doctor", "--json", **settings)
        assert "pooler_unusable" not in {finding["code"] for finding in json.loads(doctor.stdout)["findings"]}


def check(urls: DatabaseUrls, through: Pooler) -> None:
    async def connect_and_check() -> None:
        direct = await asyncpg.connect(urls.service)
        try:
            await check_pooler(through, direct)
        finally:
            await direct.close()

    asyncio.run(connect_and_check())
