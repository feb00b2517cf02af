"""API keys in the database: create, find, rotate and revoke them. Lookups are cached for CACHE_SECONDS."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple

import asyncpg
import msgspec
from msgspec import Meta

from api import types
from api.auth.api_key import ApiKeyCredentials, generate_credentials, matches_hash
from api.auth.caller import Caller
from api.database.pool import Connection, Database

CACHE_SECONDS = 30.0  # for this long, a process that cached a revoked key may still accept it
MAX_CACHED_KEYS = 10_000

FIND_KEY = """SELECT secret_sha256, name, scopes, institution, expires_at, revoked_at, last_used_on
    FROM api_key WHERE id = $1"""
# The look-up does not wait for a standby: the day can be lost with the server, and the next use stores it again.
USE_KEY = "UPDATE api_key SET last_used_on = $2 FROM set_config('synchronous_commit', 'off', true) WHERE id = $1"
CREATE_KEY = """INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)"""
# The new key has the expiry of the old one: a rotation replaces the secret, not the rights.
ROTATE_KEY = """WITH old AS (
        SELECT id, name, scopes, institution, expires_at FROM api_key
        WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) FOR UPDATE
    ), ending AS (
        UPDATE api_key SET expires_at = least(old.expires_at, now() + $4::interval) FROM old WHERE api_key.id = old.id
    ) INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by, expires_at)
    SELECT $2, $3, name, scopes, institution, $5, expires_at FROM old RETURNING id"""
REVOKE_KEY = "UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id"
_SELECT_KEY = (
    "SELECT id, name, scopes, institution, created_at, created_by, expires_at, revoked_at, last_used_on FROM api_key"
)
READ_KEY = f"{_SELECT_KEY} WHERE id = $1"
LIST_KEYS = f"""{_SELECT_KEY}
    WHERE $1::text IS NULL OR (name::text, created_at, id) > ($1::text, $2::timestamptz, $3::text)
    ORDER BY name::text, created_at, id LIMIT $4"""
LIST_START = (None, None, None)


def _timestamp_field(description: str) -> Meta:
    return Meta(tz=True, description=description, examples=["2026-11-21T00:00:00Z"])


class ApiKey(msgspec.Struct, frozen=True):
    """An API key without its secret."""

    id: Annotated[str, Meta(description="The part of the key that identifies it.", examples=["CTaAVstJsO"])]
    name: Annotated[
        str,
        Meta(description="The principal. Keys of one name belong to one user.", examples=["kemenkop-ukm data"]),
    ]
    scopes: Annotated[list[str], Meta(description="The scopes of the key.", examples=[["write"]])]
    institution: (
        Annotated[
            types.Code,
            Meta(description="The only institution whose records the key may write.", examples=["kemenkop-ukm"]),
        ]
        | None
    )
    created_at: Annotated[datetime, _timestamp_field("When the key was created.")]
    created_by: Annotated[str, Meta(description="Who created the key.", examples=["console"])]
    expires_at: Annotated[datetime, _timestamp_field("When the key expires; null if never.")] | None
    revoked_at: Annotated[datetime, _timestamp_field("When the key was revoked.")] | None
    last_used_on: (
        Annotated[
            types.CalendarDate,
            Meta(description="The last day on which the key was used, in Asia/Jakarta.", examples=["2026-11-21"]),
        ]
        | None
    )


class _CachedKey(NamedTuple):
    hash: bytes
    caller: Caller
    expires_at: float


class ApiKeyStore:
    """Authenticate API keys, with a cache of recent lookups."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._cache: dict[str, _CachedKey] = {}
        self._evictions = 0
        # A lookup that started before an eviction may return the evicted key, so later requests do not share it.
        self._lookups: dict[tuple[ApiKeyCredentials, int], asyncio.Task[_CachedKey | None]] = {}

    def evict(self, key_id: str) -> None:
        """Remove a key that has just been revoked or rotated from the cache of this process."""
        self._cache.pop(key_id, None)
        self._evictions += 1

    async def authenticate(self, key: ApiKeyCredentials) -> Caller | None:
        """Return the caller of a key, or None if the key is unknown, wrong, expired or revoked."""
        cached = self._cache.get(key.id)
        if cached is None or cached.expires_at <= self._clock():
            cached = await self._share_lookup(key)
        return _find_valid_caller(key, cached)

    async def authenticate_without_cache(self, key: ApiKeyCredentials) -> Caller | None:
        """Return the caller of a key as `authenticate` does, with one query for every key.

        A revoked key is rejected immediately, and the time of a rejection does not depend on whether the key exists.
        """
        return _find_valid_caller(key, await self._find_key(key))

    async def _share_lookup(self, key: ApiKeyCredentials) -> _CachedKey | None:
        """Run one lookup for all concurrent requests with the same key, because few connections are for keys."""
        lookup = self._lookups.get((key, self._evictions))
        if lookup is None:
            shared = key, self._evictions
            lookup = self._lookups[shared] = asyncio.create_task(self._find_key(key))
            lookup.add_done_callback(lambda _: self._lookups.pop(shared))
        return await asyncio.shield(lookup)

    async def _find_key(self, key: ApiKeyCredentials) -> _CachedKey | None:
        self._cache.pop(key.id, None)
        evictions = self._evictions
        async with self._database.acquire_for_keys() as connection:
            row = await connection.fetchrow(FIND_KEY, key.id)
            if row is None or row[5] is not None or not matches_hash(key, row[0]):
                return None  # not cached, so that guessed keys cannot fill the memory
            today = datetime.now(types.JAKARTA).date()
            if row[6] != today:
                # A standby accepts no update, and another process may have locked the row. The key is valid anyway.
                with contextlib.suppress(asyncpg.ReadOnlySQLTransactionError, asyncpg.LockNotAvailableError):
                    await connection.execute(USE_KEY, key.id, today)
        caller = Caller(
            principal=row[1], scopes=frozenset(row[2]), institution=row[3], key_id=key.id, expires_at=row[4]
        )
        found = _CachedKey(row[0], caller, self._clock() + CACHE_SECONDS)
        if evictions == self._evictions:  # otherwise this key may have been evicted after the query
            if len(self._cache) >= MAX_CACHED_KEYS:
                self._cache.clear()
            self._cache[key.id] = found
        return found


def _find_valid_caller(key: ApiKeyCredentials, found: _CachedKey | None) -> Caller | None:
    """Return the caller if the secret is right and the key has not expired."""
    if found is None or not matches_hash(key, found.hash):
        return None
    expires_at = found.caller.expires_at
    return found.caller if expires_at is None or expires_at > datetime.now(UTC) else None


async def create_key(
    connection: Connection,
    *,
    name: str,
    scopes: Sequence[str],
    institution: str | None,
    expires_at: datetime | None,
    created_by: str,
) -> ApiKeyCredentials:
    """Create a key and return it. The secret cannot be read again."""
    key = generate_credentials()
    await connection.execute(
        CREATE_KEY, key.id, key.secret_sha256, name, list(scopes), institution, created_by, expires_at
    )
    return key


async def rotate_key(
    connection: Connection, key_id: str, grace: timedelta, created_by: str
) -> ApiKeyCredentials | None:
    """Create a key with the name, rights and expiry of the old one, which expires after `grace`.

    Return None if the old key does not exist or is not valid. The transaction must have session variables, as for every
    change that ends a key (api/database/session.py).
    """
    key = generate_credentials()
    created = await connection.fetchval(ROTATE_KEY, key_id, key.id, key.secret_sha256, grace, created_by)
    return key if created else None


async def revoke_key(connection: Connection, key_id: str) -> bool:
    """Revoke a key. Return False if it does not exist or is revoked already."""
    return await connection.fetchval(REVOKE_KEY, key_id) is not None


async def find_key(connection: Connection, key_id: str) -> ApiKey | None:
    row = await connection.fetchrow(READ_KEY, key_id)
    return None if row is None else ApiKey(*row)


async def list_keys(
    connection: Connection, after: Sequence[object] | None = None, limit: int | None = None
) -> list[ApiKey]:
    """List keys by name after the given (name, created_at, id); without `limit`, all of them."""
    return [ApiKey(*row) for row in await connection.fetch(LIST_KEYS, *(after or LIST_START), limit)]
