"""A database that a command cannot use is one sentence without a secret: what happened, which setting, what to do."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from api.database.connection_errors import describe_connection_error
from api.database.embedded.server import EmbeddedServer
from api.setting_rules import is_postgresql_url
from tests.support.clusters import ask
from tests.support.commands import run_command

SECRET = "canary7f3a"
READERS = (
    ("keys", "list"),
    ("audit", "verify"),
    ("audit", "export"),
    ("seed",),
    ("seed", "--remove", "samples"),
    ("doctor",),
)
GROUPS = """
do $$ begin
  if to_regrole('capaian_reader') is null then create role capaian_reader nologin; end if;
  if to_regrole('capaian_service') is null then create role capaian_service nologin; end if;
  grant capaian_reader, capaian_service to capaian;
end $$
"""


@pytest.fixture(scope="module")
def url(live: EmbeddedServer) -> str:
    """The URL of the login of the service, to a database without the schema."""
    ask(live.owner_url, "create database without_schema")
    ask(live.owner_url, GROUPS)
    return replace(live.service_url, path="/without_schema")


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """Return the address of a program that closes every connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def close_all() -> None:
            while True:
                try:
                    listener.accept()[0].close()
                except OSError:
                    return

        Thread(target=close_all, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def replace(url: str, login: str | None = None, server: str | None = None, **parts: str) -> str:
    split = urlsplit(url)
    old_login, _, old_server = split.netloc.rpartition("@")
    return urlunsplit(split._replace(netloc=f"{login or old_login}@{server or old_server}", **parts))


def read_message(*arguments: str, **environment: str) -> str:
    """Run a command that must fail with status 1, and return its English message, which is one sentence."""
    result = run_command(*arguments, "--language", "en", **environment)
    assert result.exit_code == (2 if arguments[0] == "doctor" else 1), result.output
    assert SECRET not in result.output
    return result.output.removeprefix("Error: ").strip()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"login": f"capaian:{SECRET}"}, "rejected the password of the login capaian in CAPAIAN_DATABASE_URL"),
        ({"login": f"missing:{SECRET}"}, "rejected the password of the login missing"),
        ({"server": "127.0.0.1:9"}, "The database at 127.0.0.1:9 does not respond"),
        ({"server": "database.invalid"}, "The host of the database database.invalid of CAPAIAN_DATABASE_URL"),
        ({"query": "sslmode=require"}, "does not offer the TLS that CAPAIAN_DATABASE_URL requires"),
        ({"query": "sslmode=verify-full&sslrootcert=/missing"}, "A TLS file of CAPAIAN_DATABASE_URL cannot be read"),
        ({"query": "sslmode=nonsense"}, "a parameter of the URL in CAPAIAN_DATABASE_URL is invalid"),
        ({"query": "unknown_parameter=1"}, "The parameter unknown_parameter in CAPAIAN_DATABASE_URL cannot be used"),
        ({"query": "options=-c%20unknown%3D1"}, 'unrecognized configuration parameter "unknown"'),
        ({"path": "/missing"}, "The database missing of CAPAIAN_DATABASE_URL does not exist"),
        ({}, "does not contain the schema of this version: run `capaian migrate`"),
    ],
)  # fmt: skip
def test_each_cause_has_its_own_sentence(url: str, change: dict[str, str], message: str) -> None:
    shown = read_message("keys", "list", CAPAIAN_DATABASE_URL=replace(url, **change))
    assert message in shown
    assert "CAPAIAN_DATABASE_URL" in shown
    assert "\n" not in shown
    assert ": " in shown


def test_a_program_that_is_no_postgresql_is_named(url: str, silent: str) -> None:
    assert silent in read_message("keys", "list", CAPAIAN_DATABASE_URL=replace(url, server=silent))


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_every_command_reports_the_cause(url: str, command: tuple[str, ...], tmp_path: Path) -> None:
    wrong = replace(url, login=f"capaian:{SECRET}")
    settings = {"CAPAIAN_DATABASE_URL": wrong, "CAPAIAN_DATA_DIR": str(tmp_path)}
    assert "rejected the password of the login capaian" in read_message(*command, **settings)


def test_a_login_without_the_groups_gets_the_missing_grants(live: EmbeddedServer, url: str) -> None:
    ask(live.owner_url, "create role without_groups login noinherit password 'canary7f3a'")
    shown = read_message("keys", "list", CAPAIAN_DATABASE_URL=replace(url, login=f"without_groups:{SECRET}"))
    assert "GRANT capaian_reader, capaian_service TO without_groups" in shown


def test_a_missing_owner_is_an_error_that_names_its_setting(url: str) -> None:
    shown = read_message("migrate", CAPAIAN_DATABASE_URL=url)
    assert "set CAPAIAN_MIGRATION_DATABASE_URL to the login of the owner" in shown
    owner = replace(url, login=f"capaian_owner:{SECRET}")
    shown = read_message("migrate", CAPAIAN_DATABASE_URL=url, CAPAIAN_MIGRATION_DATABASE_URL=owner)
    assert "rejected the password of the login capaian_owner in CAPAIAN_MIGRATION_DATABASE_URL" in shown


@pytest.mark.parametrize(
    "password", ["{}@x", "{}#x", "{}%x", "{}/x", "{} x", "12@{}", "12#{}", "12/{}", "12?{}=1", "{}\n"]
)
@pytest.mark.parametrize("setting", ["CAPAIAN_DATABASE_URL", "CAPAIAN_MIGRATION_DATABASE_URL"])
def test_a_password_that_is_not_encoded_is_an_error_without_any_part_of_it(setting: str, password: str) -> None:
    """Before, the part after `/` or `#` was read as a port or a host, and shown."""
    written = f"postgresql://capaian:{password.format(SECRET)}@127.0.0.1/capaian"
    environment = {"CAPAIAN_DATABASE_URL": "postgresql://capaian:x@127.0.0.1:9/x", setting: written}
    shown = read_message("keys", "list", **environment)
    assert shown.startswith(f"{setting} must be a URL postgresql://login:password@host:port/database")
    assert "%23 for #" in shown


@pytest.mark.parametrize(
    ("written", "is_valid"),
    [
        ("postgresql://a:x%40%23@h1:1,h2:2/d?target_session_attrs=any", True),
        ("postgresql:///d?host=/var/run/postgresql", True),
        ("postgres://a@[::1]:5432/d", True),
        ("postgresql://a:b:c,d@h/d", True),
        ("postgresql://a:b@h:99999/d", False),
        ("postgresql://a:b@h:0/d", False),
        ("postgresql://a:b@h/d?sslmode", False),
        ("http://a:b@h/d", False),
    ],
)
def test_a_database_url_is_checked_before_it_is_used(written: str, is_valid: bool) -> None:
    assert is_postgresql_url(written) == is_valid


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (asyncpg.InvalidAuthorizationSpecificationError('no entry for user "a", no encryption'), "without TLS"),
        (asyncpg.InvalidAuthorizationSpecificationError('role "a" does not exist'), 'role "a" does not exist'),
        (asyncpg.InvalidParameterValueError('role "capaian_service" does not exist'), "missing role with"),
        (asyncpg.TooManyConnectionsError("sorry"), "no free connection"),
        (asyncpg.CannotConnectNowError("the database system is starting up"), "is starting or stopping"),
        (ssl.SSLCertVerificationError("hostname mismatch"), "TLS to the database h:1 failed"),
        (TimeoutError(), "does not respond"),
        (ConnectionError("rejected SSL upgrade"), "does not respond as a PostgreSQL"),
        (ValueError(SECRET), "correct the URL in CAPAIAN_DATABASE_URL"),
    ],
)  # fmt: skip
def test_errors_that_a_test_server_does_not_raise_have_a_sentence(error: Exception, message: str) -> None:
    shown = describe_connection_error(error, f"postgresql://a:{SECRET}@h:1/d", "CAPAIAN_DATABASE_URL")
    assert message in shown.en
    assert SECRET not in shown.en + shown.id


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_mistyped_data_directory_is_an_error_and_is_not_created(tmp_path: Path, command: tuple[str, ...]) -> None:
    missing = tmp_path / "mistyped"
    shown = read_message(*command, CAPAIAN_DATA_DIR=str(missing))
    assert f"The data directory {missing} contains no database: correct CAPAIAN_DATA_DIR" in shown
    assert not missing.exists()
