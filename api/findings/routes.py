"""What may be asked of findings."""

from datetime import date
from typing import Annotated, get_args

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.findings.keeper import Keeper
from api.findings.model import LINE_COLUMNS, Finding, FindingLine, answered, line_of
from api.findings.pages import Place, Question, page_of
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER
from api.http.immutable import headers_of_computed
from api.http.kinds import CODE, DAY, one_of, several
from api.http.list_query import Cursor, KnownAt, Limit
from api.http.listing import next_page
from api.http.operation import CSV, CSV_LINES, CapaianRequest, Operation, answer
from api.http.page import Meta, Page, one_page, to_csv
from api.http.query import Query
from api.http.whole import WholeAnswer
from api.postgres.pool import Database
from api.rules.findings.every import CODES, reading_order
from api.rules.findings.finding import Finding as Found
from api.rules.findings.finding import Severity
from api.rules.version import RULES

PLACE = ("text", "text", "text", "text")
FILTERS = ("code", "severity", "program", "indicator", "as_of", "known_at")


class FindingQuery(Query, frozen=True, kw_only=True):
    code: Annotated[tuple[str, ...] | None, several(one_of(CODES)), "Only findings of these codes."] = None
    severity: Annotated[
        tuple[str, ...] | None, several(one_of(get_args(Severity))), "Only findings of these severities."
    ] = None
    program: Annotated[tuple[str, ...] | None, several(CODE), "Only findings about these programs."] = None
    indicator: Annotated[tuple[str, ...] | None, several(CODE), "Only findings about these indicators."] = None
    as_of: Annotated[
        date | None,
        DAY,
        "Judge by the figures stated by that day and not retracted by then, as if that day were today.",
    ] = None
    known_at: KnownAt = None
    limit: Limit = 100
    cursor: Cursor = None

    def wants(self, finding: Found) -> bool:
        return (
            (self.code is None or finding.code in self.code)
            and (self.severity is None or finding.severity in self.severity)
            and (self.indicator is None or finding.indicator in self.indicator)
        )

    def identity(self) -> str:
        """What a cursor is bound to."""
        return "findings " + msgspec.json.encode([getattr(self, name) for name in FILTERS]).decode()


class FindingLineQuery(FindingQuery, frozen=True, kw_only=True):
    columns: Annotated[
        tuple[str, ...] | None,
        several(one_of(LINE_COLUMNS)),
        "Only these columns, in this order; left out, all of them.",
    ] = None


@get(
    "/v1/findings",
    operation_id="list_findings",
    opt={
        "operation": Operation(
            summary="List findings",
            description="What checks found in the published data: contradictions, revised promises, silence. Computed "
            "anew whenever the data change. By program, indicator, code and id.",
            tag="findings",
            asks="public",
            answers=Page[Finding],
            query=FindingQuery,
            headers=("Capaian-Rules", "Link"),
        )
    },
)
async def list_findings(
    request: CapaianRequest, database: NamedDependency[Database], findings: NamedDependency[Keeper]
) -> WholeAnswer:
    data, meta = await _page(request, database, findings)
    return answer(ENCODER.encode(Page(data, meta)), headers=_headers(request, meta))


@get(
    "/v1/findings.csv",
    operation_id="list_findings_csv",
    opt={
        "operation": Operation(
            summary="List findings as CSV",
            description="The same list as `/v1/findings`, with a header line (RFC 4180); `subjects` holds addresses, "
            "separated by spaces. `Link` leads to the next page.",
            tag="findings",
            asks="public",
            answers=None,
            query=FindingLineQuery,
            media_type=CSV,
            row=FindingLine,
            headers=("Content-Disposition", "Capaian-Rules", "Link"),
        )
    },
)
async def list_findings_csv(
    request: CapaianRequest, database: NamedDependency[Database], findings: NamedDependency[Keeper]
) -> WholeAnswer:
    data, meta = await _page(request, database, findings)
    body = to_csv([line_of(finding) for finding in data], request.query.columns or LINE_COLUMNS)
    headers = {"content-disposition": 'attachment; filename="findings.csv"', **_headers(request, meta)}
    return answer(body, CSV_LINES, headers)


async def _page(request: CapaianRequest, database: Database, keeper: Keeper) -> tuple[list[Finding], Meta]:
    query: FindingQuery = request.query
    after: Place | None = None
    if query.cursor is not None:
        after = read_cursor(query.identity(), query.cursor, PLACE)  # type: ignore[assignment]  # typed by its kinds
    question = Question(
        as_of=query.as_of,
        known_at=query.known_at,
        wanted=query.wants,
        programs=query.program,
        after=after,
        limit=query.limit + 1,
    )
    found = await page_of(keeper, database, question)
    page = one_page(found, query.limit, lambda last: write_cursor(query.identity(), reading_order(last)))
    return [answered(finding) for finding in page.data], page.meta


def _headers(request: CapaianRequest, meta: Meta) -> dict[str, str]:
    query: FindingQuery = request.query
    link = next_page(request, meta).get("link")
    return headers_of_computed(request, query.as_of, query.known_at, RULES, link)


handlers = [list_findings, list_findings_csv]
