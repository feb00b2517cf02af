"""Run the checks in a thread that stops when the computation is cancelled."""

import asyncio
import contextlib
import pickle
import threading
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from api.analysis.findings.memory import free_gradually
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.registry import run_all_checks
from api.analysis.rules.facts import Facts

ITEMS_PER_STOP_CHECK = 1000  # about a millisecond of work
FINDINGS_PER_PART = 100
ItemT = TypeVar("ItemT")


class ChecksStoppedError(Exception):
    """The computation was cancelled while its checks ran."""


class StoppableList(list[ItemT]):
    """A list whose iteration raises ChecksStoppedError after `stopped` is set."""

    def __init__(self, items: Iterable[ItemT], stopped: threading.Event) -> None:
        super().__init__(items)
        self._stopped = stopped

    def __iter__(self) -> Iterator[ItemT]:
        for position, item in enumerate(super().__iter__()):
            if position % ITEMS_PER_STOP_CHECK == 0 and self._stopped.is_set():
                raise ChecksStoppedError
            yield item


async def run_checks_in_thread(facts: Facts) -> list[FindingResult]:
    """Run all checks, then empty the lists of figures. If this task is cancelled, stop the thread first."""
    stopped = threading.Event()
    checks = asyncio.get_running_loop().run_in_executor(None, _run_checks, facts, stopped)
    try:
        return await asyncio.shield(checks)
    except asyncio.CancelledError:
        stopped.set()
        with contextlib.suppress(ChecksStoppedError):
            await checks
        raise


def _run_checks(facts: Facts, stopped: threading.Event) -> list[FindingResult]:
    stoppable = replace(
        facts,
        targets=StoppableList(facts.targets, stopped),
        realizations=StoppableList(facts.realizations, stopped),
    )
    try:
        found = run_all_checks(stoppable)
        encoded = [
            pickle.dumps(found[start : start + FINDINGS_PER_PART]) for start in range(0, len(found), FINDINGS_PER_PART)
        ]
        del found
    except ChecksStoppedError as error:
        traceback.clear_frames(error.__traceback__)  # the groups of figures in the stopped check
        raise
    finally:
        free_gradually((stoppable.targets, stoppable.realizations, facts.targets, facts.realizations))
    # The findings lay between the figures, and would prevent that the memory of these returns to the system.
    # nosemgrep: object-from-bytes  # encoded above, in this process
    return [finding for part in encoded for finding in pickle.loads(part)]  # noqa: S301  # nosec B301  # encoded above
