"""Keys in the database: made, looked up, rotated, revoked. A look-up is remembered for half a minute."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from api import words
from api.access.caller import Caller
from api.access.keys import Key, is_same, new_key
from api.postgres.pool import Connection, Database

REMEMBERED = 30.0  # seconds in which a revoked key may still be taken by a process that knew it
MOST_REMEMBERED = 10_000
JAKARTA = ZoneInfo("Asia/Jakarta")

FIND_KEY = """SELECT secret_sha256, name, scopes, institution, expires_at, revoked_at, last_used_on
    FROM api_key WHERE id = $1"""
USE_KEY = "UPDATE api_key SET last_used_on = $2 WHERE id = $1"
CREATE_KEY = """INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)"""
# The new key ends when the old one was to end: a rotation renews the secret, not the right.
ROTATE_KEY = """WITH old AS (
        SELECT id, name, scopes, institution, expires_at FROM api_key
        WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) FOR UPDATE
    ), ending AS (
        UPDATE api_key SET expires_at = least(old.expires_at, now() + $4::interval) FROM old WHERE api_key.id = old.id
    ) INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by, expires_at)
    SELECT $2, $3, name, scopes, institution, $5, expires_at FROM old RETURNING id"""
REVOKE_KEY = "UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING id"
_TOLD = (
    "SELECT id, name, scopes, institution, created_at, created_by, expires_at, revoked_at, last_used_on FROM api_key"
)
READ_KEY = f"{_TOLD} WHERE id = $1"
LIST_KEYS = f"""{_TOLD} WHERE $1::text IS NULL OR (name::text, created_at, id) > ($1::text, $2::timestamptz, $3::text)
    ORDER BY name::text, created_at, id LIMIT $4"""
NEVER = (None, None, None)


def _moment(description: str) -> Meta:
    return Meta(tz=True, description=description, examples=["2026-11-21T00:00:00Z"])


class KeyRecord(msgspec.Struct, frozen=True):
    """What is known of a key; its secret is not."""

    id: Annotated[str, Meta(description="The part of the key that names it.", examples=["CTaAVstJsO"])]
    name: Annotated[str, Meta(description="The principal: all keys of one name.", examples=["kemenkop-ukm data"])]
    scopes: Annotated[list[str], Meta(description="What it may do.", examples=[["write"]])]
    institution: (
        Annotated[words.Code, Meta(description="The only institution it writes for.", examples=["kemenkop-ukm"])] | None
    )
    created_at: Annotated[datetime, _moment("When it was made.")]
    created_by: Annotated[str, Meta(description="Who made it.", examples=["console"])]
    expires_at: Annotated[datetime, _moment("When it ends; null for never.")] | None
    revoked_at: Annotated[datetime, _moment("When it was revoked.")] | None
    last_used_on: (
        Annotated[words.Day, Meta(description="The last day it was used, in Asia/Jakarta.", examples=["2026-11-21"])]
        | None
    )


class _Remembered(NamedTuple):
    hash: bytes
    caller: Caller
    until: float


class Keyring:
    """Says whose a key is."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._remembered: dict[str, _Remembered] = {}
        self._forgets = 0

    def forget(self, identity: str) -> None:
        """Of a key that was ended just now: this process takes it no longer."""
        self._remembered.pop(identity, None)
        self._forgets += 1

    async def caller_with(self, key: Key) -> Caller | None:
        """None for a key that is unknown, wrong, expired or revoked."""
        known = self._remembered.get(key.id)
        if known is None or known.until <= self._clock():
            known = await self._look_up(key)
        if known is None or not is_same(key, known.hash):
            return None
        expires = known.caller.expires_at
        return known.caller if expires is None or expires > datetime.now(UTC) else None

    async def _look_up(self, key: Key) -> _Remembered | None:
        self._remembered.pop(key.id, None)
        forgets = self._forgets
        async with self._database.service() as connection:
            row = await connection.fetchrow(FIND_KEY, key.id)
            if row is None or row[5] is not None or not is_same(key, row[0]):
                return None  # not remembered, so that nobody fills our memory with guesses
            today = datetime.now(JAKARTA).date()
            if row[6] != today:
                await connection.execute(USE_KEY, key.id, today)
        caller = Caller(
            principal=row[1], scopes=frozenset(row[2]), institution=row[3], key_id=key.id, expires_at=row[4]
        )
        found = _Remembered(row[0], caller, self._clock() + REMEMBERED)
        if forgets == self._forgets:  # else it may be this one that was ended since it was read
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key.id] = found
        return found


async def create_key(
    connection: Connection,
    *,
    name: str,
    scopes: Sequence[str],
    institution: str | None,
    expires_at: datetime | None,
    created_by: str,
) -> Key:
    """The key itself: this is the only moment at which anybody sees it."""
    key = new_key()
    await connection.execute(CREATE_KEY, key.id, key.hash, name, list(scopes), institution, created_by, expires_at)
    return key


async def rotate_key(connection: Connection, identity: str, grace: timedelta, created_by: str) -> Key | None:
    """A new key with the name, rights and end of the old one, which ends after the grace; None when none is in force.

    Like everything that ends a key it needs somebody who acts (api/postgres/acting.py).
    """
    key = new_key()
    made = await connection.fetchval(ROTATE_KEY, identity, key.id, key.hash, grace, created_by)
    return key if made else None


async def revoke_key(connection: Connection, identity: str) -> bool:
    return await connection.fetchval(REVOKE_KEY, identity) is not None


async def find_key(connection: Connection, identity: str) -> KeyRecord | None:
    row = await connection.fetchrow(READ_KEY, identity)
    return None if row is None else KeyRecord(*row)


async def list_keys(
    connection: Connection, after: Sequence[object] | None = None, limit: int | None = None
) -> list[KeyRecord]:
    """By name, from behind the (name, created_at, id) where a page ended; all of them without a limit."""
    return [KeyRecord(*row) for row in await connection.fetch(LIST_KEYS, *(after or NEVER), limit)]
