"""Routes of the page of a source."""

from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import CODE
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes, list_operation_ids
from api.pages.point_parameters import PointParameters
from api.pages.rendering import build_page_response, render
from api.pages.source.source_page import load_source_page

OPERATION_IDS = list_operation_ids("source")


async def _read_source_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/sources")
    page = await load_source_page(page_request, code)
    query = page_request.point.build_query()
    return build_page_response(render("source.html", page, f"/sources/{code}", query, page_request.language))


handlers = build_page_routes("/sources/{code:str}", "source", PointParameters, _read_source_page, code=CODE)
