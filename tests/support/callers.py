"""Create API keys without starting a process, and send requests with them."""

import asyncio
from typing import Any

import asyncpg
import httpx

from api.auth.api_key_store import create_key
from api.database.session import SESSION_VARIABLES, SET_SESSION_VARIABLES
from tests.support.databases import DatabaseUrls

ACTING = {"principal": "test", "scopes": "admin"}


def key_for(urls: DatabaseUrls, name: str, *scopes: str, institution: str | None = None) -> str:
    """Create a key and return its token."""

    async def create() -> str:
        login = await asyncpg.connect(urls.service, server_settings={"role": "capaian_service"})
        try:
            async with login.transaction():
                await login.fetchrow(SET_SESSION_VARIABLES, *(ACTING.get(field, "") for field in SESSION_VARIABLES))
                key = await create_key(
                    login, name=name, scopes=scopes, institution=institution, expires_at=None, created_by="test"
                )
            return key.token
        finally:
            await login.close()

    return asyncio.run(create())


class Person:
    """A client that sends JSON with an API key, or without a key as the public."""

    def __init__(self, client: httpx.Client, key: str | None = None) -> None:
        self.client = client
        self.headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers=self.headers | _field_names(headers))

    def transition(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Read the record of a transition, such as `{url}/publish`, then send it with the ETag of the record."""
        if "if_match" not in headers and (etag := self.get(path.rpartition("/")[0]).headers.get("etag")):
            headers["if_match"] = etag
        return self.post(path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.client.put(path, json=body, headers=self.headers | _field_names(headers))

    def patch(self, path: str, body: Any, etag: str | None = None, **headers: str) -> httpx.Response:
        condition = {} if etag is None else {"If-Match": etag}
        return self.client.patch(path, json=body, headers=self.headers | condition | _field_names(headers))


def _field_names(headers: dict[str, str]) -> dict[str, str]:
    """Return the fields with hyphens: `idempotency-key` for `idempotency_key`."""
    return {name.replace("_", "-"): value for name, value in headers.items()}
