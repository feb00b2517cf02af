"""Routes of the page of a program and of its picture as a file."""

from litestar.di import NamedDependency

from api.analysis.findings.cache import FindingsCache
from api.database.pool import Database
from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import CODE
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_request, build_page_routes, list_operation_ids
from api.pages.point_parameters import PointParameters
from api.pages.program.chart_file import ChartParameters, draw_chart_file
from api.pages.program.program_page import load_program_page
from api.pages.rendering import build_page_response, render

OPERATION_IDS = ("draw_program_progress", *list_operation_ids("program"))
SVG = "image/svg+xml"


async def _read_program_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    page = await load_program_page(page_request, code)
    query = page_request.point.build_query()
    html = render("program.html", page, f"/programs/{code}", query, page_request.language)
    return build_page_response(html, is_complete=page.findings is not None)


@get(
    "/v1/programs/{code:str}/progress.svg",
    "Draw the progress of one program",
    "The first picture of its page, or that of an indicator and nature, with title, day and sources.",
    "progress",
    None,
    requires="public",
    media_type=SVG,
    query_model=ChartParameters,
    path_parameters={"code": CODE},
    problem_types=("not-found", "gone"),
    expensive_parameters=("as_of", "known_at"),
    is_documented=False,
)
async def draw_program_progress(
    request: ApiRequest, database: NamedDependency[Database], findings: NamedDependency[FindingsCache]
) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    query: ChartParameters = request.query
    content = await draw_chart_file(build_page_request(request, database, findings, query.language), code, query)
    headers = {"content-security-policy": "default-src 'none'", "content-disposition": f'inline; filename="{code}.svg"'}
    return build_response(content, SVG, headers)


handlers = [
    draw_program_progress,
    *build_page_routes("/programs/{code:str}", "program", PointParameters, _read_program_page, code=CODE),
]
