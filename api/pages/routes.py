"""Routes of all pages, and of their style sheet."""

from api.http.request.operation import RawResponse, build_response, get
from api.pages.browse.routes import build_browse_routes
from api.pages.embed import routes as embed
from api.pages.files import routes as files
from api.pages.findings import routes as findings
from api.pages.front import routes as front
from api.pages.indicator import routes as indicator
from api.pages.memo import routes as memo
from api.pages.onboarding import routes as onboarding
from api.pages.program import routes as program
from api.pages.region import routes as region
from api.pages.rendering import FOLDER
from api.pages.reviews import routes as reviews
from api.pages.sign_in import routes as sign_in
from api.pages.source import routes as source
from api.pages.upload import routes as upload

_MODULES = (
    *(front, program, indicator, region, onboarding, findings, source),
    *(files, embed, memo, sign_in, reviews, upload),
)
_CSS = "text/css"


@get(
    "/pages/site.css",
    "Read the style sheet",
    "The style sheet of all pages.",
    "service",
    None,
    requires="nothing",
    media_type=_CSS,
    is_documented=False,
)
def read_style_sheet() -> RawResponse:
    return build_response((FOLDER / "static" / "site.css").read_bytes(), _CSS, {"cache-control": "public, no-cache"})


_page_handlers = [handler for module in _MODULES for handler in module.handlers]
_browse_handlers = build_browse_routes(path for handler in _page_handlers for path in handler.paths)
handlers = [read_style_sheet, *_page_handlers, *_browse_handlers]
OPERATION_IDS = (
    "read_style_sheet",
    *(name for module in _MODULES for name in module.OPERATION_IDS),
    *(str(handler.operation_id) for handler in _browse_handlers),
)
