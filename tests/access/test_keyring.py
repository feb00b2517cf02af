"""The keyring: how keys are compared, remembered and forgotten."""

import asyncio
import hmac
from typing import Any

import pytest

from api.access.keyring import Keyring, create_key, revoke_key
from api.access.keys import Key
from api.postgres.acting import acting
from api.postgres.pool import Database
from tests.support.callers import ACTING
from tests.support.databases import Addresses


async def with_keyring(address: Addresses, story: Any) -> Any:
    pool = Database(address.service, 4)
    await pool.open()
    try:
        async with acting(pool, ACTING) as connection:
            key = await create_key(
                connection, name="clerk", scopes=["write"], institution=None, expires_at=None, created_by="test"
            )
        return await story(pool, key)
    finally:
        await pool.close()


def test_secrets_are_compared_in_constant_time(stored: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    compare = hmac.compare_digest

    def spy(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return compare(one, other)

    async def story(pool: Database, key: Key) -> list[bool]:
        keyring, guess = Keyring(pool), Key(key.id, "0" * 40)
        monkeypatch.setattr("api.access.keys.hmac.compare_digest", spy)
        taken = []
        for shown in (guess, key, guess, key):  # looked up, and then remembered
            compared.clear()
            taken.append(await keyring.caller_with(shown) is not None)
            assert shown.hash in compared
        return taken

    assert asyncio.run(with_keyring(stored, story)) == [False, True, False, True]


def test_a_key_that_is_ended_while_it_is_looked_up_is_not_remembered(stored: Addresses) -> None:
    async def story(pool: Database, key: Key) -> list[bool]:
        keyring = Keyring(pool)
        held, let_go = asyncio.Event(), asyncio.Event()
        service = pool.service

        class Slow:
            """Gives the connection back only when told to, with the row already read."""

            def __init__(self) -> None:
                self.borrowed = service()

            async def __aenter__(self) -> Any:
                return await self.borrowed.__aenter__()

            async def __aexit__(self, *error: object) -> Any:
                held.set()
                await let_go.wait()
                return await self.borrowed.__aexit__(*error)

        pool.service = Slow  # type: ignore[method-assign,assignment]
        looking_up = asyncio.create_task(keyring.caller_with(key))
        await held.wait()
        pool.service = service  # type: ignore[method-assign]
        async with service() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('capaian.principal', 'a', true), set_config('capaian.scopes', 'admin', true)"
            )
            assert await revoke_key(connection, key.id)
        keyring.forget(key.id)
        let_go.set()
        first = await looking_up
        return [first is not None, await keyring.caller_with(key) is not None]

    assert asyncio.run(with_keyring(stored, story)) == [True, False]
