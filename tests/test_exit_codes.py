"""The exit codes of every command are those of the table in docs/operations/start-and-stop.md."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.commands import COMMANDS, run_command
from tests.support.databases import DatabaseUrls
from tests.support.services import free_port

NO_DATABASE = {"CAPAIAN_DATABASE_URL": "postgresql://capaian:canary@127.0.0.1:9/capaian"}
INVALID = {"CAPAIAN_PORT": "canary"}
ROWS: tuple[tuple[str, dict[str, str] | None, int], ...] = (  # None: the settings of a database with the schema
    ("serve", INVALID, 1),
    ("serve --port canary", {}, 2),
    ("serve --workers 65", {}, 2),
    ("serve --host=", {}, 2),
    ("health", {"CAPAIAN_PORT": str(free_port())}, 1),
    ("health", INVALID, 1),
    ("health --canary", {}, 2),
    ("doctor", INVALID, 2),
    ("doctor", NO_DATABASE, 2),
    ("doctor --canary", {}, 2),
    ("audit verify", None, 0),
    ("audit verify", NO_DATABASE, 1),
    ("audit verify --head canary", {}, 2),
    ("migrate", None, 0),
    ("migrate", NO_DATABASE, 1),
    ("migrate canary", {}, 2),
    ("seed", None, 0),
    ("seed", NO_DATABASE, 1),
    ("seed --set canary", {}, 2),
    ("seed --set samples --remove samples", {}, 2),
    ("keys list", None, 0),
    ("keys list", NO_DATABASE, 1),
    ("keys create --scope canary", {}, 2),
    ("openapi", {}, 0),
    ("openapi canary", {}, 2),
    ("template targets", {"CAPAIAN_PORT": str(free_port())}, 1),
    ("template canary", {}, 2),
    ("export targets t.csv --url http://127.0.0.1:9", {}, 1),
    ("export canary t.csv", {}, 2),
    ("import missing.csv --collection targets --key k", {}, 2),
    ("imports list --key k --url http://127.0.0.1:9", {}, 1),
    ("imports canary", {}, 2),
    ("mappings list --key k --url http://127.0.0.1:9", {}, 1),
    ("mappings canary", {}, 2),
    ("reviews --key k --url http://127.0.0.1:9", {}, 1),
    ("reviews --canary", {}, 2),
    ("canary", {}, 2),
)


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.mark.parametrize(("line", "environment", "code"), ROWS, ids=lambda part: part if isinstance(part, str) else "")
def test_a_command_exits_with_the_documented_code(
    stored: DatabaseUrls,
    line: str,
    environment: dict[str, str] | None,
    code: int,
) -> None:
    result = run_command(*line.split(), **(stored.settings if environment is None else environment))
    assert result.exit_code == code, result.output
    assert code != 0 or result.stderr == ""
    if environment in (NO_DATABASE, INVALID):
        assert "canary" not in result.output
    assert "Traceback" not in result.output


def test_every_command_has_a_row() -> None:
    assert {line.split()[0] for line, _, _ in ROWS} >= {path[0] for path in COMMANDS if path}
