"""Rights: what the public's role sees, what the service's role may add, and that nobody rewrites history."""

import json
from collections.abc import Iterator

import pytest

from tests.schema.conftest import (
    NOUNS,
    Session,
    first,
    follow,
    key_of,
    new_key,
    publish,
    refusal,
)
from tests.support.databases import Addresses

DENIED = "42501"
REGIONS = iter(f"{number}" for number in range(40, 50))  # codes that no province has


@pytest.fixture(params=NOUNS)
def noun(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def unused_key(noun: str) -> str:
    return next(REGIONS) if noun == "region" else new_key(noun)


@pytest.fixture
def bare_reader(address: Addresses) -> Iterator[Session]:
    """A session of the public's role and of nothing else: the service's own login is a member of both."""
    session = Session(address.owner)
    session.run("SET SESSION AUTHORIZATION capaian_reader")
    yield session
    session.close()


def test_the_public_sees_no_work_in_hand(writer: Session, reader: Session, noun: str) -> None:
    key = unused_key(noun)
    by_key = f"SELECT revision, status FROM {noun} WHERE {key_of(noun)}::text = $1 ORDER BY revision"
    before = reader.value(f"SELECT count(*) FROM {noun}")
    for status, by in (("draft", "ani"), ("submitted", "ani"), ("rejected", "budi"), ("submitted", "ani")):
        follow(writer, noun, key, status, by=by)
        assert reader.rows(by_key, key) == []
        assert reader.value(f"SELECT count(*) FROM {noun}") == before
    follow(writer, noun, key, "published", by="citra")
    assert reader.rows(by_key, key) == [(5, "published")]
    follow(writer, noun, key, "draft", "withdrawn", by="ani")
    assert reader.rows(by_key, key) == [(5, "published")]
    follow(writer, noun, key, "withdrawn publicly", by="budi")
    assert reader.rows(by_key, key) == [(5, "published"), (8, "withdrawn")]
    # The service sees all of it.
    assert len(writer.rows(by_key, key)) == 8


@pytest.mark.parametrize("figure", ["target", "realization"])
def test_the_public_is_not_told_which_drafts_cite_a_source(writer: Session, reader: Session, figure: str) -> None:
    source = publish(writer, "source")
    citations = [{"source": source, "locator": "halaman 3", "quote": None, "note": None}]
    draft = first(figure, "draft", "ani", citations=citations)
    writer.enter(figure, draft)
    citing = f"SELECT count(*) FROM {figure}s_citing($1)"
    assert (reader.value(citing, [source]), writer.value(citing, [source])) == (0, 1)
    publish(writer, figure, citations=citations)
    assert (reader.value(citing, [source]), writer.value(citing, [source])) == (1, 2)
    assert reader.value(citing, ["test-nothing"]) == 0


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_neither_role_changes_or_removes_anything(request: pytest.FixtureRequest, role: str, noun: str) -> None:
    session: Session = request.getfixturevalue(role)
    for statement in (
        f"UPDATE {noun} SET recorded_by = 'lain'",
        f"UPDATE {noun} SET replaced_at = now()",
        f"DELETE FROM {noun}",
        f"TRUNCATE {noun} CASCADE",
        f"DROP TABLE {noun} CASCADE",
        f"ALTER TABLE {noun} DISABLE TRIGGER ALL",
        f"ALTER TABLE {noun} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY everybody_sees_what_is_public ON {noun}",
        f"CREATE INDEX mine ON {noun} (status)",
        f"SELECT * FROM {noun} FOR UPDATE",
        f"DO 'BEGIN LOCK TABLE {noun} IN ACCESS EXCLUSIVE MODE; END'",
        f"GRANT ALL ON {noun} TO PUBLIC",
    ):
        # A grant of what one has not is no error, but warns and does nothing.
        outcome = refusal(session, statement)
        assert outcome == (None if statement.startswith("GRANT") else DENIED), statement
    assert not session.value("SELECT has_table_privilege($1, 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')", noun)


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_neither_role_makes_anything_of_its_own(request: pytest.FixtureRequest, role: str) -> None:
    session: Session = request.getfixturevalue(role)
    for statement in (
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE EXTENSION pg_trgm",
        "DROP FUNCTION targets_citing",
        "CREATE OR REPLACE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER ROLE capaian_reader CREATEDB",
        "SET session_replication_role = replica",
        "INSERT INTO schema_migrations VALUES ('9999')",
    ):
        assert refusal(session, statement) == DENIED, statement


def test_the_public_adds_nothing(reader: Session, noun: str) -> None:
    row = first(noun, **{key_of(noun): unused_key(noun)})
    columns = ", ".join(row)
    assert refusal(reader, f"INSERT INTO {noun} ({columns}) SELECT {columns} FROM {noun}") == DENIED


def test_the_public_becomes_nobody_else(bare_reader: Session) -> None:
    for statement in (
        "SET ROLE capaian_service",
        "SELECT set_config('role', 'capaian_service', false)",
        "SET ROLE capaian_owner",
        "SET ROLE postgres",
    ):
        assert refusal(bare_reader, statement) in (DENIED, "22023"), statement  # 22023: there is no such role
    assert bare_reader.value("SELECT count(*) FROM target WHERE NOT public") == 0
    assert bare_reader.value("SELECT count(*) FROM target") > 0


def test_the_service_does_not_say_when_something_was_recorded_or_replaced(writer: Session, noun: str) -> None:
    row = first(noun, **{key_of(noun): unused_key(noun)})
    for time in ("recorded_at", "replaced_at"):
        columns = ", ".join((*row, time))
        assert refusal(writer, f"INSERT INTO {noun} ({columns}) SELECT {columns} FROM {noun} LIMIT 0") == DENIED


def test_a_trigger_and_its_helpers_are_no_back_door(writer: Session, reader: Session) -> None:
    for session in (writer, reader):
        assert refusal(session, "SELECT require('target', '{a}', true, 'mine')") == DENIED
        assert refusal(session, "SELECT hold_places('target', '{a}')") == DENIED
    # What runs with the owner's rights says where it looks for names.
    unguarded = reader.rows(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef "
        "AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, public, pg_temp'], false)"
    )
    assert unguarded == []


def test_a_temporary_table_hides_nothing_from_the_checks(writer: Session) -> None:
    """Whoever may make temporary tables could otherwise put one in the place of what is looked up."""
    writer.run("BEGIN; CREATE TEMPORARY TABLE institution (code text, replaced_at timestamptz, status text)")
    writer.run("INSERT INTO pg_temp.institution VALUES ('nobody', NULL, 'published')")
    row = first("program", lead_institution="nobody")
    columns = ", ".join(row)
    insert = f"INSERT INTO program ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::program, $1::jsonb)"
    assert refusal(writer, insert, json.dumps(row)) == "program_names_its_lead_institution"


def test_even_the_owner_does_not_rewrite_history(owner: Session, writer: Session, noun: str) -> None:
    key = unused_key(noun)
    follow(writer, noun, key, "published", by="system")
    follow(writer, noun, key, "withdrawn publicly")
    content = {"region": "name", "claim": "locator"}.get(noun, "recorded_by")
    for statement in (
        f"UPDATE {noun} SET {content} = 'lain' WHERE {key_of(noun)}::text = '{key}'",
        f"UPDATE {noun} SET replaced_at = NULL WHERE {key_of(noun)}::text = '{key}'",
        f"UPDATE {noun} SET replaced_at = now() WHERE replaced_at IS NULL",
        f"UPDATE {noun} SET public = true",
        f"DELETE FROM {noun} WHERE {key_of(noun)}::text = '{key}'",
        f"TRUNCATE {noun}",
    ):
        assert refusal(owner, statement) == "history_is_append_only", statement
    by_key = f"SELECT status, replaced_at IS NULL FROM {noun} WHERE {key_of(noun)}::text = $1 ORDER BY revision"
    assert owner.rows(by_key, key) == [("published", False), ("withdrawn", True)]
