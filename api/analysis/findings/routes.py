"""Routes: list_findings, list_findings_csv."""

import asyncio
from datetime import UTC, date
from typing import Annotated, get_args

import msgspec
from litestar.di import NamedDependency

from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.model import FINDING_COLUMNS, Finding, to_csv_row, to_response_model
from api.analysis.findings.pages import FindingPosition, FindingsPageRequest, load_findings_page
from api.analysis.rules.checks.finding import FindingResult, Severity
from api.analysis.rules.checks.registry import CODES, sort_key
from api.analysis.rules.version import RULES_VERSION
from api.database.pool import Database
from api.errors import UnavailableError
from api.http.reads.csv_file import build_csv_response
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.immutable import build_computed_headers, today_in_jakarta
from api.http.reads.list_parameters import CursorParameter, KnownAtParameter, LimitParameter, build_csv_parameters
from api.http.reads.page import Page, PageMeta, build_page, build_page_response
from api.http.request.api_request import ApiRequest, identify_caller
from api.http.request.operation import CSV_TYPE, RawResponse, get
from api.http.request.parameter_types import CODE, DATE, list_of, one_of
from api.http.request.query_string import QueryParameters
from api.http.request.rate_limit import EXPENSIVE_COST

OPERATION_IDS = (
    "list_findings",
    "list_findings_csv",
)

POSITION_TYPES = ("text", "text", "text", "text")
MAX_SECONDS = 7.5  # the response arrives within the eight seconds of every 503
MAX_FINDINGS = 1_000_000  # of a CSV without `limit`: the whole list
FILTER_PARAMETERS = ("code", "severity", "program", "indicator", "as_of", "known_at")


class FindingListParameters(QueryParameters, frozen=True, kw_only=True):
    code: Annotated[tuple[str, ...] | None, list_of(one_of(CODES)), "Only findings of these codes."] = None
    severity: Annotated[
        tuple[str, ...] | None, list_of(one_of(get_args(Severity))), "Only findings of these severities."
    ] = None
    program: Annotated[tuple[str, ...] | None, list_of(CODE), "Only findings about these programs."] = None
    indicator: Annotated[tuple[str, ...] | None, list_of(CODE), "Only findings about these indicators."] = None
    as_of: Annotated[
        date | None,
        DATE,
        "Check the figures stated by that day and not retracted by then, as if that day were today.",
    ] = None
    known_at: KnownAtParameter = None
    limit: LimitParameter = 100
    cursor: CursorParameter = None

    def matches(self, finding: FindingResult) -> bool:
        return (
            (self.code is None or finding.code in self.code)
            and (self.severity is None or finding.severity in self.severity)
            and (self.indicator is None or finding.indicator in self.indicator)
        )

    def cursor_scope(self) -> str:
        """Return the text that a cursor is bound to: all parameters except those of paging."""
        return "findings " + msgspec.json.encode([getattr(self, name) for name in FILTER_PARAMETERS]).decode()


@get(
    "/v1/findings",
    expensive_parameters=("as_of",),
    summary="List findings",
    description="Contradictions, revised targets and missing reports in the published data, computed for the "
    "current data. Sorted by program, indicator, code and id.",
    tag="findings",
    requires="public",
    response_model=Page[Finding],
    query_model=FindingListParameters,
    response_headers=("Capaian-Rules-Version", "Link"),
)
async def list_findings(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    page = await _load_page(request, database, findings)
    return build_page_response(request, page, _build_headers(request, page.meta))


@get(
    "/v1/findings.csv",
    cost=EXPENSIVE_COST,
    summary="List findings as CSV",
    description="All rows of `/v1/findings` as CSV (RFC 4180), with `limit` one page; `subjects` has URLs separated by "
    "spaces.",
    tag="findings",
    requires="public",
    response_model=None,
    query_model=build_csv_parameters(FindingListParameters, FINDING_COLUMNS),
    media_type=CSV_TYPE,
    is_documented=False,
    response_headers=("Content-Disposition", "Capaian-Rules-Version", "Link"),
)
async def list_findings_csv(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    page = await _load_page(request, database, findings)
    columns = request.query.columns or FINDING_COLUMNS

    def build() -> RawResponse:
        rows = [to_csv_row(finding) for finding in page.data]
        headers = _build_headers(request, page.meta)
        return build_csv_response("findings", rows, columns, headers, request.query.dialect)

    return await asyncio.to_thread(build)  # tens of thousands of rows would delay other requests


async def _load_page(request: ApiRequest, database: Database, cache: FindingsCache) -> Page[Finding]:
    query: FindingListParameters = request.query
    limit = query.limit or MAX_FINDINGS
    after: FindingPosition | None = None
    if query.cursor is not None:
        after = decode_cursor(query.cursor_scope(), query.cursor, POSITION_TYPES)  # type: ignore[assignment]  # typed by POSITION_TYPES
    selection = FindingsPageRequest(
        as_of=query.as_of,
        known_at=query.known_at,
        matches=query.matches,
        programs=query.program,
        after=after,
        limit=limit + 1,
    )
    try:
        async with asyncio.timeout(MAX_SECONDS):
            found, complete_until = await load_findings_page(cache, database, selection, identify_caller(request))
    except TimeoutError:
        raise UnavailableError("findings were not computed in time") from None
    page = build_page(found, limit, lambda last: encode_cursor(query.cursor_scope(), sort_key(last)))
    meta = msgspec.structs.replace(
        page.meta,
        as_of=query.as_of or today_in_jakarta(),
        known_at=None if query.known_at is None else query.known_at.astimezone(UTC),
        complete_until=complete_until,
    )
    return Page([to_response_model(finding) for finding in page.data], meta)


def _build_headers(request: ApiRequest, meta: PageMeta) -> dict[str, str]:
    query: FindingListParameters = request.query
    return build_computed_headers(request, query.as_of, query.known_at, RULES_VERSION, meta)


handlers = [list_findings, list_findings_csv]
