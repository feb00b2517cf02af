"""A table that a session of an administrator has locked: every kind of request returns 503 within eight seconds."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.database.pool import Database
from api.database.pooled_connection import LOCK_TIMEOUT
from tests.http.conftest import serving
from tests.http.outages.outage import MAX_SECONDS
from tests.http.writes.conftest import TARGET
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls
from tests.support.locks import hold_lock

LOCKED_TABLES = "target, realization, claim"
URLS = (
    "/v1/targets?sort=stated_on",
    "/v1/targets/01a1fb67-1800-7000-8000-000000000108",
    "/v1/targets/01a1fb67-1800-7000-8000-000000000108/revisions",
    "/v1/targets.csv",
    "/v1/exports/targets.csv",
    "/v1/exports/targets.parquet",
    "/v1/exports/targets.xlsx",
    "/v1/exports/targets.ndjson",
    "/sdmx/v1/data/REALIZATION",
    "/v1/onboarding-counts",
    "/v1/progress",
    "/v1/findings",
    "/v1/claims",
)


@pytest.fixture
def client(database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(database, tmp_path_factory.mktemp("locked")) as client:
        yield client


def test_requests_for_a_locked_table_return_503(database: DatabaseUrls, client: httpx.Client) -> None:
    """Without `lock_timeout` an export waits for its client, and a write for the timeout of the driver."""
    headers = {"authorization": f"Bearer {key_for(database, 'penulis', 'write')}"}
    assert client.get("/v1/me", headers=headers).status_code == 200
    with (
        hold_lock(database, f"LOCK TABLE {LOCKED_TABLES} IN ACCESS EXCLUSIVE MODE"),
        ThreadPoolExecutor(len(URLS) + 1) as pool,
    ):
        requests = [pool.submit(client.get, url) for url in URLS]
        requests += [pool.submit(client.post, "/v1/targets", json=TARGET, headers=headers)]
        responses = [request.result(MAX_SECONDS) for request in requests]
    late = [response.url for response in responses if response.elapsed.total_seconds() > MAX_SECONDS]
    assert late == []
    assert {str(response.url): response.status_code for response in responses if response.status_code != 503} == {}


def test_the_look_up_of_a_key_in_a_locked_table_returns_503(database: DatabaseUrls, client: httpx.Client) -> None:
    headers = {"authorization": f"Bearer {key_for(database, 'pembaca', 'read:drafts')}"}
    with hold_lock(database, "LOCK TABLE api_key IN ACCESS EXCLUSIVE MODE"):
        response = client.get("/v1/me", headers=headers)
        assert client.get("/v1/targets").status_code == 200
    assert response.status_code == 503
    assert response.elapsed.total_seconds() < MAX_SECONDS


def test_every_session_has_a_lock_timeout(database: DatabaseUrls) -> None:
    async def show_all() -> set[str]:
        opened = Database(database.service, 2)
        await opened.open()
        listener = await opened.connect_listener()
        try:
            found = {await listener.fetchval("SHOW lock_timeout")}
            for acquired in (
                opened.acquire_public(),
                opened.acquire_service_read(),
                opened.acquire_write(),
                opened.acquire_for_audit(),
                opened.acquire_for_keys(),
                opened.acquire_internal(),
                opened.connect_long_running("capaian_reader"),
                opened.connect_long_running("capaian_service"),
            ):
                async with acquired as connection:
                    found.add(await connection.fetchval("SHOW lock_timeout"))
            return found
        finally:
            await listener.close()
            await opened.close()

    assert asyncio.run(show_all()) == {LOCK_TIMEOUT}
