"""Endpoints of SDMX-REST that this service does not implement: 501 instead of 404."""

from litestar import Response
from litestar.exceptions import NotFoundException

from api.errors import UnsupportedFeatureError
from api.exchange.sdmx.formats import SDMX_REST_1, SDMX_REST_2
from api.exchange.sdmx.structure.unsupported import UNSUPPORTED_ARTEFACTS, UNSUPPORTED_ENDPOINTS
from api.http.problems.exception_handler import handle_exception
from api.http.request.api_request import ApiRequest

_ENDPOINTS = {
    SDMX_REST_2.path: {"structure", "data", "availability", "schema", "metadata", "registration"},
    SDMX_REST_1.path: UNSUPPORTED_ARTEFACTS | UNSUPPORTED_ENDPOINTS,
}


def handle_unknown_path(request: ApiRequest, error: NotFoundException) -> Response[bytes]:
    """Return 501 for an endpoint of SDMX-REST without a route, 404 for any other path without one."""
    path: str = request.scope["path"]
    for edition, endpoints in _ENDPOINTS.items():
        endpoint = path.removeprefix(f"{edition}/").partition("/")[0]
        if path.startswith(f"{edition}/") and endpoint in endpoints:
            return handle_exception(request, UnsupportedFeatureError(f"{edition}/{endpoint}"))
    return handle_exception(request, error)
