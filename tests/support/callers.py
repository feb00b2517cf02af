"""Callers with keys: made as the console makes them, without its process."""

import asyncio
from typing import Any

import asyncpg
import httpx

from api.access.keyring import create_key
from api.postgres.acting import ACT, TOLD
from tests.support.databases import Addresses

ACTING = {"principal": "test", "scopes": "admin"}


def key_for(addresses: Addresses, name: str, *scopes: str, institution: str | None = None) -> str:
    """The text of a new key."""

    async def make() -> str:
        login = await asyncpg.connect(addresses.service, server_settings={"role": "capaian_service"})
        try:
            async with login.transaction():
                await login.fetchrow(ACT, *(ACTING.get(told, "") for told in TOLD))
                key = await create_key(
                    login, name=name, scopes=scopes, institution=institution, expires_at=None, created_by="test"
                )
            return key.text
        finally:
            await login.close()

    return asyncio.run(make())


class Person:
    """Somebody with a key, who speaks JSON. Without one, the public."""

    def __init__(self, client: httpx.Client, key: str | None = None) -> None:
        self.client = client
        self.headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers=self.headers | _named(headers))

    def put(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.client.put(path, json=body, headers=self.headers | _named(headers))

    def patch(self, path: str, body: Any, etag: str | None = None, **headers: str) -> httpx.Response:
        condition = {} if etag is None else {"If-Match": etag}
        return self.client.patch(path, json=body, headers=self.headers | condition | _named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    """`idempotency_key` as `idempotency-key`."""
    return {name.replace("_", "-"): value for name, value in headers.items()}
