"""The findings of one key in the cache, and a computation that is running."""

import asyncio
from dataclasses import dataclass, field
from datetime import date

from api.analysis.rules.checks.finding import FindingResult


@dataclass(frozen=True, slots=True)
class CachedFindings:
    """Findings in the order of the list, with the records that they depend on.

    `change_count` is the number of observed changes when the computation began; None if no change can affect them.
    """

    findings: list[FindingResult]
    dependencies: frozenset[tuple[str, str]]
    change_count: int | None
    day: date


@dataclass(slots=True)
class PendingComputation:
    """A running computation, and the number of requests that wait for it.

    `change_count` is None until it starts to read, and any request can join until then.
    """

    change_count: int | None = None
    waiting: int = 0
    task: "asyncio.Task[CachedFindings]" = field(init=False)
