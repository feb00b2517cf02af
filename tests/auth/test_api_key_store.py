"""The store of API keys: comparison, caching and eviction."""

import asyncio
import hmac
from typing import Any

import pytest

from api.auth.api_key import ApiKeyCredentials
from api.auth.api_key_store import ApiKeyStore, create_key, revoke_key
from api.database.pool import Database
from api.database.session import begin_transaction_as
from tests.support.callers import ACTING
from tests.support.databases import DatabaseUrls


async def run_with_key(urls: DatabaseUrls, story: Any) -> Any:
    pool = Database(urls.service, 4)
    await pool.open()
    try:
        async with begin_transaction_as(pool, ACTING) as connection:
            key = await create_key(
                connection, name="clerk", scopes=["write"], institution=None, expires_at=None, created_by="test"
            )
        return await story(pool, key)
    finally:
        await pool.close()


def test_secrets_are_compared_in_constant_time(stored: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    compare = hmac.compare_digest

    def record_comparison(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return compare(one, other)

    async def story(pool: Database, key: ApiKeyCredentials) -> list[bool]:
        store, guess = ApiKeyStore(pool), ApiKeyCredentials(key.id, "0" * 40)
        monkeypatch.setattr("api.auth.api_key.hmac.compare_digest", record_comparison)
        accepted = []
        for credentials in (guess, key, guess, key):  # the first is looked up, the next ones are cached
            compared.clear()
            accepted.append(await store.authenticate(credentials) is not None)
            assert credentials.secret_sha256 in compared
        return accepted

    assert asyncio.run(run_with_key(stored, story)) == [False, True, False, True]


def test_a_key_that_is_revoked_during_its_lookup_is_not_cached(stored: DatabaseUrls) -> None:
    async def story(pool: Database, key: ApiKeyCredentials) -> list[bool]:
        store = ApiKeyStore(pool)
        has_read, proceed = asyncio.Event(), asyncio.Event()
        service = pool.acquire_for_keys

        class Slow:
            """A connection that is released only after `proceed` is set, when the row is already read."""

            def __init__(self) -> None:
                self.borrowed = service()

            async def __aenter__(self) -> Any:
                return await self.borrowed.__aenter__()

            async def __aexit__(self, *error: object) -> Any:
                has_read.set()
                await proceed.wait()
                return await self.borrowed.__aexit__(*error)

        pool.acquire_for_keys = Slow  # type: ignore[method-assign,assignment]
        lookup = asyncio.create_task(store.authenticate(key))
        await has_read.wait()
        pool.acquire_for_keys = service  # type: ignore[method-assign]
        async with service() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('capaian.principal', 'a', true), set_config('capaian.scopes', 'admin', true)"
            )
            assert await revoke_key(connection, key.id)
        store.evict(key.id)
        proceed.set()
        first = await lookup
        return [first is not None, await store.authenticate(key) is not None]

    assert asyncio.run(run_with_key(stored, story)) == [True, False]


def test_concurrent_requests_with_one_key_share_a_lookup(stored: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without sharing, the requests of one caller wait for each other until some of them time out."""

    async def story(pool: Database, key: ApiKeyCredentials) -> list[bool]:
        store, lookups = ApiKeyStore(pool), []
        acquire = pool.acquire_for_keys
        monkeypatch.setattr(pool, "acquire_for_keys", lambda: lookups.append(key) or acquire())
        callers = await asyncio.gather(*(store.authenticate(key) for _ in range(50)))
        return [len(lookups) == 1, *(caller is not None for caller in callers)]

    assert all(asyncio.run(run_with_key(stored, story)))


def test_a_sign_in_sends_one_query_for_every_key(stored: DatabaseUrls) -> None:
    """The time of a rejection would otherwise show whether the key exists; a cached key is compared without a query."""

    async def story(pool: Database, key: ApiKeyCredentials) -> list[int]:
        store = ApiKeyStore(pool)
        await store.authenticate(key)
        acquire, counts = pool.acquire_for_keys, []
        for guess in (ApiKeyCredentials(key.id, "0" * 40), ApiKeyCredentials("0" * 10, "0" * 40), key):
            acquired: list[int] = []
            pool.acquire_for_keys = lambda acquired=acquired: acquired.append(1) or acquire()  # type: ignore[method-assign,misc,func-returns-value]
            assert (await store.authenticate_without_cache(guess) is not None) == (guess == key)
            counts.append(len(acquired))
        return counts

    assert asyncio.run(run_with_key(stored, story)) == [1, 1, 1]
