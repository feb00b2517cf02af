"""The dump: schema/schema.sql is what the migrations make, and a backup comes back whole."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.embedded.account import binary, environment
from tests.dump_schema import SCHEMA, dump
from tests.schema.conftest import NOUNS, Session, refusal
from tests.support import databases
from tests.support.databases import Addresses


@pytest.fixture
def of_18(postgres: Addresses) -> Iterator[Addresses]:
    """A database on the server that the dump's program belongs to."""
    if databases.execute(postgres.owner, "SELECT current_setting('server_version_num')::int / 10000") != [18]:
        pytest.skip("the file was written from PostgreSQL 18")
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture
def empty(of_18: Addresses) -> Iterator[Addresses]:
    name = f"{of_18.owner.partition('?')[0].rpartition('/')[2]}_restored"
    databases.execute(of_18.owner, f"CREATE DATABASE {name} TEMPLATE template0")
    yield of_18.named(name)
    databases.execute(of_18.owner, f"DROP DATABASE {name} WITH (FORCE)")


def test_the_schema_file_is_what_the_migrations_make(of_18: Addresses) -> None:
    assert dump(of_18.owner) == SCHEMA.read_text(), "run `make schema`"


def test_a_change_of_the_schema_shows_in_the_file(of_18: Addresses) -> None:
    databases.execute(of_18.owner, "ALTER TABLE unit DROP CONSTRAINT status_is_one_of_five")
    assert dump(of_18.owner) != SCHEMA.read_text()


def test_the_schema_file_makes_the_same_database_again(empty: Addresses) -> None:
    session = Session(empty.owner)
    session.run("CREATE TABLE schema_migrations (version text)")
    session.run(f"SET check_function_bodies = off; {SCHEMA.read_text()}")
    session.close()
    assert dump(empty.owner) == SCHEMA.read_text()


def test_a_backup_comes_back_whole(of_18: Addresses, empty: Addresses, tmp_path: Path) -> None:
    """Restoring searches no schema for names, so every function that a row depends on has to find its own."""
    backup = str(tmp_path / "backup")
    for program, *arguments in (
        ("pg_dump", "--format=custom", f"--file={backup}", of_18.owner),
        ("pg_restore", "--exit-on-error", f"--dbname={empty.owner}", backup),
    ):
        subprocess.run([binary(program), *arguments], check=True, env=environment(), capture_output=True)
    before, after = Session(of_18.owner), Session(empty.owner)
    for noun in NOUNS:
        rows = f"SELECT to_jsonb(t)::text FROM {noun} t ORDER BY 1"
        assert after.rows(rows) == before.rows(rows) != []
    assert refusal(after, "DELETE FROM target") == "history_is_append_only"
    before.close()
    after.close()
