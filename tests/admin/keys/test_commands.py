"""Keys on the command line: the same rules and messages as over HTTP, and the principal `console` in the audit."""

import json
import subprocess
from typing import Any

import pytest

from tests.admin.keys.conftest import run_keys_command
from tests.support.databases import DatabaseUrls, execute
from tests.support.services import CAPAIAN


def run_create(stored: DatabaseUrls, *options: str, name: str = "office") -> Any:
    return run_keys_command(stored, "create", "--name", name, "--scope", "write", *options)


@pytest.mark.parametrize(
    ("name", "options", "option", "message"),
    [
        ("=SUM(A1)", (), "--name", "spreadsheets read as a formula"),
        ("two\nlines", (), "--name", "one line"),
        (" office", (), "--name", "space"),
        ("", (), "--name", "a length of at least 1"),
        ("console", (), "--name", "reserved for the service"),
        ("issuer#subject", (), "--name", "must not contain #"),
        ("office", ("--institution", "no-such-one"), "--institution", "does not exist"),
        ("office", ("--institution", "UPPER"), "--institution", "which has another format"),
        ("office", ("--expires-on", "2020-01-01"), "--expires-on", "must be in the future"),
        ("office", ("--expires-on", "9999-01-01"), "--expires-on", "before the year 2201"),
    ],
)
def test_an_invalid_key_is_an_error_in_both_languages_that_names_the_option(
    stored: DatabaseUrls, name: str, options: tuple[str, ...], option: str, message: str
) -> None:
    result = run_create(stored, *options, name=name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {option}: ")
    assert message in result.stderr
    assert " / " in result.stderr
    for word in ("violates", "constraint", "domain", "relation"):
        assert word not in result.stderr


@pytest.mark.parametrize("command", ["rotate", "revoke"])
@pytest.mark.parametrize("key_id", ["0000000000", "short", "\udcff"])
def test_an_unknown_key_is_an_error(stored: DatabaseUrls, command: str, key_id: str) -> None:
    result = run_keys_command(stored, command, key_id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no active key" in result.stderr


def test_an_argument_that_is_not_utf_8_is_rejected(stored: DatabaseUrls) -> None:
    result = subprocess.run(
        [CAPAIAN, "keys", "create", "--name", b"\xff", "--scope", "write"],
        env={"CAPAIAN_DATABASE_URL": stored.service}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert "UTF-8" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_audit_contains_commands_with_the_principal_console(stored: DatabaseUrls) -> None:
    assert run_create(stored, name="audited at the console").exit_code == 0
    (key_id,) = execute(stored.owner, "SELECT id FROM api_key WHERE name = 'audited at the console'")
    assert run_keys_command(stored, "rotate", str(key_id)).exit_code == 0
    assert run_keys_command(stored, "revoke", str(key_id)).exit_code == 0
    (entries,) = execute(
        stored.owner,
        "SELECT jsonb_agg(jsonb_build_array(principal, action))::text FROM audit_entry "
        "WHERE detail->>'name' = 'audited at the console'",
    )
    assert sorted(json.loads(str(entries))) == [
        ["console", action] for action in ("create", "create", "expire", "revoke")
    ]
