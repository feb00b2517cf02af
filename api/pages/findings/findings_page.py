"""The page of all findings, by program."""

from collections import defaultdict
from typing import Annotated, Final

import msgspec

from api.analysis.rules.checks.finding import FindingResult
from api.http.request.parameter_types import one_of
from api.pages.finding_items import MAX_SECONDS, SEVERITIES, FindingItem, build_findings, load_findings
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters, join_query

MAX_FINDINGS: Final = 500


class FindingsPageParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of the page of findings."""

    severity: Annotated[str | None, one_of(SEVERITIES), "Show only findings of this severity."] = None


class ProgramFindings(msgspec.Struct, frozen=True):
    """The findings of one program; `code` is None for those of sources without a program."""

    code: str | None
    name: str | None
    items: list[FindingItem]


class FindingsOverview(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of findings shows; `programs` is None if the findings are not computed in time."""

    severity: str | None
    severities: list[str]
    programs: list[ProgramFindings] | None
    has_more: bool
    query: str
    requests: list[str]


async def load_findings_overview(request: PageRequest, severity: str | None) -> FindingsOverview:
    """Build the page with at most 500 findings."""
    point, language = request.point, request.language
    found = await load_findings(
        request, None, MAX_FINDINGS + 1, MAX_SECONDS, lambda finding: severity is None or finding.severity == severity
    )
    own = {} if severity is None else {"severity": severity}
    by_program: dict[str | None, list[FindingResult]] = defaultdict(list)
    for finding in (found or [])[:MAX_FINDINGS]:
        by_program[finding.program].append(finding)
    async with request.database.acquire_public() as connection:
        names = await load_names(connection, "program", by_program, point.known_at, language)
    return FindingsOverview(
        severity=severity,
        severities=list(SEVERITIES),
        programs=None
        if found is None
        else [
            ProgramFindings(code, names.get(code or ""), build_findings(several, language))
            for code, several in by_program.items()
        ],
        has_more=found is not None and len(found) > MAX_FINDINGS,
        query=point.build_query(),
        requests=[join_query("/v1/findings", point.build_query(**own))],
    )
