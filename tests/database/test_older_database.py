"""A database or data directory of version 0.1.0 is rejected and left unchanged."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from api.database.embedded.server import EmbeddedServer
from api.database.migrations import MIGRATIONS, MigrationError, migrate
from tests.support.clusters import ask
from tests.support.services import CAPAIAN, free_port

OF_0_1_0 = """
do $$ begin
  create table schema_migrations (version varchar(128) primary key);
  insert into schema_migrations select lpad(number::text, 4, '0') from generate_series(1, 19) as number;
  create table target (id uuid);
  if to_regrole('capaian_service') is null then create role capaian_service nologin; end if;
  grant select on schema_migrations to capaian_service;
  grant capaian_service to capaian;
end $$
"""
INDONESIAN = "Basis data ini dibuat oleh Capaian 0.1.0"
ENGLISH = "This database was created by Capaian 0.1.0 and cannot be read by this version: keep 0.1.0 to read it"
TABLES = """
select string_agg(relname, ' ' order by relname) from pg_class
 where relkind = 'r' and relnamespace = 'public'::regnamespace
"""


def test_an_external_database_is_rejected_and_left_unchanged(live: EmbeddedServer) -> None:
    ask(live.owner_url, "create database of_0_1_0")
    owner, service = (url.replace("/capaian?", "/of_0_1_0?") for url in (live.owner_url, live.service_url))
    ask(owner, OF_0_1_0)
    for login in (owner, service):  # without the owner's login, the service rejects it too
        with pytest.raises(MigrationError) as rejected:
            asyncio.run(migrate(login, service))
        assert INDONESIAN in rejected.value.indonesian
        assert ENGLISH in rejected.value.english
    assert ask(owner, TABLES) == "schema_migrations target"
    assert ask(owner, "select count(*) from schema_migrations") == 19


def test_a_data_directory_is_rejected_in_both_languages(copied_dir: Path) -> None:
    with EmbeddedServer(copied_dir) as server:
        ask(server.owner_url, OF_0_1_0)
        tables = ask(server.owner_url, TABLES)  # other tests may have added some to the copied directory
    for command in ("serve", "migrate"):
        assert_rejected(command, copied_dir)
    with EmbeddedServer(copied_dir) as server:
        assert ask(server.owner_url, TABLES) == tables


def assert_rejected(command: str, data_dir: Path) -> None:
    done = subprocess.run(
        [CAPAIAN, command],
        env={**os.environ, "CAPAIAN_DATA_DIR": str(data_dir), "CAPAIAN_PORT": str(free_port())},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert INDONESIAN in done.stderr
    assert ENGLISH in done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_migration_has_a_higher_number_than_any_of_0_1_0() -> None:
    assert min(file.name for file in MIGRATIONS.glob("*.sql")) > "0019"
