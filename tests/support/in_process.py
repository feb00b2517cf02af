"""The application in the process of the test, for tests that change its limits or hold its connections."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from api.app import add_middleware, create_litestar
from api.database.pool import Database
from tests.conftest import checked


async def _check(response: httpx.Response) -> None:
    await response.aread()
    checked(response)


@asynccontextmanager
async def serve(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Start the application and return a client, which validates each response against the OpenAPI document."""
    litestar = create_litestar(database)
    transport = httpx.ASGITransport(add_middleware(litestar, None))  # type: ignore[arg-type]  # two names for the same types
    hooks = {"response": [_check]}
    async with (
        litestar.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="http://x", event_hooks=hooks) as client,
    ):
        yield client
