"""The page of all findings, by program."""

from collections import defaultdict
from typing import Annotated, Final

import msgspec

from api.analysis.rules.checks.finding import SEVERITIES
from api.http.request.parameter_types import one_of
from api.pages.finding_items import MAX_SECONDS, load_findings
from api.pages.finding_texts import FindingItem, build_findings, sort_by_severity
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters, build_record_path, join_query

MAX_FINDINGS: Final = 500


class FindingsPageParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of the page of findings."""

    severity: Annotated[str | None, one_of(SEVERITIES), "Show only findings of this severity."] = None


class ProgramFindings(msgspec.Struct, frozen=True):
    """The findings of one program; `name` and `path` are None for those of sources without a program."""

    name: str | None
    path: str | None
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
    shown = (found or [])[:MAX_FINDINGS]
    by_program: dict[str | None, list[FindingItem]] = defaultdict(list)
    async with request.database.acquire_public() as connection:
        items = await build_findings(connection, shown, point, language)
        names = await load_names(connection, "program", (one.program for one in shown), point.known_at, language)
    for finding, item in zip(shown, items, strict=True):
        by_program[finding.program].append(item)
    programs = [
        ProgramFindings(
            names.get(code or ""),
            None if code is None else build_record_path("programs", code, point, language),
            sort_by_severity(several),
        )
        for code, several in by_program.items()
    ]
    return FindingsOverview(
        severity=severity,
        severities=list(SEVERITIES),
        programs=None if found is None else programs,
        has_more=found is not None and len(found) > MAX_FINDINGS,
        query=point.build_query(),
        requests=[join_query("/v1/findings", point.build_query(**own))],
    )
