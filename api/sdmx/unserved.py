"""What the standard has and this service has not: told apart from addresses that nobody knows."""

from litestar import Response
from litestar.exceptions import NotFoundException

from api.faults import NotOffered
from api.http.operation import AnyRequest
from api.http.refuse import refuse
from api.sdmx.elsewhere import NOT_OFFERED
from api.sdmx.formats import NEW, OLD

_ENDPOINTS = {
    NEW.path: {"structure", "data", "availability", "schema", "metadata", "registration"},
    OLD.path: NOT_OFFERED,
}


def refuse_unserved(request: AnyRequest, error: NotFoundException) -> Response[bytes]:
    """An endpoint of the standard without a route is a 501; whatever else has none is a 404."""
    path: str = request.scope["path"]
    for edition, endpoints in _ENDPOINTS.items():
        endpoint = path.removeprefix(f"{edition}/").partition("/")[0]
        if path.startswith(f"{edition}/") and endpoint in endpoints:
            return refuse(request, NotOffered(f"{edition}/{endpoint}"))
    return refuse(request, error)
