"""The operations of the API that have a page at `/browse/…`."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from litestar.handlers import HTTPRouteHandler

from api.analysis.claims import routes as claims
from api.analysis.findings import routes as findings
from api.analysis.onboarding_counts import routes as onboarding_counts
from api.analysis.progress import routes as progress
from api.exchange.changes import routes as changes
from api.exchange.exports import list_csv_routes
from api.http.request.operation import Operation, RawResponse
from api.resources.indicators import routes as indicators
from api.resources.institutions import routes as institutions
from api.resources.programs import routes as programs
from api.resources.realizations import routes as realizations
from api.resources.regions import routes as regions
from api.resources.sources import routes as sources
from api.resources.targets import routes as targets
from api.resources.units import routes as units

API_PREFIX: Final = "/v1"
BROWSE_PREFIX: Final = "/browse"
JSON_PREFIX: Final = "/json"
_MODULES: Final = (
    *(programs, indicators, targets, realizations, progress, findings, claims, onboarding_counts, sources),
    *(institutions, regions, units, changes),
)


class BrowsedOperation(NamedTuple):
    """An operation with a page. `path` is that of the API without `/v1`, with parameters such as `{code}`."""

    path: str
    name: str
    operation: Operation
    handler: Callable[..., Awaitable[RawResponse]]


def _list_handlers() -> list[tuple[str, HTTPRouteHandler]]:
    handlers = [handler for module in _MODULES for handler in module.handlers]
    return [(path, handler) for handler in [*handlers, *list_csv_routes.handlers] for path in handler.paths]


def _build(path: str, handler: HTTPRouteHandler) -> BrowsedOperation:
    function: Any = handler.fn
    return BrowsedOperation(
        path.removeprefix(API_PREFIX).replace(":str", ""), str(handler.operation_id), handler.opt["operation"], function
    )


# By path, in the order of the index page. A handler of a POST returns no table.
OPERATIONS: Final[dict[str, BrowsedOperation]] = {
    built.path: built
    for path, handler in _list_handlers()
    if "GET" in handler.http_methods and handler.opt["operation"].has_page
    for built in [_build(path, handler)]
}
CSV_PATHS: Final = frozenset(
    path.removeprefix(API_PREFIX).removesuffix(".csv") for path, _ in _list_handlers() if path.endswith(".csv")
)
