"""Row-level security: queries on the wrong connection return nothing and write nothing, without any handler."""

import asyncio
import contextlib
import decimal
import json
import uuid
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple

import asyncpg
import httpx
import pytest

from api.analysis.claims.routes import COLLECTION as CLAIMS
from api.database.pool import Connection, Database
from api.database.revision_reads import (
    RevisionTable,
    Selection,
    count_records,
    find_record,
    list_records,
    list_revisions,
)
from api.database.revision_writes import (
    StatusChange,
    change_status,
    find_revision_state,
    insert_draft,
    list_content_columns,
)
from api.database.session import begin_transaction_as
from api.resources.indicators.routes import COLLECTION as INDICATORS
from api.resources.institutions.routes import COLLECTION as INSTITUTIONS
from api.resources.programs.routes import COLLECTION as PROGRAMS
from api.resources.realizations.routes import COLLECTION as REALIZATIONS
from api.resources.sources.routes import COLLECTION as SOURCES
from api.resources.targets.routes import COLLECTION as TARGETS
from tests.auth.record_inputs import INPUTS, STRANGER, build_input
from tests.http.conftest import serving
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

TABLES: dict[str, RevisionTable[Any]] = {
    collection.name: collection.table
    for collection in (INSTITUTIONS, PROGRAMS, INDICATORS, SOURCES, TARGETS, REALIZATIONS, CLAIMS)
}
STATUSES = ("draft", "submitted", "published", "rejected", "withdrawn")
STRANGER_SESSION = {
    "principal": "orang asing",
    "scopes": "write publish",
    "institution": STRANGER,
    "key_id": "0123456789",
}
# The kind of caller, and the principal that it would write as.
PRINCIPALS = {
    "the public's role": "penulis",
    "the service's role without a principal": "penulis",
    "the service's role without a principal, as the system": "system",
    "a stranger": "orang asing",
    "a stranger under another name": "penulis",
}


def connect_as(database: Database, caller_kind: str) -> AbstractAsyncContextManager[Connection]:
    if caller_kind == "the public's role":
        return database.acquire_public()
    if caller_kind == "an insider":
        return begin_transaction_as(database, {"principal": "pembaca", "scopes": "read:drafts"})
    return begin_transaction_as(database, STRANGER_SESSION) if "stranger" in caller_kind else database.acquire_write()


class Sessions(NamedTuple):
    """A pool of the service, on which queries run as different callers, and a connection of the owner."""

    runner: asyncio.Runner
    pool: Database
    owner: "asyncpg.Connection[asyncpg.Record]"

    def run_as(self, caller_kind: str, query: Any) -> Any:
        """Return the result of a query on a connection of this caller."""

        async def run() -> Any:
            async with connect_as(self.pool, caller_kind) as connection:
                return await query(connection)

        return self.runner.run(run())

    def is_rejected(self, caller_kind: str, write: Any) -> bool:
        """Return whether the statement failed only because of a missing right."""
        try:
            self.run_as(caller_kind, write)
        except asyncpg.InsufficientPrivilegeError as error:
            return error.sqlstate == "42501"
        return False

    def fetch_value(self, sql: str) -> Any:
        return self.runner.run(self.owner.fetchval(sql))


@pytest.fixture(scope="module")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """A database of its own: tests of other files withdraw publications, which the public may list."""
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="module")
def client(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(stored, tmp_path_factory.mktemp("row-level-security")) as client:
        yield client


@pytest.fixture(scope="module")
def sessions(stored: DatabaseUrls) -> Iterator[Sessions]:
    with asyncio.Runner() as runner:
        pool = Database(stored.service, 2)
        runner.run(pool.open())
        owner = runner.run(asyncpg.connect(stored.owner))
        yield Sessions(runner, pool, owner)
        runner.run(owner.close())
        runner.run(pool.close())


@pytest.fixture(scope="module")
def drafts(stored: DatabaseUrls, client: httpx.Client) -> dict[str, str]:
    """Create a draft in every collection as another user; return the keys."""
    writer = Person(client, key_for(stored, "penulis", "write"))
    responses = {collection: writer.post(f"/v1/{collection}", build_input(collection, 100)) for collection in INPUTS}
    return {collection: response.headers["location"].rpartition("/")[2] for collection, response in responses.items()}


@pytest.fixture(params=PRINCIPALS)
def caller_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=TABLES)
def collection(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def unchanged(sessions: Sessions, collection: str) -> Iterator[None]:
    count_sql = f"SELECT count(*) FROM {TABLES[collection].name}"
    before = sessions.fetch_value(count_sql)
    yield
    assert sessions.fetch_value(count_sql) == before


def read_content(sessions: Sessions, table: RevisionTable[Any], key: str) -> dict[str, Any]:
    """Return the content of an existing record, which is valid except for the caller who would write it."""
    row = sessions.fetch_value(f"SELECT to_jsonb(t)::text FROM {table.name} t WHERE {table.key} = '{key}' LIMIT 1")
    row_fields = json.loads(str(row), parse_float=decimal.Decimal)
    return {name: row_fields[name] for name in list_content_columns(table)}


def test_drafts_of_other_users_are_neither_found_nor_listed_nor_counted(
    sessions: Sessions, drafts: dict[str, str], caller_kind: str, collection: str
) -> None:
    table, key = TABLES[collection], key_in(collection, drafts[collection])
    selection = Selection(None, STATUSES, {})

    async def query(connection: Connection) -> list[Any]:
        records, _ = await list_records(connection, table, selection, 1000)
        return [
            await find_record(connection, table, key, None),
            await list_revisions(connection, table, key, 2**31 - 1, 10),
            await find_revision_state(connection, table, key) if "public" not in caller_kind else None,
            [record for record in records if record.status != "published"],
            await count_records(connection, table, selection) - len(records),
        ]

    assert sessions.run_as(caller_kind, query) == [None, [], None, [], 0]


def test_a_caller_with_read_drafts_finds_the_drafts(
    sessions: Sessions, drafts: dict[str, str], collection: str
) -> None:
    """Show that the drafts of the other tests exist."""

    async def query(connection: Connection) -> Any:
        return await find_record(connection, TABLES[collection], key_in(collection, drafts[collection]), None)

    assert sessions.run_as("an insider", query).status == "draft"


@pytest.mark.usefixtures("unchanged")
def test_no_record_is_created(sessions: Sessions, drafts: dict[str, str], caller_kind: str, collection: str) -> None:
    table = TABLES[collection]
    new = {table.key: str(uuid.uuid4()) if table.key == "id" else "baru-sekali"}
    fields = read_content(sessions, table, drafts[collection]) | new
    assert sessions.is_rejected(
        caller_kind, lambda connection: insert_draft(connection, table, fields, 1, PRINCIPALS[caller_kind])
    )


@pytest.mark.usefixtures("unchanged")
def test_no_revision_is_added_to_a_draft_of_another_user(
    sessions: Sessions, drafts: dict[str, str], caller_kind: str, collection: str
) -> None:
    table = TABLES[collection]
    fields, key = read_content(sessions, table, drafts[collection]), key_in(collection, drafts[collection])
    assert sessions.is_rejected(
        caller_kind, lambda connection: insert_draft(connection, table, fields, 2, PRINCIPALS[caller_kind])
    )

    def is_rejected_change(change: StatusChange) -> bool:
        with contextlib.suppress(TypeError):  # it copies the content that the caller sees, and there is none
            return sessions.is_rejected(caller_kind, lambda connection: change_status(connection, table, key, change))
        return True

    for status, reason in (("submitted", None), ("withdrawn", "Alasan."), ("rejected", "Alasan."), ("published", None)):
        assert is_rejected_change(StatusChange(1, 2, status, status == "published", reason, PRINCIPALS[caller_kind]))


@pytest.mark.usefixtures("unchanged")
def test_no_revision_is_added_to_a_publication_of_another_institution(
    sessions: Sessions, caller_kind: str, collection: str
) -> None:
    table = TABLES[collection]
    key = sessions.fetch_value(
        f"SELECT {table.key}::text FROM {table.name} t WHERE status = 'published' AND replaced_at IS NULL "
        f"AND to_jsonb(t)::text NOT LIKE '%\"{STRANGER}\"%' LIMIT 1",
    )
    fields = read_content(sessions, table, str(key))
    assert sessions.is_rejected(
        caller_kind, lambda connection: insert_draft(connection, table, fields, 2, PRINCIPALS[caller_kind])
    )
    withdrawal = StatusChange(1, 2, "withdrawn", True, "Alasan.", PRINCIPALS[caller_kind])
    assert sessions.is_rejected(
        caller_kind,
        lambda connection: change_status(connection, table, key_in(collection, str(key)), withdrawal),
    )


def key_in(collection: str, text: str) -> object:
    return uuid.UUID(text) if TABLES[collection].key == "id" else text
