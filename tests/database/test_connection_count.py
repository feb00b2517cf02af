"""The service opens as many connections as documented, and warns if the database permits fewer."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from api.database.connection_count import (
    MAX_EXPORTS,
    MAX_IMPORT_RUNS,
    MAX_SDMX_REQUESTS,
    count_connections,
    count_unconfirmed_commits,
    measure_demand,
)
from api.database.pool import Database
from api.errors import UnavailableError
from tests.support import services
from tests.support.clusters import ask
from tests.support.databases import DatabaseUrls, execute
from tests.support.pooler import not_behind_pooler

SELECT_OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1"


@not_behind_pooler
@pytest.mark.parametrize("pool_size", [1, 20])
def test_one_worker_opens_the_counted_connections_and_no_more(database: DatabaseUrls, pool_size: int) -> None:
    async def open_all() -> object:
        pools = Database(database.service, pool_size)
        await pools.open()
        async with AsyncExitStack() as stack:
            acquired = (
                (pools.acquire_public, pool_size),
                (pools.acquire_service_read, pools.service_size),
                (pools.acquire_write, pools.write_size),
                (pools.acquire_for_keys, 2),
                (pools.acquire_internal, 3),
            )
            for acquire, number in acquired:
                for _ in range(number):
                    await stack.enter_async_context(acquire())
            attempts = (stack.enter_async_context(acquire()) for acquire, _ in acquired)
            results = await asyncio.gather(*attempts, return_exceptions=True)
            assert [type(result) for result in results] == [UnavailableError] * 5
            for _ in range(MAX_EXPORTS + MAX_SDMX_REQUESTS + MAX_IMPORT_RUNS):
                await stack.enter_async_context(pools.connect_long_running("capaian_reader"))
            listener = await pools.connect_listener()
            found = await asyncio.to_thread(ask, database.owner, SELECT_OPEN, "capaian%")
            await listener.close()
        await pools.close()
        return found

    assert asyncio.run(open_all()) == count_connections(1, pool_size)
    assert count_connections(4, 8) == 132
    assert count_unconfirmed_commits(4, 8) == 32


def test_the_lowest_limit_of_server_database_and_login_applies(database: DatabaseUrls) -> None:
    async def measure() -> tuple[int, int]:
        connection = await asyncpg.connect(database.service)
        try:
            demand = await measure_demand(connection, 4, 8)
        finally:
            await connection.close()
        return demand.needed, demand.available

    assert asyncio.run(measure()) == (132, int(str(ask(database.owner, "SHOW max_connections"))) - 3)
    name = ask(database.owner, "SELECT current_database()")
    execute(database.owner, f'ALTER DATABASE "{name}" CONNECTION LIMIT 50')
    assert asyncio.run(measure()) == (132, 50)


@not_behind_pooler
def test_the_start_warns_if_the_workers_can_need_more_connections(database: DatabaseUrls, tmp_path: Path) -> None:
    name = ask(database.owner, "SELECT current_database()")
    execute(database.owner, f'ALTER DATABASE "{name}" CONNECTION LIMIT 30')
    with services.running(tmp_path, **database.settings) as service:
        service.wait_until_ready()
        assert "opens up to 33 connections, but the database permits 30" in service.log
    execute(database.owner, f'ALTER DATABASE "{name}" CONNECTION LIMIT 33')
    with services.running(tmp_path, **database.settings) as service:
        service.wait_until_ready()
        assert "connections, but" not in service.log
