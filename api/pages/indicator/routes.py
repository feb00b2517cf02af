"""Routes of the page of an indicator."""

from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import CODE
from api.pages.indicator.indicator_page import load_indicator_page
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes, list_operation_ids
from api.pages.point_parameters import PointParameters
from api.pages.rendering import build_page_response, render

OPERATION_IDS = list_operation_ids("indicator")


async def _read_indicator_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", CODE, "/v1/indicators")
    page = await load_indicator_page(page_request, code)
    query = page_request.point.build_query()
    return build_page_response(render("indicator.html", page, f"/indicators/{code}", query, page_request.language))


handlers = build_page_routes("/indicators/{code:str}", "indicator", PointParameters, _read_indicator_page, code=CODE)
