"""An instance checks which of its servers is the primary and which the standby, and reports its connections."""

import asyncio
import json
from typing import Any

import asyncpg
import httpx
import pytest

from api.database.pool import Database
from api.database.standby.databases import ReadOnlyDatabase
from api.errors import UnavailableError
from tests.http.standby.conftest import NO_CACHE, ReplicatedService, replace_port
from tests.support import databases, pooler
from tests.support.clusters import eventually
from tests.support.commands import run_command
from tests.support.in_process import serve


def test_an_instance_that_may_write_rejects_a_standby(replicated: ReplicatedService) -> None:
    async def request() -> list[httpx.Response]:
        async with serve(Database(replicated.settings["CAPAIAN_READ_DATABASE_URL"], 2)) as client:
            return [await client.get(path) for path in ("/health/ready", "/v1/targets", "/v1/changes")]

    ready, *reads = asyncio.run(request())
    assert [error["code"] for error in ready.json()["errors"]] == ["database_is_standby"]
    assert [response.status_code for response in (ready, *reads)] == [503, 503, 503]


@pytest.mark.skipif(pooler.PGBOUNCER is None, reason=pooler.NEEDS_PGBOUNCER)
def test_an_instance_that_may_write_rejects_a_pooler_of_a_standby(replicated: ReplicatedService) -> None:
    async def read(database: Database) -> object:
        await database.open()
        try:
            async with database.acquire_public() as connection:
                return await connection.fetchval("SELECT 1")
        finally:
            await database.close()

    url = replicated.settings["CAPAIAN_READ_DATABASE_URL"]
    databases.create_pooler_logins(replicated.server.urls.owner)
    with pooler.running_pgbouncer(url) as pgbouncer:
        of_standby = pgbouncer.build_pooler(url, pooler.READER_OF_STANDBY)
        assert asyncio.run(read(ReadOnlyDatabase(url, 2, pooler=of_standby))) == 1
        with pytest.raises(UnavailableError) as rejected:
            asyncio.run(read(Database(url, 2, pooler=pgbouncer.build_pooler(url))))
    assert isinstance(rejected.value.__cause__, asyncpg.TargetServerAttributeNotMatched)


def find_codes(settings: dict[str, str], **changed: str) -> set[str]:
    found: list[dict[str, Any]] = json.loads(run_command("doctor", "--json", **settings | changed).stdout)["findings"]
    return {finding["code"] for finding in found}


def test_doctor_checks_both_servers(replicated: ReplicatedService, postgres: databases.DatabaseUrls) -> None:
    urls, settings = replicated.server.urls, replicated.settings
    standby, checked = settings["CAPAIAN_READ_DATABASE_URL"], {"database_unusable", "standby_unusable"}
    assert find_codes(settings) & checked == set()
    assert find_codes({"CAPAIAN_DATABASE_URL": standby}) & checked == {"database_unusable"}
    assert find_codes({"CAPAIAN_DATABASE_URL": standby, "CAPAIAN_READ_ONLY": "true"}) & checked == set()
    for unusable in (replace_port(urls.service, 1), postgres.named(databases.TEMPLATE).service):
        assert find_codes(settings, CAPAIAN_READ_DATABASE_URL=unusable) & checked == {"standby_unusable"}
    assert "too_few_standby_connections" in find_codes(settings, CAPAIAN_WORKERS="9")


def test_metrics_count_the_connections_to_the_standby(replicated: ReplicatedService) -> None:
    series = 'capaian_database_query_duration_seconds_count{pool="standby_public"}'
    before = replicated.service.read_metrics()[series]
    assert replicated.get("/v1/units", **NO_CACHE).status_code == 200
    assert eventually(lambda: replicated.service.read_metrics()[series] > before)
    assert replicated.get("/v1/exports/targets.csv").status_code == 200
    metrics = replicated.service.read_metrics()
    assert metrics['capaian_database_acquire_duration_seconds_count{pool="standby_long_running"}'] >= 1
    assert 'capaian_database_connections_max{pool="standby_writes"}' not in metrics
