"""The database states which versions may use it; an older one neither starts nor returns internal errors."""

import asyncio

import httpx
import pytest

from api.database.migrations import MigrationError, migrate
from api.database.pool import Database
from tests.http.writes.conftest import TARGET
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.in_process import serve
from tests.support.newer_schema import needs_own_schema

RAISE = "UPDATE schema_compatibility SET oldest_version = '99.0.0'"
# What a later version may do as soon as it has raised the oldest version.
BREAK = (
    "ALTER TABLE target RENAME COLUMN note TO remark",
    "ALTER TABLE realization ADD COLUMN urgency text NOT NULL DEFAULT 'low'",
    "ALTER TABLE realization ALTER COLUMN urgency DROP DEFAULT",
    "ALTER FUNCTION region_chains RENAME TO chains",
    "ALTER TABLE api_key RENAME TO credential",
)
URLS = ("/v1/targets", "/v1/targets.csv", "/v1/realizations?within=32&renumbered=true", "/v1/programs")


async def request_all(client: httpx.AsyncClient, key: str, stated_on: str) -> list[httpx.Response]:
    headers = {"accept-language": "en"}
    responses = [await client.get(url, headers=headers) for url in URLS]
    body = {**TARGET, "period": "2021", "stated_on": stated_on, "quality": "final"}
    write = {**headers, "authorization": f"Bearer {key}"}
    return [*responses, await client.post("/v1/realizations", json=body, headers=write)]


@needs_own_schema
def test_an_older_instance_is_not_ready_and_responds_503_where_it_cannot_work(database: DatabaseUrls) -> None:
    key = key_for(database, "penulis", "write")

    async def send() -> tuple[list[int], int, list[httpx.Response], httpx.Response]:
        async with serve(Database(database.service, 2)) as client:
            before = [response.status_code for response in await request_all(client, key, "2022-06-01")]
            await asyncio.to_thread(execute, database.owner, *BREAK)
            unexplained = (await client.get("/v1/targets")).status_code
            await asyncio.to_thread(execute, database.owner, RAISE)
            return before, unexplained, await request_all(client, key, "2022-06-02"), await client.get("/health/ready")

    before, unexplained, responses, ready = asyncio.run(send())
    assert before == [200] * len(URLS) + [201]
    assert unexplained == 500  # otherwise an error of this version would be hidden
    statuses = {response.status_code for response in responses}
    assert statuses == {200, 503}
    assert responses[0].json()["errors"][0]["code"] == "version_too_old"
    assert ready.status_code == 503
    (error,) = ready.json()["errors"]
    assert error["code"] == "version_too_old"
    assert "99.0.0" in error["detail"]


def test_an_older_version_does_not_start(database: DatabaseUrls) -> None:
    execute(database.owner, RAISE, "DELETE FROM schema_functions")
    for login in (database.owner, database.service):
        with pytest.raises(MigrationError) as rejected:
            asyncio.run(migrate(login, database.service))
        assert "This database requires Capaian 99.0.0 or newer" in rejected.value.english
        assert "memerlukan Capaian 99.0.0 atau lebih baru" in rejected.value.indonesian
    assert execute(database.owner, "SELECT count(*) FROM schema_functions") == [0]
