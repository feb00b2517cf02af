"""The watch for changes: each change is detected once, in any order of commits."""

from datetime import UTC, datetime, timedelta
from unittest.mock import AsyncMock

import asyncpg
import pytest

from api.analysis.findings import cache, change_watch
from api.analysis.findings.cache import FindingsCache
from api.errors import UnavailableError
from tests.analysis.findings.run_cache import (
    E_KATALOG,
    E_KATALOG_KEY,
    QRIS_KEY,
    load_findings,
    open_writer,
    run_with_cache,
)
from tests.http.recording import realization, source, target
from tests.support.databases import DatabaseUrls


def test_a_transaction_that_began_earlier_and_commits_later_is_detected(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        async with open_writer(database) as slow, open_writer(database) as fast:
            open_transaction = slow.transaction()
            await open_transaction.start()
            await slow.execute(realization(1, **{**E_KATALOG, "region": "32", "value": 5}))
            await load_findings(findings_cache, E_KATALOG_KEY)
            await fast.execute(target(2, **{**E_KATALOG, "region": "31"}))
            assert len(await load_findings(findings_cache, E_KATALOG_KEY)) == 2
            computed = findings_cache.computed
            for _ in range(3):  # changes after the oldest open transaction are not processed again
                await load_findings(findings_cache, E_KATALOG_KEY)
            assert findings_cache.computed == computed
            await slow.execute(realization(3, **{**E_KATALOG, "region": "32", "value": 6}))
            await open_transaction.commit()
            found = await load_findings(findings_cache, E_KATALOG_KEY)
            assert sorted(finding.code for finding in found) == ["conflicting_realizations", *["no_realization"] * 2]

    run_with_cache(database, scenario)


def test_more_changes_than_the_limit_invalidate_all_findings(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_watch, "MAX_CHANGES", 2)

    async def scenario(findings_cache: FindingsCache) -> None:
        await load_findings(findings_cache, QRIS_KEY)
        async with open_writer(database) as writer, writer.transaction():
            for number in (1, 2, 3):
                await writer.execute(realization(number, **{**E_KATALOG, "period": f"201{number}"}))
        assert await load_findings(findings_cache, E_KATALOG_KEY) == []
        await load_findings(findings_cache, QRIS_KEY)
        assert findings_cache.computed == 3

    run_with_cache(database, scenario)


def test_a_restored_database_invalidates_all_findings(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        # Findings of the past cannot change otherwise.
        past = E_KATALOG_KEY._replace(known_at=datetime.now(UTC) - timedelta(days=1))
        for key in (E_KATALOG_KEY, past, E_KATALOG_KEY, past):
            await load_findings(findings_cache, key)
        assert findings_cache.computed == 2
        owner = await asyncpg.connect(database.owner)
        await owner.execute("INSERT INTO epoch SELECT max(number) + 1 FROM epoch")
        for key in (E_KATALOG_KEY, past, E_KATALOG_KEY, past):
            await load_findings(findings_cache, key)
        assert findings_cache.computed == 4
        await owner.close()

    run_with_cache(database, scenario)


def test_a_lost_connection_invalidates_all_findings_and_a_timeout_none(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        await load_findings(findings_cache, E_KATALOG_KEY)
        for error, computed in ((asyncpg.QueryCanceledError(), 1), (asyncpg.ConnectionDoesNotExistError(), 2)):
            with monkeypatch.context() as patched:
                patched.setattr(cache, "read_changes_since", AsyncMock(side_effect=error))
                with pytest.raises(UnavailableError):
                    await findings_cache.check_for_changes()
            await load_findings(findings_cache, E_KATALOG_KEY)
            assert findings_cache.computed == computed

    run_with_cache(database, scenario)


def test_a_source_that_is_not_cited_invalidates_nothing(database: DatabaseUrls) -> None:
    async def scenario(findings_cache: FindingsCache) -> None:
        await load_findings(findings_cache, E_KATALOG_KEY)
        async with open_writer(database) as writer:
            await writer.execute(source("laporan"))
            await load_findings(findings_cache, E_KATALOG_KEY)
            assert findings_cache.computed == 1
            await writer.execute(source("tribunnews-2022-03-28", revision=2, published_on=None, date_basis="unknown"))
        codes = sorted(finding.code for finding in await load_findings(findings_cache, E_KATALOG_KEY))
        assert codes == ["no_realization", "undated_source"]

    run_with_cache(database, scenario)
