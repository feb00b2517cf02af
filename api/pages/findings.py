"""Findings on pages: loading them within a time limit, and their sentences."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from api.analysis.findings.pages import FindingsPageRequest, load_findings_page
from api.analysis.rules.checks.finding import FindingResult
from api.pages.language import Language, choose_text
from api.pages.page_request import PageRequest

SEVERITIES: Final = ("error", "warning", "info")
MAX_SECONDS: Final = 5


class FindingItem(msgspec.Struct, frozen=True):
    """A finding as a sentence; `severity` decides its color, and `code` leads to its explanation."""

    severity: str
    code: str
    text: str


async def load_findings(
    request: PageRequest,
    programs: Sequence[str] | None,
    limit: int,
    matches: Callable[[FindingResult], bool] = lambda _: True,
) -> list[FindingResult] | None:
    """Load findings; None if they are not computed in time, so that a page does not wait for them."""
    selection = FindingsPageRequest(
        as_of=request.point.as_of,
        known_at=request.point.known_at,
        matches=matches,
        programs=programs,
        after=None,
        limit=limit,
    )
    try:
        async with asyncio.timeout(MAX_SECONDS):
            page = await load_findings_page(request.findings, request.database, selection, request.caller)
    except TimeoutError:
        return None
    return page.findings


def build_findings(findings: Sequence[FindingResult], language: Language) -> list[FindingItem]:
    """Build the sentences, the most severe findings first."""
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return [FindingItem(one.severity, one.code, choose_text(one.text, language)) for one in ordered]
