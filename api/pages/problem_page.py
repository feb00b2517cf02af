"""The page of a problem: what the JSON of the problem says, for people."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.exceptions import NotFoundException

from api.auth.caller import UnauthenticatedError
from api.exchange.sdmx.not_implemented import handle_unknown_path
from api.http.headers.content_negotiation import NotAcceptableError, choose_media_type
from api.http.problems.exception_handler import handle_exception
from api.http.request.api_request import ApiRequest, get_header, get_operation
from api.http.request.operation import JSON_TYPE, Operation
from api.pages.language import Language, build_path
from api.pages.rendering import HTML, PAGE_HEADERS, render
from api.service_url import build_url

_PROGRAMS: Final = frozenset({"", "*/*", JSON_TYPE})  # what most programs accept
RenderProblem = Callable[[ApiRequest, dict[str, Any]], bytes]
PROBLEM_PAGE: Final = "problem_page"  # option of a route: the function that renders the problems of its page


class ProblemPage(msgspec.Struct, frozen=True):
    """What the template of a problem shows."""

    status: int
    title: str
    detail: str
    errors: list[str]


def handle_page_exception(request: ApiRequest, error: Exception) -> Response[bytes]:
    """Build the problem response of an exception: a page if a browser requested a page, otherwise JSON."""
    if not (prefers_html(request) and _is_page(request, error)):
        return (
            handle_unknown_path(request, error)
            if isinstance(error, NotFoundException)
            else handle_exception(request, error)
        )
    language: Language = "en" if f"{request.scope['path']}/".startswith("/en/") else "id"
    response = handle_exception(request, error, language)
    if isinstance(error, UnauthenticatedError) and get_operation(request).requires == "session":
        return _redirect_to_sign_in(request, language)
    problem = msgspec.json.decode(response.content)
    # A page with a form shows the errors next to its fields.
    render_own: RenderProblem | None = _find_option(request, PROBLEM_PAGE) if problem["errors"] else None
    return Response(
        render_problem(problem, language) if render_own is None else render_own(request, problem),
        status_code=response.status_code,
        media_type=HTML,
        headers={**response.headers, **PAGE_HEADERS, "vary": "Accept"},
    )


def render_problem(problem: Mapping[str, Any], language: Language) -> bytes:
    """Render the page of a problem document."""
    errors = [one["detail"] for one in problem["errors"]]
    page = ProblemPage(problem["status"], problem["title"], problem["detail"], errors)
    return render("problem.html", page, "/", "", language)


def _redirect_to_sign_in(request: ApiRequest, language: Language) -> Response[bytes]:
    """Build a redirect to the sign-in page, which leads back to the requested page, or to that of a form."""
    path = request.scope["path"]
    query = request.scope["query_string"].decode("latin-1") if request.method == "GET" else ""
    location = build_url(build_path("/sign-in", language))
    if "GET" in request.services.allowed_methods.list_allowed(path):  # the path of the form to sign out has no page
        location += "?" + urlencode({"next": path + (f"?{query}" if query else "")})
    headers = {**PAGE_HEADERS, "location": location, "cache-control": "no-store", "vary": "Accept"}
    return Response(b"", status_code=303, media_type="", headers=headers)


def prefers_html(request: ApiRequest) -> bool:
    """Return whether a browser asks: `Accept` names HTML before JSON. `*/*` gets JSON."""
    accept = get_header(request, "accept")
    if accept in _PROGRAMS:
        return False
    try:
        return choose_media_type(accept, (JSON_TYPE, HTML)) == HTML
    except NotAcceptableError:
        return False


def _is_page(request: ApiRequest, error: Exception) -> bool:
    """Return whether the URL is that of a page, or of nothing outside the API."""
    if isinstance(error, NotFoundException):
        return not request.scope["path"].startswith(("/v1/", "/sdmx/"))
    if request.scope["path"] == "/":
        return True
    operation = _find_option(request, "operation")
    return isinstance(operation, Operation) and operation.media_type == HTML


def _find_option(request: ApiRequest, name: str) -> Any:
    """Return an option of the route; None without it, and if the URL does not allow the method of the request."""
    handler = request.scope.get("route_handler")
    return None if handler is None else handler.opt.get(name)
