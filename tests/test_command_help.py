"""The help of every command: a whole sentence in the list of commands, an example, and a text for each option."""

import click
import pytest
from click.testing import CliRunner

from api.cli import main
from tests.support.commands import COMMANDS


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_complete_at_80_columns(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*path, "--help"], env={"COLUMNS": "80"})
    assert shown.exit_code == 0
    assert "..." not in shown.stdout.replace("[ARGS]...", "")  # click shortens a long first sentence
    assert "Example" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80
    options = [option for option in COMMANDS[path].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []
