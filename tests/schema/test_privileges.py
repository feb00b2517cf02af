"""Privileges: rows that the role of the public reads, rows that the role of the service adds; no role changes rows."""

import json
from collections.abc import Iterator

import pytest

from tests.schema.conftest import (
    TABLES,
    Session,
    add_revisions,
    first_revision,
    key_column,
    new_key,
    publish,
    try_run,
)
from tests.support.databases import DatabaseUrls

DENIED = "42501"
REGIONS = iter(f"{number}" for number in range(40, 50))  # unused codes of provinces


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def unused_key(table: str) -> str:
    return next(REGIONS) if table == "region" else new_key(table)


@pytest.fixture
def bare_reader(urls: DatabaseUrls) -> Iterator[Session]:
    """A session with only the role of the public; the login of the service is a member of both roles."""
    session = Session(urls.owner)
    session.run("SET SESSION AUTHORIZATION capaian_reader")
    yield session
    session.close()


def test_the_public_sees_only_publications_and_their_withdrawals(writer: Session, reader: Session, table: str) -> None:
    key = unused_key(table)
    by_key = f"SELECT revision, status FROM {table} WHERE {key_column(table)}::text = $1 ORDER BY revision"
    before = reader.value(f"SELECT count(*) FROM {table}")
    for status, by in (("draft", "ani"), ("submitted", "ani"), ("rejected", "budi"), ("submitted", "ani")):
        add_revisions(writer, table, key, status, by=by)
        assert reader.rows(by_key, key) == []
        assert reader.value(f"SELECT count(*) FROM {table}") == before
    add_revisions(writer, table, key, "published", by="citra")
    assert reader.rows(by_key, key) == [(5, "published")]
    add_revisions(writer, table, key, "draft", "withdrawn", by="ani")
    assert reader.rows(by_key, key) == [(5, "published")]
    add_revisions(writer, table, key, "withdrawn publicly", by="budi")
    assert reader.rows(by_key, key) == [(5, "published"), (8, "withdrawn")]
    # The service sees all revisions.
    assert len(writer.rows(by_key, key)) == 8


@pytest.mark.parametrize("figure", ["target", "realization"])
def test_the_public_does_not_see_which_drafts_cite_a_source(writer: Session, reader: Session, figure: str) -> None:
    source = publish(writer, "source")
    citations = [{"source": source, "locator": "halaman 3", "quote": None, "note": None}]
    draft = first_revision(figure, "draft", "ani", citations=citations)
    writer.insert(figure, draft)
    citing = f"SELECT count(*) FROM {figure}s_citing($1)"
    assert (reader.value(citing, [source]), writer.value(citing, [source])) == (0, 1)
    publish(writer, figure, citations=citations)
    assert (reader.value(citing, [source]), writer.value(citing, [source])) == (1, 2)
    assert reader.value(citing, ["test-nothing"]) == 0


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_no_role_of_the_service_changes_or_deletes_rows(request: pytest.FixtureRequest, role: str, table: str) -> None:
    session: Session = request.getfixturevalue(role)
    for statement in (
        f"UPDATE {table} SET recorded_by = 'lain'",
        f"UPDATE {table} SET replaced_at = now()",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"DROP TABLE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY public_reads_public_rows ON {table}",
        f"CREATE INDEX mine ON {table} (status)",
        f"SELECT * FROM {table} FOR UPDATE",
        f"DO 'BEGIN LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; END'",
        f"GRANT ALL ON {table} TO PUBLIC",
    ):
        # A grant without the grant option is not an error; it has no effect.
        outcome = try_run(session, statement)
        assert outcome == (None if statement.startswith("GRANT") else DENIED), statement
    assert not session.value("SELECT has_table_privilege($1, 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')", table)


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_no_role_of_the_service_creates_objects(request: pytest.FixtureRequest, role: str) -> None:
    session: Session = request.getfixturevalue(role)
    for statement in (
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE EXTENSION pg_trgm",
        "DROP FUNCTION targets_citing",
        "CREATE OR REPLACE FUNCTION parse_day(text) RETURNS date LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "ALTER ROLE capaian_reader CREATEDB",
        "SET session_replication_role = replica",
        "INSERT INTO schema_migrations VALUES ('9999')",
    ):
        assert try_run(session, statement) == DENIED, statement


def test_the_public_inserts_no_rows(reader: Session, table: str) -> None:
    row = first_revision(table, **{key_column(table): unused_key(table)})
    columns = ", ".join(row)
    assert try_run(reader, f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}") == DENIED


def test_the_public_cannot_change_its_role(bare_reader: Session) -> None:
    for statement in (
        "SET ROLE capaian_service",
        "SELECT set_config('role', 'capaian_service', false)",
        "SET ROLE capaian_owner",
        "SET ROLE postgres",
    ):
        assert try_run(bare_reader, statement) in (DENIED, "22023"), statement  # 22023: the role does not exist
    assert bare_reader.value("SELECT count(*) FROM target WHERE NOT public") == 0
    assert bare_reader.value("SELECT count(*) FROM target") > 0


def test_the_service_cannot_set_recorded_at_and_replaced_at(writer: Session, table: str) -> None:
    row = first_revision(table, **{key_column(table): unused_key(table)})
    for time in ("recorded_at", "replaced_at"):
        columns = ", ".join((*row, time))
        assert try_run(writer, f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} LIMIT 0") == DENIED


def test_the_functions_of_triggers_cannot_be_called(writer: Session, reader: Session) -> None:
    for session in (writer, reader):
        assert try_run(session, "SELECT require_institution('{a}', true, 'mine')") == DENIED
        assert try_run(session, "SELECT lock_references('target', '{a}')") == DENIED
    # Functions with the rights of the owner set their search_path.
    unguarded = reader.rows(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef "
        "AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, public, pg_temp'], false)"
    )
    assert unguarded == []


def test_a_temporary_table_does_not_replace_a_table_in_a_check(writer: Session) -> None:
    """Without a fixed search_path, a temporary table would be read instead of the real one."""
    writer.run("BEGIN; CREATE TEMPORARY TABLE institution (code text, replaced_at timestamptz, status text)")
    writer.run("INSERT INTO pg_temp.institution VALUES ('temporary', NULL, 'published')")
    row = first_revision("program", lead_institution="temporary")
    columns = ", ".join(row)
    insert = f"INSERT INTO program ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::program, $1::jsonb)"
    assert try_run(writer, insert, json.dumps(row)) == "program_names_its_lead_institution"


def test_triggers_reject_changes_by_the_owner(owner: Session, writer: Session, table: str) -> None:
    key = unused_key(table)
    add_revisions(writer, table, key, "published", by="system")
    add_revisions(writer, table, key, "withdrawn publicly")
    content = {"region": "name", "claim": "locator"}.get(table, "recorded_by")
    for statement in (
        f"UPDATE {table} SET {content} = 'lain' WHERE {key_column(table)}::text = '{key}'",
        f"UPDATE {table} SET replaced_at = NULL WHERE {key_column(table)}::text = '{key}'",
        f"UPDATE {table} SET replaced_at = now() WHERE replaced_at IS NULL",
        f"UPDATE {table} SET public = true",
        f"DELETE FROM {table} WHERE {key_column(table)}::text = '{key}'",
        f"TRUNCATE {table}",
    ):
        assert try_run(owner, statement) == "history_is_append_only", statement
    by_key = f"SELECT status, replaced_at IS NULL FROM {table} WHERE {key_column(table)}::text = $1 ORDER BY revision"
    assert owner.rows(by_key, key) == [("published", False), ("withdrawn", True)]


def test_only_authentication_uses_sessions(writer: Session, reader: Session, owner: Session) -> None:
    """A transaction with a user, such as one with injected SQL, neither reads nor creates nor ends a session."""
    owner.run(
        "INSERT INTO api_key (id, secret_sha256, name, scopes, created_by) "
        "VALUES ('sessionkey', sha256('x'), 'sesi', '{write}', 'test')"
    )
    insert = "INSERT INTO session (id_sha256, key_id) VALUES (sha256('{}'), 'sessionkey')"
    owner.run(insert.format("a"))
    writer.run("SELECT set_config('capaian.principal', 'ani', false)")
    assert writer.value("SELECT count(*) FROM session") == 0
    assert try_run(writer, insert.format("b")) == DENIED
    assert writer.rows("DELETE FROM session RETURNING key_id") == []
    assert try_run(reader, "SELECT FROM session") == DENIED
    assert try_run(writer, "UPDATE session SET created_at = now()") == DENIED
    assert owner.value("SELECT count(*) FROM session WHERE key_id = 'sessionkey'") == 1
