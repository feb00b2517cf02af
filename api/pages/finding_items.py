"""Load the findings of a page within a time limit."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

from api.analysis.findings.pages import FindingsPageRequest, collect_highlights, load_findings_page
from api.analysis.rules.checks.finding import FindingResult
from api.errors import UnavailableError
from api.pages.page_request import PageRequest

ResultT = TypeVar("ResultT")
MAX_SECONDS: Final = 5
MAX_SECONDS_OF_SECTION: Final = 0.3  # for findings that are only a part of a page
MAX_SECONDS_OF_PAST_SECTION: Final = 2
MIN_SECONDS_OF_SECTION: Final = 0.1  # also if the rest of the page took longer


def find_seconds_left(seconds: float, started_at: float) -> float:
    """Return how long a page waits for a section that is complete after that many seconds since its request began."""
    return max(MIN_SECONDS_OF_SECTION, seconds - (time.monotonic() - started_at))


async def load_findings(
    request: PageRequest,
    programs: Sequence[str] | None,
    limit: int,
    seconds: float,
    matches: Callable[[FindingResult], bool] = lambda _: True,
) -> list[FindingResult] | None:
    """Load findings; None if they are not computed in time, so that a page does not wait for them.

    The computation of current findings continues, so that a later request gets them. That of other days ends.
    """
    point = request.point
    selection = FindingsPageRequest(
        as_of=point.as_of, known_at=point.known_at, matches=matches, programs=programs, after=None, limit=limit
    )
    loading = load_findings_page(request.findings, request.database, selection, request.caller)
    page = await _wait(request, loading, seconds)
    return None if page is None else page.findings


async def load_highlights(request: PageRequest, seconds: float) -> tuple[list[FindingResult], bool]:
    """Load the most severe current findings of each program, and whether those of all were computed in time."""
    found: list[FindingResult] = []
    loading = collect_highlights(request.findings, request.database, request.caller, found)
    is_complete = await _wait(request, loading, seconds)
    return list(found), is_complete is not None


async def _wait(request: PageRequest, loading: Coroutine[Any, Any, ResultT], seconds: float) -> ResultT | None:
    task = asyncio.create_task(loading)
    try:
        await asyncio.wait({task}, timeout=seconds)
        return task.result() if task.done() else None
    except UnavailableError:
        return None
    finally:
        if request.point.is_current:
            request.findings.let_continue(task)
        else:
            task.cancel()
