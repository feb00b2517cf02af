"""Run scenarios with a findings cache and a concurrent writer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.findings_key import FindingsKey
from api.analysis.rules.checks.finding import FindingResult
from api.database.pool import Database
from api.http.request.concurrency_limit import CallerIdentity
from tests.support.databases import DatabaseUrls

CALLER = CallerIdentity("192.0.2.1", has_key=False)
E_KATALOG: dict[str, Any] = {"program": "e-katalog", "indicator": "umkm-e-katalog", "period": "2020"}
E_KATALOG_KEY, QRIS_KEY = FindingsKey(("e-katalog",), None, None), FindingsKey(("qris",), None, None)


def run_with_cache(
    database_urls: DatabaseUrls, scenario: Callable[[FindingsCache], Awaitable[None]], **limits: int
) -> None:
    async def run() -> None:
        database = Database(database_urls.service, 8)
        await database.open()
        findings_cache = FindingsCache(database, **limits)
        try:
            await scenario(findings_cache)
        finally:
            await findings_cache.close()
            await database.close()

    asyncio.run(run())


async def load_findings(findings_cache: FindingsCache, key: FindingsKey) -> list[FindingResult]:
    """Return the findings after a check for changes, like a request does."""
    await findings_cache.check_for_changes()
    return await findings_cache.get(key, CALLER)


@asynccontextmanager
async def open_writer(database_urls: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_urls.service, server_settings={"role": "capaian_service"})
    try:
        yield connection
    finally:
        await connection.close()
