"""Findings on pages: loading them within a time limit, and their sentences."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from api.analysis.findings.pages import FindingsPageRequest, load_findings_page
from api.analysis.rules.checks.finding import FindingResult
from api.errors import UnavailableError
from api.pages.language import Language, choose_text
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters

SEVERITIES: Final = ("error", "warning", "info")
MAX_SECONDS: Final = 5
MAX_SECONDS_OF_SECTION: Final = 0.3  # for findings that are only a part of a page
MAX_SECONDS_OF_PAST_SECTION: Final = 2


class FindingItem(msgspec.Struct, frozen=True):
    """A finding as a sentence; `severity` decides its color, and `code` leads to its explanation."""

    severity: str
    code: str
    text: str


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
    task = asyncio.create_task(load_findings_page(request.findings, request.database, selection, request.caller))
    try:
        await asyncio.wait({task}, timeout=seconds)
        return task.result().findings if task.done() else None
    except UnavailableError:
        return None
    finally:
        if point == PointParameters():
            request.findings.let_continue(task)
        else:
            task.cancel()


def build_findings(findings: Sequence[FindingResult], language: Language) -> list[FindingItem]:
    """Build the sentences, the most severe findings first."""
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return [FindingItem(one.severity, one.code, choose_text(one.text, language)) for one in ordered]
