"""Function files are applied again when their content changes, all or none."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from api import __version__
from api.database.embedded.server import EmbeddedServer
from api.database.migrations import MigrationError, migrate
from api.database.upgrades import function_files, lock_retry
from tests.support.clusters import ask
from tests.support.databases import DatabaseUrls, execute
from tests.support.newer_schema import needs_own_schema

BASE = """
do $$ begin
  if to_regrole('capaian_reader') is null then create role capaian_reader nologin; end if;
  if to_regrole('capaian_service') is null then create role capaian_service nologin; end if;
end $$;
create table schema_functions (sha256 text not null, version text not null, applied_at timestamptz default now());
grant select on schema_migrations, schema_functions to capaian_service;
"""
OBJECTS = """
select md5(string_agg(definition, ';' order by definition)) from (
  select pg_get_functiondef(oid) || coalesce(proacl::text, '') from pg_proc where pronamespace = 'public'::regnamespace
  union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all select policy::text from pg_policies policy) as objects (definition)
"""
ONE = "create or replace function one() returns integer return {value};"


@pytest.fixture
def urls(live: EmbeddedServer) -> tuple[str, str]:
    name = f"functions_{ask(live.owner_url, 'select count(*) from pg_database')}"
    ask(live.owner_url, f"create database {name}")
    return live.owner_url.replace("/capaian?", f"/{name}?"), live.service_url.replace("/capaian?", f"/{name}?")


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    for folder in ("migrations", "functions"):
        (tmp_path / folder).mkdir()
    write_migration(tmp_path, "0101_base.sql", BASE)
    write_function(tmp_path, "one.sql", ONE.format(value=1))
    return tmp_path


def write_migration(schema: Path, name: str, statements: str) -> None:
    (schema / "migrations" / name).write_text(f"-- migrate:up\n{statements}\n\n-- migrate:down\n")


def write_function(schema: Path, name: str, statements: str) -> None:
    (schema / "functions" / name).write_text(statements)


def apply(urls: tuple[str, str], schema: Path) -> list[str]:
    return asyncio.run(migrate(*urls, schema / "migrations"))


def applied_at(urls: tuple[str, str]) -> object:
    return ask(urls[0], "select applied_at from schema_functions")


def test_a_changed_file_is_applied_without_a_migration(urls: tuple[str, str], schema: Path) -> None:
    assert apply(urls, schema) == ["0101"]
    assert ask(urls[0], "select one()") == 1
    write_function(schema, "one.sql", ONE.format(value=2))
    assert apply(urls, schema) == []
    assert ask(urls[0], "select one()") == 2
    assert ask(urls[0], "select count(*) from schema_functions") == 1
    assert ask(urls[0], "select version from schema_functions") == __version__


def test_unchanged_files_are_not_applied_again(urls: tuple[str, str], schema: Path) -> None:
    apply(urls, schema)
    before = applied_at(urls)
    apply(urls, schema)
    assert applied_at(urls) == before


def test_a_new_file_and_a_new_name_are_changes(urls: tuple[str, str], schema: Path) -> None:
    apply(urls, schema)
    before = applied_at(urls)
    (schema / "functions" / "one.sql").rename(schema / "functions" / "first.sql")
    apply(urls, schema)
    assert applied_at(urls) != before
    write_function(schema, "two.sql", "create or replace function two() returns integer return one() + 1;")
    apply(urls, schema)
    assert ask(urls[0], "select two()") == 2


def test_a_migration_that_drops_a_function_has_it_created_again(urls: tuple[str, str], schema: Path) -> None:
    apply(urls, schema)
    write_migration(schema, "0102_drop.sql", "drop function one();")
    assert apply(urls, schema) == ["0102"]
    assert ask(urls[0], "select one()") == 1


def test_a_file_with_an_error_is_named_and_none_is_applied(urls: tuple[str, str], schema: Path) -> None:
    apply(urls, schema)
    write_function(schema, "one.sql", ONE.format(value=2))
    write_function(schema, "two.sql", "create or replace function two() returns integer return missing();")
    with pytest.raises(MigrationError, match=r"two\.sql: function missing\(\) does not exist"):
        apply(urls, schema)
    assert ask(urls[0], "select one()") == 1
    write_function(schema, "two.sql", "select 1;")
    apply(urls, schema)
    assert ask(urls[0], "select one()") == 2


def test_a_newer_version_is_not_replaced_by_an_older_one(
    urls: tuple[str, str], schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instance of the previous version may restart while an update replaces one instance after another."""
    monkeypatch.setattr(function_files, "__version__", "0.10.0")
    apply(urls, schema)
    monkeypatch.setattr(function_files, "__version__", "0.9.0")
    write_function(schema, "one.sql", ONE.format(value=9))
    apply(urls, schema)
    assert ask(urls[0], "select one()") == 1


def test_several_instances_apply_the_files_once(urls: tuple[str, str], schema: Path) -> None:
    write_function(schema, "count.sql", "create table applications (); select pg_sleep(0.2);")

    async def all_together() -> None:
        await asyncio.gather(*(migrate(*urls, schema / "migrations") for _ in range(3)))

    asyncio.run(all_together())
    assert ask(urls[0], "select to_regclass('applications') is not null") is True


def test_without_the_owners_login_the_service_starts_if_nothing_changed(urls: tuple[str, str], schema: Path) -> None:
    apply(urls, schema)
    as_service = (urls[1], urls[1])
    assert apply(as_service, schema) == []
    write_function(schema, "one.sql", ONE.format(value=2))
    with pytest.raises(MigrationError, match="CAPAIAN_MIGRATION_DATABASE_URL"):
        apply(as_service, schema)


@needs_own_schema
def test_the_files_of_capaian_can_be_applied_again(database: DatabaseUrls) -> None:
    """Every statement replaces what exists, and the result is the same schema."""
    before = execute(database.owner, OBJECTS)
    execute(database.owner, "update schema_functions set sha256 = ''")
    asyncio.run(migrate(database.owner, database.service))
    assert execute(database.owner, OBJECTS) == before
    assert execute(database.owner, "select sha256 <> '' from schema_functions") == [True]


def test_a_file_does_not_wait_for_a_long_transaction(
    urls: tuple[str, str], schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_retry, "MAX_SECONDS", 0.0)  # one attempt
    apply(urls, schema)
    ask(urls[0], "create table busy (id int)")
    write_function(schema, "busy.sql", "alter table busy enable row level security;")

    async def start_next_to_a_reader() -> None:
        reader = await asyncpg.connect(urls[0])
        try:
            async with reader.transaction():
                await reader.execute("select * from busy")
                await migrate(*urls, schema / "migrations")
        finally:
            await reader.close()

    with pytest.raises(
        MigrationError,
        match=r"another transaction locked its tables[\s\S]*busy\.sql: canceling statement due to lock timeout",
    ):
        asyncio.run(start_next_to_a_reader())
    apply(urls, schema)
