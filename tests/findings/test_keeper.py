"""The keeper: what is computed anew and what is not, and who shares it."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.findings import keeper as keeping
from api.findings.keeper import UNFIGURED, Asked, Keeper
from tests.findings.keeping import E_KATALOG, OF_E_KATALOG, OF_QRIS, seen, told, writing
from tests.support.databases import Addresses
from tests.wire.recording import realization, target


def test_what_did_not_change_is_not_computed_again(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        for _ in range(3):
            assert [finding.code for finding in await seen(keeper, OF_E_KATALOG)] == ["no_realization"]
            await seen(keeper, OF_QRIS)
        assert keeper.computed == 2
        async with writing(database) as writer:
            await writer.execute(realization(1, **E_KATALOG))
        assert await seen(keeper, OF_E_KATALOG) == []
        await seen(keeper, OF_QRIS)
        assert keeper.computed == 3

    told(database, story)


def test_those_who_ask_at_once_share_one_computation(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        answers = await asyncio.gather(*(seen(keeper, OF_E_KATALOG) for _ in range(20)))
        assert all(answer == answers[0] for answer in answers)
        assert keeper.computed == 1

    told(database, story)


def test_nobody_joins_a_computation_that_began_before_the_change_they_know_of(
    database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, began, go_on = keeping.load_program, asyncio.Event(), asyncio.Event()

    async def slowly(*given: Any) -> Any:
        loaded = await load(*given)
        began.set()
        await go_on.wait()
        return loaded

    monkeypatch.setattr(keeping, "load_program", slowly)

    async def story(keeper: Keeper) -> None:
        early = asyncio.create_task(seen(keeper, OF_E_KATALOG))
        await began.wait()
        async with writing(database) as writer:
            await writer.execute(realization(1, **E_KATALOG))
        late = asyncio.create_task(seen(keeper, OF_E_KATALOG))
        await asyncio.sleep(0.2)
        go_on.set()
        assert [finding.code for finding in await early] == ["no_realization"]
        assert await late == []
        assert await seen(keeper, OF_E_KATALOG) == []
        assert keeper.computed == 2

    told(database, story)


def test_a_reader_who_leaves_takes_nobody_along(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        await keeper.look()
        leaving, staying = (asyncio.create_task(keeper.kept(OF_E_KATALOG)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        assert len(await staying) == 1

    told(database, story)


def test_a_new_day_in_jakarta_is_a_change(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(keeper: Keeper) -> None:
        for day, found in ((date(2022, 12, 31), 0), (date(2023, 1, 1), 1)):
            monkeypatch.setattr(keeping, "today", lambda day=day: day)
            assert len(await seen(keeper, OF_E_KATALOG)) == found
        await seen(keeper, OF_E_KATALOG._replace(as_of=date(2022, 12, 31)))
        monkeypatch.setattr(keeping, "today", lambda: date(2023, 1, 2))
        computed = keeper.computed
        await seen(keeper, OF_E_KATALOG._replace(as_of=date(2022, 12, 31)))
        assert keeper.computed == computed

    told(database, story)


def test_what_was_known_long_ago_outlives_every_change(database: Addresses) -> None:
    past = OF_E_KATALOG._replace(as_of=date(2024, 1, 1), known_at=datetime(2020, 1, 1, tzinfo=UTC))
    recent = past._replace(known_at=datetime.now(UTC))

    async def story(keeper: Keeper) -> None:
        assert await seen(keeper, past) == []
        assert len(await seen(keeper, recent)) == 1
        async with writing(database) as writer:
            await writer.execute(target(1, **{**E_KATALOG, "region": "31"}))
        assert await seen(keeper, past) == []
        assert keeper.computed == 2
        assert len(await seen(keeper, recent)) == 1
        assert keeper.computed == 3

    told(database, story)


def test_memory_is_bounded_by_forgetting_what_was_not_asked_for(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        for asked in (OF_E_KATALOG, OF_QRIS, OF_QRIS, OF_E_KATALOG):
            assert len(await seen(keeper, asked)) == 1
        assert keeper.computed == 3

    told(database, story, most_kept=3)


def test_a_failure_is_told_and_the_next_one_tries_again(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> Any:
        raise LookupError("no such thing")

    async def story(keeper: Keeper) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(keeping, "load_program", fail)
            with pytest.raises(LookupError):
                await seen(keeper, OF_E_KATALOG)
        assert len(await seen(keeper, OF_E_KATALOG)) == 1

    told(database, story)


def test_what_is_said_of_no_figure_goes_to_the_program_that_cites_its_source_most(database: Addresses) -> None:
    citing = [{"source": "borneo24-2021-06-11", "locator": "p", "quote": None, "note": None}]

    async def story(keeper: Keeper) -> None:
        asked = Asked(UNFIGURED, None, None)
        assert [finding.program for finding in await seen(keeper, asked)] == ["umkm-digital"]
        async with writing(database) as writer:
            for number in range(4):
                await writer.execute(realization(number, **{**E_KATALOG, "period": f"200{number}"}, citations=citing))
        assert [finding.program for finding in await seen(keeper, asked)] == ["e-katalog"]

    told(database, story)
