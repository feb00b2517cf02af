"""schema/schema.sql is the dump of the migrated schema, and a backup can be restored."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.database.embedded.os_user import build_environment, find_binary
from tests.dump_schema import SCHEMA, dump
from tests.schema.conftest import TABLES, Session, try_run
from tests.support import databases
from tests.support.databases import DatabaseUrls
from tests.support.newer_schema import needs_own_schema


@pytest.fixture
def database_18(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """A database of PostgreSQL 18, the version of pg_dump."""
    if databases.execute(postgres.owner, "SELECT current_setting('server_version_num')::int / 10000") != [18]:
        pytest.skip("the file was written from PostgreSQL 18")
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture
def empty(database_18: DatabaseUrls) -> Iterator[DatabaseUrls]:
    name = f"{database_18.owner.partition('?')[0].rpartition('/')[2]}_restored"
    databases.execute(database_18.owner, f"CREATE DATABASE {name} TEMPLATE template0")
    yield database_18.named(name)
    databases.execute(database_18.owner, f"DROP DATABASE {name} WITH (FORCE)")


@needs_own_schema
def test_the_schema_file_is_the_dump_of_the_migrated_schema(database_18: DatabaseUrls) -> None:
    assert dump(database_18.owner) == SCHEMA.read_text(), "run `make schema`"


def test_a_change_of_the_schema_changes_the_dump(database_18: DatabaseUrls) -> None:
    databases.execute(database_18.owner, "ALTER TABLE unit DROP CONSTRAINT status_is_one_of_five")
    assert dump(database_18.owner) != SCHEMA.read_text()


def test_the_schema_file_creates_the_same_schema(empty: DatabaseUrls) -> None:
    session = Session(empty.owner)
    session.run("CREATE TABLE schema_migrations (version text)")
    session.run(f"SET check_function_bodies = off; {SCHEMA.read_text()}")
    session.close()
    assert dump(empty.owner) == SCHEMA.read_text()


def test_a_restored_backup_has_the_same_rows(database_18: DatabaseUrls, empty: DatabaseUrls, tmp_path: Path) -> None:
    """A restore has an empty search_path, so every function that a row needs must set its own."""
    backup = str(tmp_path / "backup")
    for program, *arguments in (
        ("pg_dump", "--format=custom", f"--file={backup}", database_18.owner),
        ("pg_restore", "--exit-on-error", f"--dbname={empty.owner}", backup),
    ):
        subprocess.run([find_binary(program), *arguments], check=True, env=build_environment(), capture_output=True)
    before, after = Session(database_18.owner), Session(empty.owner)
    for table in TABLES:
        rows = f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1"
        assert after.rows(rows) == before.rows(rows) != []
    assert try_run(after, "DELETE FROM target") == "history_is_append_only"
    before.close()
    after.close()
