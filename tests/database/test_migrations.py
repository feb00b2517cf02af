"""Migrations, applied by the real dbmate to a real server."""

import asyncio
import itertools
from pathlib import Path

import asyncpg
import pytest

from api.database.connection_errors import DatabaseUnusableError
from api.database.embedded.server import EmbeddedServer
from api.database.migrations import MigrationError, list_pending_versions, migrate
from tests.support.clusters import ask

GROUPS = """
do $$ begin
  if to_regrole('capaian_reader') is null then create role capaian_reader nologin; end if;
  if to_regrole('capaian_service') is null then create role capaian_service nologin; end if;
end $$;
grant select on schema_migrations to capaian_service;
"""

_numbers = itertools.count(1)


@pytest.fixture
def urls(live: EmbeddedServer) -> tuple[str, str]:
    """Return the URLs of the owner and of the service for an empty database."""
    name = f"empty_{next(_numbers)}"
    ask(live.owner_url, f"create database {name}")
    return live.owner_url.replace("/capaian?", f"/{name}?"), live.service_url.replace("/capaian?", f"/{name}?")


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    write(tmp_path, "0001_groups.sql", GROUPS)
    write(tmp_path, "0002_target.sql", "create table target (id int);")
    return tmp_path


def write(folder: Path, name: str, statements: str) -> None:
    (folder / name).write_text(f"-- migrate:up\n{statements}\n\n-- migrate:down\n")


def find_pending_versions(url: str, migrations: Path, role: str = "none") -> list[str]:
    async def run() -> list[str]:
        connection = await asyncpg.connect(url, server_settings={"role": role})
        try:
            return await list_pending_versions(connection, migrations)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_missing_migrations_are_applied_once_and_returned(urls: tuple[str, str], migrations: Path) -> None:
    assert asyncio.run(migrate(*urls, migrations)) == ["0001", "0002"]
    assert asyncio.run(migrate(*urls, migrations)) == []
    write(migrations, "0003_more.sql", "insert into target values (1);")
    assert asyncio.run(migrate(*urls, migrations)) == ["0003"]
    assert ask(urls[0], "select count(*) from target") == 1


def test_concurrent_instances_apply_migrations_once(urls: tuple[str, str], migrations: Path) -> None:
    write(migrations, "0003_slow.sql", "select pg_sleep(0.3); insert into target values (1);")

    async def all_at_once() -> list[list[str]]:
        return await asyncio.gather(*(migrate(*urls, migrations) for _ in range(3)))

    assert sorted(asyncio.run(all_at_once())) == [[], [], ["0001", "0002", "0003"]]
    assert ask(urls[0], "select count(*) from target") == 1


def test_a_failed_migration_is_reported_and_no_later_one_is_applied(urls: tuple[str, str], migrations: Path) -> None:
    write(migrations, "0003_broken.sql", "create table half (id int); select 1 / 0;")
    write(migrations, "0004_after.sql", "create table after_the_broken_one (id int);")
    with pytest.raises(MigrationError, match="division by zero") as failure:
        asyncio.run(migrate(*urls, migrations))
    assert "0003_broken.sql" in str(failure.value)
    assert "tidak dapat dimutakhirkan" in failure.value.indonesian
    assert ask(urls[0], "select to_regclass('half') is null and to_regclass('after_the_broken_one') is null") is True
    assert find_pending_versions(urls[0], migrations) == ["0003", "0004"]
    write(migrations, "0003_broken.sql", "select 1;")
    assert asyncio.run(migrate(*urls, migrations)) == ["0003", "0004"]


def test_the_service_login_gets_both_group_roles_and_lists_pending_versions(
    urls: tuple[str, str], migrations: Path
) -> None:
    ask(urls[0], f"revoke connect on database {urls[0].rpartition('/')[2].partition('?')[0]} from public")
    asyncio.run(migrate(*urls, migrations))
    assert ask(urls[1], "select pg_has_role('capaian_reader', 'set')") is True
    write(migrations, "0003_more.sql", "select 1;")
    assert find_pending_versions(urls[1], migrations, role="capaian_service") == ["0003"]


def test_all_versions_are_pending_before_the_first_migration(urls: tuple[str, str], migrations: Path) -> None:
    assert find_pending_versions(urls[1], migrations) == ["0001", "0002"]


def test_the_owner_needs_no_grants_as_the_service_login(urls: tuple[str, str], tmp_path: Path) -> None:
    write(tmp_path, "0001_no_groups.sql", "select 1;")
    assert asyncio.run(migrate(urls[0], urls[0], tmp_path)) == ["0001"]


def test_a_url_without_sslmode_works_with_a_server_without_tls(urls: tuple[str, str], migrations: Path) -> None:
    bare = urls[0].removesuffix("?sslmode=disable")
    assert "?" not in bare
    assert asyncio.run(migrate(bare, urls[1], migrations)) == ["0001", "0002"]


def test_the_env_file_of_the_current_directory_is_ignored(
    urls: tuple[str, str], migrations: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=nonsense\nDBMATE_MIGRATIONS_TABLE=elsewhere\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    monkeypatch.setenv("DBMATE_STRICT", "nonsense")
    assert asyncio.run(migrate(*urls, migrations)) == ["0001", "0002"]
    assert not (tmp_path / "db").exists()


def test_a_failed_login_of_the_owner_is_reported_without_the_password(urls: tuple[str, str], migrations: Path) -> None:
    wrong = urls[0].replace("capaian_owner:", "capaian_owner:guessed-")
    with pytest.raises(DatabaseUnusableError, match="rejected the password of the login capaian_owner") as failure:
        asyncio.run(migrate(wrong, urls[1], migrations))
    assert "guessed" not in str(failure.value)


def test_a_missing_service_role_is_named(urls: tuple[str, str], migrations: Path) -> None:
    with pytest.raises(MigrationError, match="missing_role"):
        asyncio.run(migrate(urls[0], urls[1].replace("capaian:", "missing_role:"), migrations))


def test_a_migration_that_changed_after_it_was_applied_is_rejected(urls: tuple[str, str], migrations: Path) -> None:
    """As in the data directory of an unreleased version, whose first migrations were edited."""
    asyncio.run(migrate(*urls, migrations))
    write(migrations, "0002_target.sql", "create table target (id int, added int);")
    for login in urls:  # without the login of the owner, the service rejects it too
        with pytest.raises(MigrationError, match="migration 0002 differs") as rejected:
            asyncio.run(migrate(login, urls[1], migrations))
        assert "hapus basis data" in rejected.value.indonesian
    ask(urls[0], "drop table schema_migration_files")
    with pytest.raises(MigrationError, match="migration 0001 differs"):
        asyncio.run(migrate(*urls, migrations))


def test_a_migration_that_failed_can_be_edited(urls: tuple[str, str], migrations: Path) -> None:
    write(migrations, "0003_broken.sql", "select 1 / 0;")
    with pytest.raises(MigrationError, match="division by zero"):
        asyncio.run(migrate(*urls, migrations))
    write(migrations, "0003_broken.sql", "select 1;")
    assert asyncio.run(migrate(*urls, migrations)) == ["0003"]
    assert asyncio.run(migrate(*urls, migrations)) == []
