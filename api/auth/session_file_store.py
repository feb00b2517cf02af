"""The file that a user maps on the pages: stored with the session, so that every instance can read it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from weakref import WeakValueDictionary

import asyncpg
import msgspec

from api.auth.caller import UnauthenticatedError
from api.auth.session_store import hash_session_id
from api.database.pool import Database
from api.database.session import begin_read_as, begin_transaction_as

MAX_OPEN_FILES: Final = 4  # in one process
MAX_FILE_BYTES: Final = 8 << 20  # a page reads the file for each preview; the API and its command accept larger files
SAVE_FILE = """INSERT INTO session_file (session_sha256, principal, collection, media_type, content, mapping)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (session_sha256) DO UPDATE SET collection = excluded.collection,
        media_type = excluded.media_type, content = excluded.content, mapping = excluded.mapping, import_id = NULL"""
FIND_FILE = "SELECT collection, media_type, content, mapping, import_id FROM session_file WHERE session_sha256 = $1"
SAVE_MAPPING = "UPDATE session_file SET mapping = $2 WHERE session_sha256 = $1"
SAVE_DRY_RUN = "UPDATE session_file SET import_id = $2 WHERE session_sha256 = $1"
DELETE_FILE = "DELETE FROM session_file WHERE session_sha256 = $1 AND ($2::uuid IS NULL OR import_id = $2)"

_ENCODER = msgspec.json.Encoder(decimal_format="number")


class SessionFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file with its mapping so far, as docs/imports.md describes it. `import_id` is that of the last dry run."""

    collection: str
    media_type: str
    content: bytes
    mapping: dict[str, Any]
    import_id: str | None = None


class SessionFileStore:
    """The files in the database, at most one for each session.

    All methods require the session variables of the user: a row policy lets others neither see nor change the file.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._open_files = asyncio.Semaphore(MAX_OPEN_FILES)

    @contextlib.asynccontextmanager
    async def take_turn(self, session_id: str) -> AsyncIterator[None]:
        """Wait until no other request of the session uses its file, such as the first click of a double click."""
        async with self._turns.setdefault(session_id, asyncio.Lock()):
            yield

    @contextlib.asynccontextmanager
    async def open_file(self, session_id: str) -> AsyncIterator[None]:
        """Take the turn of the session, and wait until fewer than MAX_OPEN_FILES other files are in memory.

        Only this block calls `find`.
        """
        async with self.take_turn(session_id), self._open_files:
            yield

    async def save(self, session_id: str, variables: Mapping[str, str], file: SessionFile) -> None:
        """Store a file instead of the previous one of the session.

        Raise UnauthenticatedError if the user has signed out in another tab.
        """
        values = (variables["principal"], file.collection, file.media_type, file.content, _encode(file.mapping))
        try:
            await self._execute(session_id, variables, SAVE_FILE, *values)
        except asyncpg.ForeignKeyViolationError as error:
            raise UnauthenticatedError from error

    async def find(self, session_id: str, variables: Mapping[str, str]) -> SessionFile | None:
        """Return the file of the session, or None."""
        async with begin_read_as(self._database, variables) as connection:
            row = await connection.fetchrow(FIND_FILE, hash_session_id(session_id))
        if row is None:
            return None
        return SessionFile(
            collection=row["collection"],
            media_type=row["media_type"],
            content=row["content"],
            mapping=msgspec.json.decode(row["mapping"]),
            import_id=None if row["import_id"] is None else str(row["import_id"]),
        )

    async def save_mapping(self, session_id: str, variables: Mapping[str, str], mapping: dict[str, Any]) -> None:
        await self._execute(session_id, variables, SAVE_MAPPING, _encode(mapping))

    async def save_dry_run(self, session_id: str, variables: Mapping[str, str], import_id: str) -> None:
        await self._execute(session_id, variables, SAVE_DRY_RUN, import_id)

    async def delete(self, session_id: str, variables: Mapping[str, str], import_id: str | None = None) -> None:
        """Delete the file of the session; with `import_id` only if this is its last dry run."""
        await self._execute(session_id, variables, DELETE_FILE, import_id)

    async def _execute(self, session_id: str, variables: Mapping[str, str], sql: str, *values: object) -> None:
        async with begin_transaction_as(self._database, variables) as connection:
            await connection.execute(sql, hash_session_id(session_id), *values)


def _encode(mapping: dict[str, Any]) -> str:
    return _ENCODER.encode(mapping).decode()
