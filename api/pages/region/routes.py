"""Routes of the page of a region."""

from api.http.request.api_request import ApiRequest, parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import REGION_CODE
from api.pages.page_request import PageRequest
from api.pages.page_routes import build_page_routes, list_operation_ids
from api.pages.point_parameters import PointParameters
from api.pages.region.region_page import load_region_page
from api.pages.rendering import build_page_response, render

OPERATION_IDS = list_operation_ids("region")


async def _read_region_page(request: ApiRequest, page_request: PageRequest) -> RawResponse:
    code = parse_path_parameter(request, "code", REGION_CODE, "/v1/regions")
    page = await load_region_page(page_request, code)
    query = page_request.point.build_query()
    return build_page_response(render("region.html", page, f"/regions/{code}", query, page_request.language))


handlers = build_page_routes("/regions/{code:str}", "region", PointParameters, _read_region_page, code=REGION_CODE)
