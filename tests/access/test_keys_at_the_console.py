"""Keys at the console: the same rules in the same sentences, and its own name in the audit."""

import json
import subprocess
from typing import Any

import pytest
from click.testing import CliRunner

from api.callers.console import keys
from api.settings import Settings
from tests.support.databases import Addresses, execute
from tests.support.services import CAPAIAN


def console(stored: Addresses, *arguments: str) -> Any:
    """In this process, which is faster than one of its own."""
    settings = Settings.from_environment(stored.settings)
    return CliRunner().invoke(keys, list(arguments), obj=settings)


def created(stored: Addresses, *more: str, name: str = "office") -> Any:
    return console(stored, "create", "--name", name, "--scope", "write", *more)


@pytest.mark.parametrize(
    ("name", "more", "option", "words"),
    [
        ("=SUM(A1)", (), "--name", "spreadsheets take for a formula"),
        ("two\nlines", (), "--name", "one line"),
        (" office", (), "--name", "space"),
        ("", (), "--name", "at least 1 long"),
        ("console", (), "--name", "used by this service itself"),
        ("issuer#subject", (), "--name", "must not contain #"),
        ("office", ("--institution", "no-such-one"), "--institution", "does not exist"),
        ("office", ("--institution", "UPPER"), "--institution", "not written in the form"),
        ("office", ("--expires", "2020-01-01"), "--expires", "must be in the future"),
        ("office", ("--expires", "9999-01-01"), "--expires", "before the year 2201"),
    ],
)
def test_what_no_key_may_be_is_told_in_both_languages_with_its_option(
    stored: Addresses, name: str, more: tuple[str, ...], option: str, words: str
) -> None:
    done = created(stored, *more, name=name)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {option}: ")
    assert words in done.stderr
    assert " / " in done.stderr
    for told_by_the_database in ("violates", "constraint", "domain", "relation"):
        assert told_by_the_database not in done.stderr


@pytest.mark.parametrize("command", ["rotate", "revoke"])
@pytest.mark.parametrize("identity", ["0000000000", "short", "\udcff"])
def test_what_names_no_key_is_told(stored: Addresses, command: str, identity: str) -> None:
    done = console(stored, command, identity)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "There is no key" in done.stderr


def test_what_is_not_text_is_refused(stored: Addresses) -> None:
    done = subprocess.run(
        [CAPAIAN, "keys", "create", "--name", b"\xff", "--scope", "write"],
        env={"CAPAIAN_DATABASE_URL": stored.service}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_console_does_stands_in_the_audit_under_its_name(stored: Addresses) -> None:
    assert created(stored, name="audited at the console").exit_code == 0
    (identity,) = execute(stored.owner, "SELECT id FROM api_key WHERE name = 'audited at the console'")
    assert console(stored, "rotate", str(identity)).exit_code == 0
    assert console(stored, "revoke", str(identity)).exit_code == 0
    (found,) = execute(
        stored.owner,
        "SELECT jsonb_agg(jsonb_build_array(principal, action))::text FROM audit "
        "WHERE detail->>'name' = 'audited at the console'",
    )
    assert sorted(json.loads(str(found))) == [
        ["console", action] for action in ("create", "create", "expire", "revoke")
    ]
