"""Parameters of libpq in database URLs, and several hosts."""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from api.setting_parts.database_url import remove_parameters_without_effect
from api.settings import Settings, SettingsError
from tests.support import databases
from tests.support.commands import run_command
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ("channel_binding=require", "does not support channel binding"),
        ("gssencmode=require", "GSSAPI is not supported"),
        ("krbsrvname=postgres", "Kerberos is not supported"),
        ("keepalives_idle=30", "sets the timeouts of TCP itself"),
        ("hostaddr=10.0.0.1", "write this IP address as the host"),
        ("connect_timeout=soon", "must be a number of seconds"),
        ("search_path=secret", "options=-c%20name%3Dvalue"),
    ],
)
def test_an_unusable_parameter_of_a_url_is_rejected_with_the_reason(parameter: str, reason: str) -> None:
    with pytest.raises(SettingsError) as rejected:
        Settings.from_environment({"CAPAIAN_DATABASE_URL": f"postgresql://login:secret@x/capaian?{parameter}"})
    name = parameter.partition("=")[0]
    assert f"The parameter {name} in CAPAIAN_DATABASE_URL cannot be used" in rejected.value.english
    assert reason in rejected.value.english
    assert "secret" not in str(rejected.value)


def test_parameters_that_change_nothing_are_not_sent_to_the_server(stored: DatabaseUrls) -> None:
    accepted = "connect_timeout=5&channel_binding=prefer&gssencmode=disable&sslmode=disable"
    urls = [urlunsplit(urlsplit(url)._replace(query=accepted)) for url in stored]
    result = run_command("migrate", CAPAIAN_DATABASE_URL=urls[0], CAPAIAN_MIGRATION_DATABASE_URL=urls[1])
    assert (result.exit_code, result.stdout) == (0, "applied: nothing, the schema is current\n")
    assert urlsplit(remove_parameters_without_effect(urls[0])).query == "sslmode=disable"


def test_a_migration_uses_the_host_that_responds(postgres: DatabaseUrls) -> None:
    """The program of the migrations accepts only one host."""
    with databases.copy(postgres, "template0") as empty:
        service, owner = (
            urlunsplit(urlsplit(url)._replace(netloc=urlsplit(url).netloc.replace("@", "@127.0.0.1:1,")))
            for url in empty
        )
        result = run_command("migrate", CAPAIAN_DATABASE_URL=service, CAPAIAN_MIGRATION_DATABASE_URL=owner)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("applied: 0101")
