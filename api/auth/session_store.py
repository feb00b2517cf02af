"""Sessions of the pages: a user signs in with an API key, and the browser stores a random id in a cookie.

The database stores a hash of the id. Each request reads the session and its key, so a session is valid on every
instance and ends when the key is revoked or expires.
"""

import contextlib
import hashlib
import hmac
import re
import secrets
from typing import Final

import asyncpg

from api.auth.caller import Caller
from api.database.pool import Connection, Database
from api.database.session import begin_transaction_as

MAX_IDLE_HOURS: Final = 8
MAX_AGE_HOURS: Final = 24
_ID_BYTES = 16  # 128 random bits
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_IS_ALIVE = (
    f"session.created_at > now() - interval '{MAX_AGE_HOURS} hours' "
    f"AND session.last_used_at > now() - interval '{MAX_IDLE_HOURS} hours'"
)
_IS_KEY_VALID = (
    "api_key.revoked_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > now()) "
    "AND NOT 'admin' = ANY (api_key.scopes)"
)
CREATE_SESSION = f"INSERT INTO session (id_sha256, key_id) SELECT $1, id FROM api_key WHERE id = $2 AND {_IS_KEY_VALID}"
FIND_SESSION = f"""SELECT api_key.name, api_key.scopes, api_key.institution, api_key.id, api_key.expires_at,
        session.last_used_at < now() - interval '1 minute'
    FROM session JOIN api_key ON api_key.id = session.key_id WHERE id_sha256 = $1 AND {_IS_ALIVE} AND {_IS_KEY_VALID}"""
# A request does not wait for a standby: the time can be lost with the server, and the next request stores it again.
USE_SESSION = """UPDATE session SET last_used_at = now() FROM set_config('synchronous_commit', 'off', true)
    WHERE id_sha256 = $1"""
DELETE_SESSION = "DELETE FROM session WHERE id_sha256 = $1"
# Only a sign-in adds rows, so deleting at each sign-in bounds the table.
DELETE_EXPIRED = f"""DELETE FROM session WHERE id_sha256 IN (
    SELECT id_sha256 FROM session WHERE NOT ({_IS_ALIVE}) ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)"""


def generate_session_id() -> str:
    return secrets.token_urlsafe(_ID_BYTES)


def is_session_id(text: str) -> bool:
    """Return whether a text has the format of an id. Other texts cause no database query."""
    return _ID.fullmatch(text) is not None


def build_form_token(session_id: str) -> str:
    """Return the token that each form of a session contains, against requests that other sites forge (CSRF).

    It is derived from the id, so it needs no storage, and the page does not show the id.
    """
    return hmac.new(session_id.encode(), b"form", hashlib.sha256).hexdigest()


def matches_form_token(session_id: str, token: str) -> bool:
    """Return whether a form belongs to the session, in constant time."""
    return hmac.compare_digest(build_form_token(session_id).encode(), token.encode())


class SessionStore:
    """The sessions in the database. Its transactions have no principal, as the row policies of sessions require."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, key_id: str, previous_id: str | None) -> str:
        """Create a session of a valid key without the scope `admin`, end the previous one, and return the new id.

        Raise the errors of `begin_transaction_as`.
        """
        session_id = generate_session_id()
        async with begin_transaction_as(self._database, {}) as connection:
            if previous_id is not None:
                await connection.execute(DELETE_SESSION, hash_session_id(previous_id))
            await connection.execute(DELETE_EXPIRED)
            await connection.execute(CREATE_SESSION, hash_session_id(session_id), key_id)
        return session_id

    async def find_caller(self, session_id: str) -> Caller | None:
        """Return the caller of a session, with the rights of its key, or None if the session or the key has ended."""
        async with self._database.acquire_for_keys() as connection:
            row = await connection.fetchrow(FIND_SESSION, hash_session_id(session_id))
            if row is None:
                return None
            principal, scopes, institution, key_id, expires_at, is_use_due = row
            if is_use_due:
                await _record_use(connection, session_id)
        return Caller(
            principal=principal,
            scopes=frozenset(scopes),
            institution=institution,
            key_id=key_id,
            expires_at=expires_at,
        )

    async def delete(self, session_id: str) -> None:
        """End a session. Raise the errors of `begin_transaction_as`."""
        async with begin_transaction_as(self._database, {}) as connection:
            await connection.execute(DELETE_SESSION, hash_session_id(session_id))


async def _record_use(connection: Connection, session_id: str) -> None:
    # A standby accepts no update, and another process may have locked the row. The session is valid anyway.
    with contextlib.suppress(asyncpg.ReadOnlySQLTransactionError, asyncpg.LockNotAvailableError):
        await connection.execute(USE_SESSION, hash_session_id(session_id))


def hash_session_id(session_id: str) -> bytes:
    """Return what the database stores instead of an id."""
    return hashlib.sha256(session_id.encode()).digest()
