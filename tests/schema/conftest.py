"""Sessions of the three roles on a database of their own, and sentences that write chains row by row."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tests.support import databases
from tests.support.databases import Addresses

Row = dict[str, Any]

# One valid entity of each noun; what it names ships with the project.
CONTENT: dict[str, Row] = {
    "unit": {"name": "satuan"},
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
        "subjects": [],
        "stated_date": "2021-01-11",
        "stated_weekday": "monday",
    },
}
CONTENT["realization"] = {**CONTENT["target"], "quality": "final"}
NOUNS = tuple(CONTENT)
UUID_NOUNS = ("target", "realization", "claim")
# Of a row's members, those that say what became of it, and those that the database derives.
_BOOKKEEPING = "revision,status,public,reason,recorded_at,recorded_by,replaced_at"
_DERIVED = "level,period_start,period_end,magnitude,stated_latest"
_numbers = itertools.count(1)


class Session:
    """One connection, spoken to in statements that each commit at once unless `BEGIN` came before."""

    def __init__(self, url: str, role: str | None = None) -> None:
        self._runner = asyncio.Runner()
        settings = {"role": role, "capaian.scopes": "write publish read:drafts"} if role else None
        # No cached statements: tests change settings and schema under them.
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

    def prepare(self, sql: str) -> Any:
        return self._runner.run(self.connection.prepare(sql))

    def enter(self, noun: str, *rows: Row) -> None:
        """All rows in one statement, by whoever recorded the first."""
        self.rows("SELECT set_config('capaian.principal', $1, false)", rows[0]["recorded_by"])
        columns = ", ".join(dict.fromkeys(column for row in rows for column in row))
        self.rows(
            f"INSERT INTO {noun} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{noun}, $1::jsonb)",
            json.dumps(rows),
        )


def refusal(session: Session, statement: str, *values: object) -> str | None:
    """The constraint, or else the SQLSTATE, that refuses the statement; None when it is taken."""
    try:
        session.rows(statement, *values)
    except asyncpg.PostgresError as error:
        return getattr(error, "constraint_name", None) or error.sqlstate
    return None


def refused(session: Session, noun: str, *rows: Row) -> str | None:
    """The same for the entry of rows."""
    try:
        session.enter(noun, *rows)
    except asyncpg.PostgresError as error:
        return getattr(error, "constraint_name", None) or error.sqlstate
    return None


def key_of(noun: str) -> str:
    return "id" if noun in UUID_NOUNS else "code"


def new_key(noun: str) -> str:
    assert noun != "region", "the code of a region has a meaning: the test gives it"
    number = next(_numbers)
    return str(UUID(f"01a1fb67-1800-7000-9000-{number:012x}")) if noun in UUID_NOUNS else f"test-{number}"


def first(noun: str, status: str = "published", by: str = "system", **content: Any) -> Row:
    """Revision 1 of a new entity, as the system publishes it unless said otherwise."""
    key = key_of(noun)
    if key not in content:
        content[key] = new_key(noun)
    return {**CONTENT[noun], **content, **entry(1, status, by)}


def entry(revision: int, status: str, by: str, public: bool | None = None) -> Row:
    return {
        "revision": revision,
        "status": status,
        "public": status == "published" if public is None else public,
        "reason": "keliru" if status in ("rejected", "withdrawn") else None,
        "recorded_by": by,
    }


def publish(session: Session, noun: str, **content: Any) -> str:
    """A new published entity; its key."""
    row = first(noun, **content)
    session.enter(noun, row)
    key: str = row[key_of(noun)]
    return key


def held(session: Session, noun: str, key: str, published: bool = False) -> tuple[int, Row]:
    """The newest revision's number, and its content or that of the last publication."""
    kind = "uuid" if noun in UUID_NOUNS else "text"
    left_out = f"{{{_BOOKKEEPING}{f',{_DERIVED}' if noun in ('target', 'realization') else ''}}}"
    found = session.rows(
        f"SELECT max(revision) OVER (), to_jsonb(t) - '{left_out}'::text[] FROM {noun} t "
        f"WHERE {key_of(noun)} = $1::text::{kind} "
        "ORDER BY status = 'published' AND $2::boolean DESC, revision DESC LIMIT 1",
        key,
        published,
    )
    return (found[0][0], json.loads(found[0][1])) if found else (0, {**CONTENT[noun], key_of(noun): key})


def following(session: Session, noun: str, key: str, status: str, by: str = "budi", **content: Any) -> Row:
    """The next revision of an entity, with the content it has. `withdrawn publicly` takes back the publication."""
    public = status == "withdrawn publicly"
    revision, before = held(session, noun, key, published=public)
    row = {**before, **content}
    return {**row, **entry(revision + 1, status.split(maxsplit=1)[0], by, public=public or status == "published")}


def follow(session: Session, noun: str, key: str, *statuses: str, by: str = "budi", **content: Any) -> None:
    for status in statuses:
        session.enter(noun, following(session, noun, key, status, by, **content))


@pytest.fixture(scope="session")
def address(postgres: Addresses) -> Iterator[Addresses]:
    """One database for all tests that write under keys of their own."""
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def writers(address: Addresses) -> Iterator[tuple[Session, Session]]:
    sessions = Session(address.service, "capaian_service"), Session(address.service, "capaian_service")
    yield sessions
    for session in sessions:
        session.close()


@pytest.fixture
def writer(writers: tuple[Session, Session]) -> Iterator[Session]:
    yield writers[0]
    writers[0].run("ROLLBACK")  # what a test that failed left open


@pytest.fixture
def other_writer(writers: tuple[Session, Session]) -> Iterator[Session]:
    yield writers[1]
    writers[1].run("ROLLBACK")


@pytest.fixture(scope="session")
def reader(address: Addresses) -> Iterator[Session]:
    session = Session(address.service, "capaian_reader")
    yield session
    session.close()


@pytest.fixture(scope="session")
def owner(address: Addresses) -> Iterator[Session]:
    session = Session(address.owner)
    yield session
    session.close()
