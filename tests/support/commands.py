"""Run commands in the process of the tests: a process of its own takes half a second to import the code."""

import os

from click.testing import CliRunner, Result

from api.cli import main


def run_command(*arguments: str, **environment: str) -> Result:
    """Run `capaian` with these settings only. An exception that would print a traceback fails the test."""
    unset = dict.fromkeys(name for name in os.environ if name.startswith("CAPAIAN_"))
    result = CliRunner().invoke(main, arguments, env={**unset, **environment})
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result
