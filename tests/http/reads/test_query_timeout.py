"""Slow lists: the error lists the sort orders with an index; a locked table is another error."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import httpx
import pytest

from tests.conftest import checked
from tests.http.conftest import serving
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

# The filter by source is slow here, as for a source with a million figures.
SLOW = """
CREATE OR REPLACE FUNCTION {table}s_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ BEGIN PERFORM pg_sleep(20); END $$
"""
SOURCE = "source=antara-2021-01-11"
# Without `limit` a CSV is an export, whose limit is 15 minutes.
LISTS = tuple(f"/v1/{path}?limit=100" for path in ("targets", "targets.csv", "realizations", "realizations.csv"))


@pytest.fixture(scope="module")
def slow(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        databases.execute(urls.owner, *(SLOW.format(table=table) for table in ("target", "realization")))
        yield urls


@pytest.fixture(scope="module")
def callers(
    slow: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """The public, and a user who may see drafts."""
    with serving(slow, tmp_path_factory.mktemp("slow")) as public:
        insider = {"authorization": f"Bearer {key_for(slow, 'insider', 'read:drafts')}"}
        hooks = {"response": [checked]}
        with httpx.Client(base_url=public.base_url, timeout=20, event_hooks=hooks, headers=insider) as user:
            yield public, user


def request_all(callers: tuple[httpx.Client, ...], urls: tuple[str, ...]) -> list[httpx.Response]:
    with ThreadPoolExecutor() as pool:
        requests = [(caller, url) for caller in callers for url in urls]
        return list(pool.map(lambda item: item[0].get(item[1], headers={"accept-language": "en"}), requests))


def test_a_list_that_takes_too_long_returns_query_too_slow(
    callers: tuple[httpx.Client, httpx.Client],
) -> None:
    for response in request_all(callers, tuple(f"{path}&{SOURCE}" for path in LISTS)):
        assert response.status_code == 422 and "retry-after" not in response.headers
        assert response.json()["type"] == "/problems/query-too-slow"
        assert 2 < response.elapsed.total_seconds() < 8


def test_values_that_take_too_long_return_query_too_slow(callers: tuple[httpx.Client, httpx.Client]) -> None:
    public, user = callers  # one user counts one list at a time
    urls = [f"/v1/{collection}/values?of=program&{SOURCE}" for collection in ("targets", "realizations")]
    for response in (*request_all((public,), tuple(urls[:1])), *request_all((user,), tuple(urls[1:]))):
        assert response.status_code == 422
        assert response.json()["type"] == "/problems/query-too-slow"
        (error,) = response.json()["errors"]
        assert (error["parameter"], error["code"]) == ("of", "slow_count")


def test_the_error_lists_the_indexed_sort_orders_of_each_filter(callers: tuple[httpx.Client, httpx.Client]) -> None:
    query = f"{SOURCE}&program=umkm-digital&indicator=umkm-onboarded&region=32&period=2024&sort=-stated_on&count=exact"
    (response,) = request_all(callers[:1], (f"/v1/realizations?known_at=2100-01-01T00:00:00Z&{query}",))
    details = {error["parameter"]: error["detail"] for error in response.json()["errors"]}
    assert details == {
        "program": "program uses an index without sort or with sort=period, -period, stated_on, -stated_on, "
        "recorded_at, -recorded_at",
        "indicator": "indicator uses an index without sort or with sort=value, -value",
        "region": "region uses an index without sort",
        "period": "period uses an index with sort=period, -period",
        "source": "source has no index and timed out. Add another filter.",
        "known_at": "known_at has no index and timed out. Add another filter.",
        "count": "count counts all matching records and timed out. Omit it to get one page.",
    }


CANCEL = """
SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%FROM realization t%' AND wait_event_type = 'Lock'
"""


@pytest.mark.parametrize(("sort", "problem_type"), [("", "unavailable"), ("&sort=stated_on", "query-too-slow")])
def test_a_canceled_list_with_an_index_returns_unavailable(
    slow: DatabaseUrls, callers: tuple[httpx.Client, httpx.Client], sort: str, problem_type: str
) -> None:
    async def cancel_during_lock() -> list[httpx.Response]:
        owner, canceller = [await asyncpg.connect(slow.owner) for _ in range(2)]
        try:
            async with owner.transaction():
                await owner.execute("LOCK TABLE realization IN ACCESS EXCLUSIVE MODE")
                url = f"/v1/realizations?region=32{sort}"
                response = asyncio.create_task(asyncio.to_thread(request_all, callers[:1], (url,)))
                for _ in range(100):
                    if await canceller.fetch(CANCEL):
                        break
                    await asyncio.sleep(0.01)
                return await response
        finally:
            await owner.close()
            await canceller.close()

    (response,) = asyncio.run(cancel_during_lock())
    assert response.json()["type"] == f"/problems/{problem_type}"


def test_other_lists_are_not_delayed(callers: tuple[httpx.Client, httpx.Client]) -> None:
    for response in request_all(callers, LISTS):
        assert response.status_code == 200
        assert response.elapsed.total_seconds() < 2


def test_a_locked_table_returns_unavailable(slow: DatabaseUrls, callers: tuple[httpx.Client, httpx.Client]) -> None:
    async def request_during_lock() -> list[httpx.Response]:
        owner = await asyncpg.connect(slow.owner)
        try:
            async with owner.transaction():
                await owner.execute("LOCK TABLE realization IN ACCESS EXCLUSIVE MODE")
                return await asyncio.to_thread(request_all, callers, ("/v1/realizations?region=32",))
        finally:
            await owner.close()

    for response in asyncio.run(request_during_lock()):
        assert response.status_code == 503
        assert response.json()["type"] == "/problems/unavailable"
