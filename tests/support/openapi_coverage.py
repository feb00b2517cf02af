"""Collect from all workers which parts of openapi.yaml were used; a complete run fails for the parts that were not."""

from typing import Any

import pytest
from xdist.workermanage import WorkerController

from tests.openapi.coverage.recorder import FUZZER, TESTS, Part
from tests.openapi.coverage.report import coverage, write

LINE = pytest.StashKey[str]()


def is_complete(config: pytest.Config) -> bool:
    """Return whether all tests run: no path and no selection was given."""
    chosen = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "maxfail", "collectonly")
    by_default = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    return by_default and not any(config.getoption(name) for name in chosen)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    for exercised, name in ((TESTS, "tests"), (FUZZER, "fuzzer")):
        parts: list[list[str]] = getattr(node, "workeroutput", {}).get(name, [])
        exercised.parts.update(Part(*part) for part in parts)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output |= {"tests": [list(part) for part in TESTS.parts], "fuzzer": [list(part) for part in FUZZER.parts]}
        return
    if not is_complete(session.config) or exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    result = coverage(TESTS.parts, FUZZER.parts)
    write(result)
    session.config.stash[LINE] = result.line
    if result.unused:
        # Not only in the report: the checkout of .ci/run is deleted.
        session.config.stash[LINE] += "".join(f"\n  unused: {part}" for part in sorted(result.unused))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if LINE in config.stash:
        terminalreporter.write_line(config.stash[LINE])
