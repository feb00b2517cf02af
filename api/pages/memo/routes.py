"""Routes of the memo table of a program, as a page and as a file."""

import asyncio
from typing import Final

from litestar.di import NamedDependency

from api.analysis.findings.cache import FindingsCache
from api.database.pool import Database
from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import CODE
from api.http.request.rate_limit import EXPENSIVE_COST
from api.pages.language import Language
from api.pages.memo.memo import Memo, load_memo
from api.pages.memo.memo_page import build_memo_page
from api.pages.memo.parameters import MemoFileParameters, MemoParameters
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_request, build_page_routes, list_operation_ids
from api.pages.rendering import build_page_response, render

OPERATION_IDS: Final = ("export_program_memo", *list_operation_ids("memo"))
MAX_MEMOS: Final = 4  # at the same time in each worker; a memo reads up to 2,000 rows of progress
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _read_memo_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    query: MemoParameters = request.query
    with request.services.memo_limiter.acquire(page_request.caller):
        page = build_memo_page(await load_memo(page_request, code, query), query, page_request.language)
    html = render("memo.html", page, f"/programs/{code}/memo", query.build_memo_query(), page_request.language)
    return build_page_response(html)


@get(
    "/v1/programs/{code:str}/memo.xlsx",
    "Read the memo of one program",
    "Target, realization and achievement of each indicator, with periods or regions as columns, as a spreadsheet.",
    "progress",
    None,
    requires="public",
    media_type=_XLSX,
    query_model=MemoFileParameters,
    path_parameters={"code": CODE},
    problem_types=("not-found", "gone"),
    cost=EXPENSIVE_COST,
    is_documented=False,
)
async def export_program_memo(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    query: MemoFileParameters = request.query
    page_request = build_page_request(request, database, findings, query.language)
    with request.services.memo_limiter.acquire(page_request.caller):
        memo = await load_memo(page_request, code, query)
        content = await asyncio.to_thread(_build_file, memo, query.language)
    headers = {"content-disposition": f'attachment; filename="{code}-memo.xlsx"'}
    return build_response(content, _XLSX, headers)


def _build_file(memo: Memo, language: Language) -> bytes:
    # openpyxl has 5 MB of modules, which no other page needs.
    from api.pages.memo.workbook import build_workbook  # noqa: PLC0415

    return build_workbook(memo, language)


handlers = [
    export_program_memo,
    *build_page_routes("/programs/{code:str}/memo", "memo", MemoParameters, _read_memo_page, code=CODE),
]
