"""Routes of the page of a program."""

from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import CODE
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes, list_operation_ids
from api.pages.point_parameters import PointParameters
from api.pages.program.program_page import load_program_page
from api.pages.rendering import build_page_response, render

OPERATION_IDS = list_operation_ids("program")


async def _read_program_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/programs")
    page = await load_program_page(page_request, code)
    query = page_request.point.build_query()
    html = render("program.html", page, f"/programs/{code}", query, page_request.language)
    return build_page_response(html, is_complete=page.findings is not None)


handlers = build_page_routes("/programs/{code:str}", "program", PointParameters, _read_program_page, code=CODE)
