"""Sessions of the three roles on one database, and functions that insert revisions row by row."""

import asyncio
import itertools
import json
from collections.abc import Callable, Coroutine, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import pytest

from tests.support import databases
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]
ResultT = TypeVar("ResultT")

# One valid record of each table. It refers to seed data.
CONTENT: dict[str, Row] = {
    "unit": {"name": "satuan", "kind": "count"},
    "institution": {"name": "Kementerian", "kind": "ministry", "rank": 3},
    "region": {"name": "Papua Baru", "level": "province", "parent": "ID"},
    "program": {"name": "Program"},
    "indicator": {
        "program": "umkm-digital",
        "name": "Indikator",
        "unit": "umkm",
        "direction": "increase",
        "additive": True,
    },
    "source": {"kind": "news", "title": "Berita", "authors": ["Ani"], "date_basis": "unknown"},
    "target": {
        "program": "umkm-digital",
        "indicator": "umkm-onboarded",
        "nature": "stock",
        "region": "ID",
        "breakdown": "",
        "period": "2024",
        "value": 100,
        "qualifier": "exact",
        "resolution": 1,
        "stated_on": "2021-01-11",
        "institution": "presiden",
        "citations": [{"source": "antara-2021-01-11", "locator": "paragraph 3", "quote": None, "note": None}],
    },
    "claim": {
        "source": "antara-2021-01-11",
        "locator": "paragraph 3",
        "kind": "weekday",
        "figures": [],
        "stated_date": "2021-01-11",
        "stated_weekday": "monday",
    },
}
CONTENT["realization"] = {**CONTENT["target"], "period": "2020", "quality": "final"}
TABLES = tuple(CONTENT)
UUID_TABLES = ("target", "realization", "claim")
# The columns of the revision, and those that the database computes: of all records, and of figures.
_METADATA_COLUMNS = "revision,status,public,reason,recorded_at,recorded_by,replaced_at,search"
_COMPUTED_COLUMNS = "level,period_start,period_end,key_start,magnitude,stated_latest"
_numbers = itertools.count(1)
_days = itertools.count()


class Session:
    """One connection. Each statement commits, except after `BEGIN`."""

    def __init__(self, url: str, role: str | None = None) -> None:
        self._runner = asyncio.Runner()
        settings = {"random_page_cost": "1.1"}  # as in sessions of the service
        settings |= {"role": role, "capaian.scopes": "write publish read:drafts"} if role else {}
        # Prepared statements are not cached, because tests change settings and schema.
        self.connection = self._runner.run(asyncpg.connect(url, server_settings=settings, statement_cache_size=0))

    def close(self) -> None:
        self._runner.run(self.connection.close())
        self._runner.close()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._runner.run(self.connection.fetch(sql, *values))]

    def value(self, sql: str, *values: object) -> Any:
        return self._runner.run(self.connection.fetchval(sql, *values))

    def run(self, script: str) -> None:
        self._runner.run(self.connection.execute(script))

    def call(self, function: Callable[[asyncpg.Connection], Coroutine[Any, Any, ResultT]]) -> ResultT:
        """Return the result of a function that uses the connection."""
        return self._runner.run(function(self.connection))

    def prepare(self, sql: str) -> Any:
        return self._runner.run(self.connection.prepare(sql))

    def insert(self, table: str, *rows: Row) -> None:
        """Insert all rows in one statement, with the principal of the first row."""
        self.rows("SELECT set_config('capaian.principal', $1, false)", rows[0]["recorded_by"])
        columns = ", ".join(dict.fromkeys(column for row in rows for column in row))
        self.rows(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)",
            json.dumps(rows),
        )


def try_run(session: Session, statement: str, *values: object) -> str | None:
    """Return the constraint that rejects the statement, otherwise the SQLSTATE, or None if it succeeds."""
    try:
        session.rows(statement, *values)
    except asyncpg.PostgresError as error:
        return getattr(error, "constraint_name", None) or error.sqlstate
    return None


def try_insert(session: Session, table: str, *rows: Row) -> str | None:
    """Return the same for the insertion of rows."""
    try:
        session.insert(table, *rows)
    except asyncpg.PostgresError as error:
        return getattr(error, "constraint_name", None) or error.sqlstate
    return None


def key_column(table: str) -> str:
    return "id" if table in UUID_TABLES else "code"


def new_key(table: str) -> str:
    assert table != "region", "the code of a region has a meaning, so the test chooses it"
    number = next(_numbers)
    return str(UUID(f"01a1fb67-1800-7000-9000-{number:012x}")) if table in UUID_TABLES else f"test-{number}"


def first_revision(table: str, status: str = "published", by: str = "system", **content: Any) -> Row:
    """Return revision 1 of a new record; by default the system publishes it."""
    key = key_column(table)
    if key not in content:
        content[key] = new_key(table)
    if by != "system" and table in ("target", "realization") and "stated_on" not in content:
        content["stated_on"] = new_stated_day()
    return {**CONTENT[table], **content, **row_metadata(1, status, by)}


def new_stated_day() -> str:
    """Return a day on which no other figure of the tests was stated; only figures of the system may be repeated."""
    return (date(2021, 2, 1) + timedelta(days=next(_days))).isoformat()


def row_metadata(revision: int, status: str, by: str, public: bool | None = None, has_reason: bool = False) -> Row:
    return {
        "revision": revision,
        "status": status,
        "public": status == "published" if public is None else public,
        "reason": "keliru" if has_reason or status in ("rejected", "withdrawn") else None,
        "recorded_by": by,
    }


def publish(session: Session, table: str, **content: Any) -> str:
    """Insert a new published record; return its key."""
    row = first_revision(table, **content)
    session.insert(table, row)
    key: str = row[key_column(table)]
    return key


def read_newest(session: Session, table: str, key: str, published: bool = False) -> tuple[int, Row]:
    """Return the number of the newest revision, and its content or that of the last publication."""
    kind = "uuid" if table in UUID_TABLES else "text"
    excluded = f"{{{_METADATA_COLUMNS}{f',{_COMPUTED_COLUMNS}' if table in ('target', 'realization') else ''}}}"
    found = session.rows(
        f"SELECT max(revision) OVER (), to_jsonb(t) - '{excluded}'::text[] FROM {table} t "
        f"WHERE {key_column(table)} = $1::text::{kind} "
        "ORDER BY status = 'published' AND $2::boolean DESC, revision DESC LIMIT 1",
        key,
        published,
    )
    if found:
        return found[0][0], json.loads(found[0][1])
    own_day = {"stated_on": new_stated_day()} if table in ("target", "realization") else {}
    return 0, {**CONTENT[table], **own_day, key_column(table): key}


def next_revision(session: Session, table: str, key: str, status: str, by: str = "budi", **content: Any) -> Row:
    """Return the next revision with the same content.

    `withdrawn publicly` withdraws the publication, `published again` restores it.
    """
    revision, before = read_newest(session, table, key, published=status == "withdrawn publicly")
    public = status in ("withdrawn publicly", "published", "published again")
    has_reason = status == "published again"
    metadata = row_metadata(revision + 1, status.split(maxsplit=1)[0], by, public=public, has_reason=has_reason)
    return {**before, **content, **metadata}


def add_revisions(session: Session, table: str, key: str, *statuses: str, by: str = "budi", **content: Any) -> None:
    """Insert one revision for each status."""
    for status in statuses:
        session.insert(table, next_revision(session, table, key, status, by, **content))


@pytest.fixture(scope="session")
def urls(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """One database for all tests; each test uses keys of its own."""
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="session")
def writers(urls: DatabaseUrls) -> Iterator[tuple[Session, Session]]:
    sessions = Session(urls.service, "capaian_service"), Session(urls.service, "capaian_service")
    yield sessions
    for session in sessions:
        session.close()


@pytest.fixture
def writer(writers: tuple[Session, Session]) -> Iterator[Session]:
    yield writers[0]
    writers[0].run("ROLLBACK")  # of a failed test


@pytest.fixture
def other_writer(writers: tuple[Session, Session]) -> Iterator[Session]:
    yield writers[1]
    writers[1].run("ROLLBACK")


@pytest.fixture(scope="session")
def reader(urls: DatabaseUrls) -> Iterator[Session]:
    session = Session(urls.service, "capaian_reader")
    yield session
    session.close()


@pytest.fixture(scope="session")
def owner(urls: DatabaseUrls) -> Iterator[Session]:
    session = Session(urls.owner)
    yield session
    session.close()
