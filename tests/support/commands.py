"""Run commands in the process of the tests: a process of its own takes half a second to import the code."""

import os
from collections.abc import Iterator

import click
from click.testing import CliRunner, Result

from api.cli import main


def run_command(*arguments: str, **environment: str) -> Result:
    """Run `capaian` with these settings only. An exception that would print a traceback fails the test."""
    unset = dict.fromkeys(name for name in os.environ if name.startswith("CAPAIAN_"))
    result = CliRunner().invoke(main, arguments, env={**unset, **environment})
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def list_commands(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield a command and all its subcommands, each with the arguments that select it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            assert subcommand is not None
            yield from list_commands(subcommand, (*path, name))


COMMANDS = dict(list_commands())
