"""The commands: their language, and an example in the help of each."""

import os
import subprocess

import click
import pytest

from api.console_language import find_locale_language
from tests.support.commands import COMMANDS
from tests.support.services import CAPAIAN

INDONESIAN, ENGLISH = "CAPAIAN_PORT harus bilangan bulat", "CAPAIAN_PORT must be a whole number"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "fr_FR.UTF-8"}, None),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "en_GB"}, "en"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "C"}, None),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": ""}, "id"),
    ],
)
def test_the_locale_sets_the_language(environment: dict[str, str], language: str | None) -> None:
    assert find_locale_language(environment) == language


@pytest.mark.parametrize(
    ("arguments", "locale", "printed"),
    [
        ((), "C.UTF-8", (True, True)),
        ((), "id_ID.UTF-8", (True, False)),
        (("--language", "en"), "id_ID.UTF-8", (False, True)),
        (("--language=id",), "C.UTF-8", (True, False)),
    ],
)
def test_an_error_is_printed_in_the_chosen_language(
    arguments: tuple[str, ...], locale: str, printed: tuple[bool, bool]
) -> None:
    environment = {**os.environ, "CAPAIAN_PORT": "many", "LC_ALL": locale}
    for command in ([CAPAIAN, "health", *arguments], [CAPAIAN, *arguments, "health"]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert (INDONESIAN in done.stderr, ENGLISH in done.stderr) == printed


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example_and_accepts_a_language(path: tuple[str, ...]) -> None:
    command, name = COMMANDS[path], " ".join(("capaian", *path))
    text = command.get_help(click.Context(command, info_name=name))
    assert "--language [id|en]" in text
    assert f"{name} " in text.replace("Examples:", "Example:").partition("Example:")[2].replace("\n", " ") + " "
