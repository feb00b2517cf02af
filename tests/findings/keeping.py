"""Stories about one keeper: what is asked of it, and who writes meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from api.findings.keeper import Asked, Keeper
from api.postgres.pool import Database
from api.rules.findings.finding import Finding
from tests.support.databases import Addresses

E_KATALOG: dict[str, Any] = {"program": "e-katalog", "indicator": "umkm-e-katalog", "period": "2020"}
OF_E_KATALOG, OF_QRIS = Asked("e-katalog", None, None), Asked("qris", None, None)


def told(addresses: Addresses, story: Callable[[Keeper], Awaitable[None]], **bounds: int) -> None:
    async def run() -> None:
        database = Database(addresses.service, 4)
        await database.open()
        keeper = Keeper(database, **bounds)
        try:
            await story(keeper)
        finally:
            await keeper.close()
            await database.close()

    asyncio.run(run())


async def seen(keeper: Keeper, asked: Asked) -> list[Finding]:
    await keeper.look()
    return await keeper.kept(asked)


@asynccontextmanager
async def writing(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(addresses.service, server_settings={"role": "capaian_service"})
    try:
        yield connection
    finally:
        await connection.close()
