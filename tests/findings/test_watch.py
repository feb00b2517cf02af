"""The watch: no change slips by, in whatever order writers commit, and none is noticed twice."""

import asyncpg
import pytest

from api.findings import watch
from api.findings.keeper import Keeper
from tests.findings.keeping import E_KATALOG, OF_E_KATALOG, OF_QRIS, seen, told, writing
from tests.support.databases import Addresses
from tests.wire.recording import realization, source, target


def test_a_transaction_that_began_earlier_and_commits_later_is_noticed(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        async with writing(database) as slow, writing(database) as quick:
            held_back = slow.transaction()
            await held_back.start()
            await slow.execute(realization(1, **{**E_KATALOG, "region": "32", "value": 5}))
            await seen(keeper, OF_E_KATALOG)
            await quick.execute(target(2, **{**E_KATALOG, "region": "31"}))
            assert len(await seen(keeper, OF_E_KATALOG)) == 2
            computed = keeper.computed
            for _ in range(3):  # what was seen above the horizon is not seen again and again
                await seen(keeper, OF_E_KATALOG)
            assert keeper.computed == computed
            await slow.execute(realization(3, **{**E_KATALOG, "region": "32", "value": 6}))
            await held_back.commit()
            found = await seen(keeper, OF_E_KATALOG)
            assert sorted(finding.code for finding in found) == ["conflicting_realizations", *["no_realization"] * 2]

    told(database, story)


def test_more_changes_than_anybody_reads_concern_everything(
    database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "MOST_READ", 2)

    async def story(keeper: Keeper) -> None:
        await seen(keeper, OF_QRIS)
        async with writing(database) as writer, writer.transaction():
            for number in (1, 2, 3):
                await writer.execute(realization(number, **{**E_KATALOG, "period": f"202{number}"}))
        assert await seen(keeper, OF_E_KATALOG) == []
        await seen(keeper, OF_QRIS)
        assert keeper.computed == 3

    told(database, story)


def test_a_restored_database_is_looked_at_anew(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        await seen(keeper, OF_E_KATALOG)
        owner = await asyncpg.connect(database.owner)
        await owner.execute("INSERT INTO epoch SELECT max(number) + 1 FROM epoch")
        await owner.close()
        await seen(keeper, OF_E_KATALOG)
        assert keeper.computed == 2

    told(database, story)


def test_a_source_that_nothing_kept_rests_on_changes_nothing(database: Addresses) -> None:
    async def story(keeper: Keeper) -> None:
        await seen(keeper, OF_E_KATALOG)
        async with writing(database) as writer:
            await writer.execute(source("laporan"))
            await seen(keeper, OF_E_KATALOG)
            assert keeper.computed == 1
            await writer.execute(source("tribunnews-2022-03-28", revision=2, published_on=None, date_basis="unknown"))
        codes = sorted(finding.code for finding in await seen(keeper, OF_E_KATALOG))
        assert codes == ["no_realization", "undated_source"]

    told(database, story)
