"""A list that the database gives up is told as what it is, with the orders that are quick; a locked table is not."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import httpx
import pytest

from tests.conftest import checked
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import Addresses
from tests.wire.conftest import serving

# What finds figures by their sources takes its time, as it does where a source states a million of them.
SLOW = """
CREATE OR REPLACE FUNCTION {noun}s_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ BEGIN PERFORM pg_sleep(20); END $$
"""
SOURCE = "source=antara-2021-01-11"
LISTS = ("/v1/targets", "/v1/targets.csv", "/v1/realizations", "/v1/realizations.csv")


@pytest.fixture(scope="module")
def slow(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.owner, *(SLOW.format(noun=noun) for noun in ("target", "realization")))
        yield addresses


@pytest.fixture(scope="module")
def callers(slow: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """The public, and somebody who may see drafts."""
    with serving(slow, tmp_path_factory.mktemp("slow")) as public:
        insider = {"authorization": f"Bearer {key_for(slow, 'insider', 'read:drafts')}"}
        hooks = {"response": [checked]}
        with httpx.Client(base_url=public.base_url, timeout=20, event_hooks=hooks, headers=insider) as known:
            yield public, known


def at_once(callers: tuple[httpx.Client, ...], addresses: tuple[str, ...]) -> list[httpx.Response]:
    with ThreadPoolExecutor() as pool:
        asked = [(caller, address) for caller in callers for address in addresses]
        return list(pool.map(lambda one: one[0].get(one[1], headers={"accept-language": "en"}), asked))


def test_a_list_that_takes_too_long_is_refused_in_time_as_a_kind_of_its_own(
    callers: tuple[httpx.Client, httpx.Client],
) -> None:
    for answer in at_once(callers, tuple(f"{path}?{SOURCE}" for path in LISTS)):
        assert answer.status_code == 422 and "retry-after" not in answer.headers
        assert answer.json()["type"] == "/problems/query-too-slow"
        assert 2 < answer.elapsed.total_seconds() < 8


def test_each_filter_is_named_with_the_orders_in_which_it_is_quick(callers: tuple[httpx.Client, httpx.Client]) -> None:
    asked = f"{SOURCE}&program=umkm-digital&indicator=umkm-onboarded&region=32&period=2024&sort=-stated_on&count=exact"
    (answer,) = at_once(callers[:1], (f"/v1/realizations?known_at=2100-01-01T00:00:00Z&{asked}",))
    told = {error["parameter"]: error["detail"] for error in answer.json()["errors"]}
    assert told == {
        "program": "program is quick without sort or with sort=period, -period, stated_on, -stated_on, recorded_at, "
        "-recorded_at",
        "indicator": "indicator is quick without sort or with sort=value, -value",
        "region": "region is quick without sort",
        "period": "period is quick with sort=period, -period",
        "source": "source is quick in no order; narrow it with another filter",
        "known_at": "known_at is quick in no order; narrow it with another filter",
        "count": "count counts all that matches, which takes too long; without it the answer is a page",
    }


ENDED = """
SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%FROM realization t%' AND wait_event_type = 'Lock'
"""


@pytest.mark.parametrize(("order", "slug"), [("", "unavailable"), ("&sort=stated_on", "query-too-slow")])
def test_a_quick_list_that_is_ended_is_not_blamed_for_it(
    slow: Addresses, callers: tuple[httpx.Client, httpx.Client], order: str, slug: str
) -> None:
    async def ended() -> list[httpx.Response]:
        owner, canceller = [await asyncpg.connect(slow.owner) for _ in range(2)]
        try:
            async with owner.transaction():
                await owner.execute("LOCK TABLE realization IN ACCESS EXCLUSIVE MODE")
                address = f"/v1/realizations?region=32{order}"
                asked = asyncio.create_task(asyncio.to_thread(at_once, callers[:1], (address,)))
                for _ in range(100):
                    if await canceller.fetch(ENDED):
                        break
                    await asyncio.sleep(0.01)
                return await asked
        finally:
            await owner.close()
            await canceller.close()

    (answer,) = asyncio.run(ended())
    assert answer.json()["type"] == f"/problems/{slug}"


def test_the_list_beside_it_is_answered_at_once(callers: tuple[httpx.Client, httpx.Client]) -> None:
    for answer in at_once(callers, LISTS):
        assert answer.status_code == 200
        assert answer.elapsed.total_seconds() < 2


def test_a_locked_table_is_no_slow_query(slow: Addresses, callers: tuple[httpx.Client, httpx.Client]) -> None:
    async def locked() -> list[httpx.Response]:
        owner = await asyncpg.connect(slow.owner)
        try:
            async with owner.transaction():
                await owner.execute("LOCK TABLE realization IN ACCESS EXCLUSIVE MODE")
                return await asyncio.to_thread(at_once, callers, ("/v1/realizations?region=32",))
        finally:
            await owner.close()

    for answer in asyncio.run(locked()):
        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/unavailable"
