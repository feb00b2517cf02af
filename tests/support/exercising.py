"""After the tests: what of the contract they exercised, of all workers together. A whole run fails for what is left."""

from typing import Any

import pytest
from xdist.workermanage import WorkerController

from tests.contract.coverage import REPORT, coverage, write
from tests.contract.exercised import FUZZER, TESTS, Part

LINE = pytest.StashKey[str]()


def is_whole(config: pytest.Config) -> bool:
    """Whether everything was asked for, by no names and no selection."""
    chosen = ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "maxfail", "collectonly")
    by_default = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    return by_default and not any(config.getoption(name) for name in chosen)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    for exercised, name in ((TESTS, "tests"), (FUZZER, "fuzzer")):
        told: list[list[str]] = getattr(node, "workeroutput", {}).get(name, [])
        exercised.parts.update(Part(*part) for part in told)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output |= {"tests": [list(part) for part in TESTS.parts], "fuzzer": [list(part) for part in FUZZER.parts]}
        return
    if not is_whole(session.config) or exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    told = coverage(TESTS.parts, FUZZER.parts)
    write(told)
    session.config.stash[LINE] = told.line
    if told.by_nobody:
        session.config.stash[LINE] += f": see {REPORT.relative_to(session.config.rootpath)}"
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if LINE in config.stash:
        terminalreporter.write_line(config.stash[LINE])
