"""Refusals of known callers stand in the audit, those of the last moment before the service stops too."""

import asyncio

import httpx

from api.app import create_litestar
from api.http.observe import Observe
from api.http.refuse import internal_error
from api.postgres.pool import Database
from tests.support.callers import key_for
from tests.support.databases import Addresses, execute

MANY = 40


def test_a_service_that_stops_keeps_every_refusal_that_it_answered(database: Addresses) -> None:
    headers = {"Authorization": f"Bearer {key_for(database, 'pembaca', 'read:drafts')}"}

    async def story() -> list[int]:
        litestar = create_litestar(Database(database.service, 8))
        observed = Observe(litestar, api_version="1", internal_error=internal_error)
        transport = httpx.ASGITransport(observed)  # type: ignore[arg-type]  # two names for the same types
        async with (
            litestar.lifespan(),
            httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers) as client,
        ):
            asked = [client.post("/v1/targets") for _ in range(MANY)]
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert asyncio.run(story()) == [403] * MANY
    assert execute(database.owner, "SELECT count(*) FROM audit WHERE action = 'refuse'") == [MANY]
