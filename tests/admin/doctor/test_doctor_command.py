"""`capaian doctor` on real databases: it finds what is wrong, changes nothing and returns the exit code."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api import logs
from api.admin.audit.signer import load_signer
from api.admin.doctor import commands
from api.cli import main
from api.settings import Settings
from tests.schema.conftest import Session, add_revisions, new_key
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute


@pytest.fixture(autouse=True)
def _log_is_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "configure", lambda _pretty: logging.getLogger())
    for name in os.environ:
        if name.startswith("CAPAIAN_"):
            monkeypatch.delenv(name)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    load_signer(Settings(data_dir=tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


def run(data_dir: Path, url: str | None, *options: str, **environment: str) -> Result:
    settings = {"CAPAIAN_DATA_DIR": str(data_dir), **({} if url is None else {"CAPAIAN_DATABASE_URL": url})}
    result = CliRunner().invoke(main, ["doctor", *options], env=settings | environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def find(result: Result) -> dict[str, Any]:
    """Return the findings by code, without that of a full disk: the machine of the tests can have one."""
    findings = json.loads(result.stdout)["findings"]
    return {finding["code"]: finding for finding in findings if finding["code"] != "disk_nearly_full"}


def publish_source(stored: DatabaseUrls, writing_key: str, publishing_key: str) -> str:
    """Write and publish a source in the database, as requests with these keys do; return its code."""
    session = Session(stored.service, "capaian_service")
    code = new_key("source")
    steps = (
        ("draft", "create", writing_key),
        ("submitted", "submit", writing_key),
        ("published", "publish", publishing_key),
    )
    for status, action, key in steps:
        session.rows("SELECT set_config('capaian.key_id', $1, false)", key.split("_")[1])
        session.rows("SELECT set_config('capaian.action', $1, false)", action)
        add_revisions(session, "source", code, status, by=f"user of {key[:14]}")
    session.close()
    return code


def test_a_correct_installation_has_no_findings(database: DatabaseUrls, data_dir: Path) -> None:
    before = execute(database.owner, "SELECT count(*) FROM audit_entry")
    result = run(data_dir, database.service, "--json")
    assert find(result) == {}
    if json.loads(result.stdout)["status"] == "ok":
        assert result.exit_code == 0
    assert execute(database.owner, "SELECT count(*) FROM audit_entry") == before


def test_one_creator_of_the_keys_that_wrote_and_published_is_found(stored: DatabaseUrls, data_dir: Path) -> None:
    """`key_for` creates keys as `test`. The third key has another creator, so its publication is not found."""
    keys = {
        "menulis": key_for(stored, "menulis", "write"),
        "menerbitkan": key_for(stored, "menerbitkan", "publish"),
        "lain": key_for(stored, "lain", "publish"),
    }
    execute(stored.owner, "UPDATE api_key SET created_by = 'another administrator' WHERE name = 'lain'")
    publish_source(stored, keys["menulis"], keys["lain"])
    assert find(run(data_dir, stored.service, "--json")).keys() == {"keys_without_expiry"}
    code = publish_source(stored, keys["menulis"], keys["menerbitkan"])
    found = find(run(data_dir, stored.service, "--json"))["one_creator_of_both_keys"]
    ids = {name: key.split("_")[1] for name, key in keys.items()}
    for part in ("test", ids["menulis"], ids["menerbitkan"], "1 records", f"source {code}"):
        assert part in found["found_en"]
    assert ids["lain"] not in found["found_en"]
    text = run(data_dir, stored.service, "--language", "en")
    assert text.exit_code == 1
    assert text.stdout.splitlines()[0].startswith("Warning: ")
    assert "Peringatan" not in text.stdout
    assert "Peringatan: " in run(data_dir, stored.service).stdout


def test_a_login_with_too_many_rights_is_an_error(database: DatabaseUrls, data_dir: Path) -> None:
    result = run(data_dir, database.owner, "--json")
    assert result.exit_code == 2
    assert "SUPERUSER" in find(result)["role_has_too_many_rights"]["found"]


def test_groups_that_can_change_the_audit_are_an_error(database: DatabaseUrls, data_dir: Path) -> None:
    execute(database.owner, "GRANT UPDATE, DELETE ON audit_entry TO capaian_service")
    result = run(data_dir, database.service, "--json")
    assert result.exit_code == 2
    assert "UPDATE audit_entry, DELETE audit_entry" in find(result)["role_has_too_many_rights"]["found"]


def test_a_missing_grant_is_an_error_with_the_statement_that_restores_it(
    database: DatabaseUrls, data_dir: Path
) -> None:
    """The statements are run as they are printed."""
    execute(
        database.owner,
        "REVOKE SELECT ON program FROM capaian_reader",
        "REVOKE INSERT ON target FROM capaian_service",
    )
    result = run(data_dir, database.service, "--json")
    assert result.exit_code == 2
    action = find(result)["grants_missing"]["action_en"]
    assert "grant select on program to capaian_reader;" in action
    assert "grant insert (id, " in action
    execute(database.owner, *action.removeprefix("Run as the owner: ").strip(";").split(";"))
    assert find(run(data_dir, database.service, "--json")) == {}


def test_missing_and_changed_migrations_are_errors(database: DatabaseUrls, data_dir: Path) -> None:
    execute(database.owner, "UPDATE schema_migration_files SET sha256 = 'other' WHERE version = '0104'")
    assert "0104" in find(run(data_dir, database.service, "--json"))["migrations_changed"]["found"]
    execute(database.owner, "DELETE FROM schema_migrations WHERE version = '0104'")
    found = find(run(data_dir, database.service, "--json"))
    assert found.keys() == {"migrations_pending"}
    assert "0104" in found["migrations_pending"]["found_en"]


def test_a_login_that_owns_no_table_is_an_error_as_the_owner(database: DatabaseUrls, data_dir: Path) -> None:
    found = find(run(data_dir, database.service, "--json", CAPAIAN_MIGRATION_DATABASE_URL=database.service))
    assert found.keys() == {"owner_owns_nothing"}
    found = find(
        run(data_dir, database.service, "--json", CAPAIAN_MIGRATION_DATABASE_URL="postgresql://a:b@127.0.0.1:9/x")
    )
    assert "CAPAIAN_MIGRATION_DATABASE_URL" in found["database_unusable"]["found_en"]


def test_a_misspelled_setting_is_a_warning_without_its_value(database: DatabaseUrls, data_dir: Path) -> None:
    result = run(data_dir, database.service, "--json", CAPAIAN_WORKER="secret", CAPAIAN_API_KEY="k")
    found = find(result)
    assert found.keys() == {"unknown_setting"}
    assert "CAPAIAN_WORKER is not a setting of Capaian" in found["unknown_setting"]["found_en"]
    assert "is CAPAIAN_WORKERS meant?" in found["unknown_setting"]["found_en"]
    assert "secret" not in result.stdout


def test_too_many_workers_for_the_database_are_found(database: DatabaseUrls, data_dir: Path) -> None:
    result = run(data_dir, database.service, "--json", CAPAIAN_WORKERS="64")
    assert result.exit_code == 1
    found = find(result)["too_few_connections"]
    assert "CAPAIAN_WORKERS=64" in found["found_en"]
    assert "2112" in found["found"]


def test_a_clock_that_differs_is_found(database: DatabaseUrls, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.admin.doctor import queries  # noqa: PLC0415  # only here

    now = queries.time.time
    monkeypatch.setattr(queries.time, "time", lambda: now() + 3600)
    monkeypatch.setattr(commands, "check_disk_at", lambda _path: [])
    result = run(data_dir, database.service, "--json")
    assert (result.exit_code, find(result)["clocks_differ"]["level"]) == (2, "error")


@pytest.mark.parametrize(
    "url", ["postgresql://a:secret@127.0.0.1:9/x", "postgresql://a:secret@127.0.0.1:9/x?sslmode=nonsense", None]
)
def test_a_database_that_cannot_be_used_is_an_error_and_the_other_checks_run(tmp_path: Path, url: str | None) -> None:
    result = run(tmp_path, url, "--json")
    assert result.exit_code == 2
    assert find(result).keys() == {"audit_key_missing", "database_unusable"}
    assert "secret" not in result.stdout
    assert list(tmp_path.iterdir()) == []  # nothing was created


def test_a_database_without_the_schema_is_an_error(postgres: DatabaseUrls, data_dir: Path) -> None:
    with databases.copy(postgres, "template0") as empty:
        result = run(data_dir, empty.service, "--json")
    assert (result.exit_code, "capaian migrate" in find(result)["migrations_pending"]["action_en"]) == (2, True)


def test_an_invalid_setting_has_the_exit_code_of_an_error(tmp_path: Path) -> None:
    result = run(tmp_path, None, CAPAIAN_PORT="none")
    assert (result.exit_code, "CAPAIAN_PORT" in result.stderr) == (2, True)
