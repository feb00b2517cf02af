"""Redirects before a request is handled: from the JSON of the API to its page, and from empty form fields."""

from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from api.http.reads.page import SAFE_QUERY_CHARACTERS
from api.http.request.api_request import ApiRequest, get_operation
from api.http.request.operation import RawResponse
from api.http.request.request_check import check_request
from api.pages.browse.operations import API_PREFIX, BROWSE_PREFIX
from api.pages.problem_page import prefers_html
from api.service_url import build_url

_BROWSE_PATHS: Final = (f"{BROWSE_PREFIX}/", f"/en{BROWSE_PREFIX}/")


async def check_or_redirect(request: ApiRequest) -> RawResponse | None:
    """Check a request as `check_request` does, or return a redirect (303) to the page of a browser.

    Litestar calls this before every handler. A redirect reads no data, so it needs no permission.
    """
    path: str = request.scope["path"]
    query: bytes = request.scope["query_string"]
    if get_operation(request).has_page and request.method == "GET" and prefers_html(request):
        return _redirect(BROWSE_PREFIX + path.removeprefix(API_PREFIX), quote(query, safe=SAFE_QUERY_CHARACTERS))
    if path.startswith(_BROWSE_PATHS) and b"=" in query:
        pairs = parse_query_pairs(request)
        filled = [(name, value) for name, value in pairs if value]
        if filled != pairs:
            return _redirect(path, encode_query(filled))
    await check_request(request)
    return None


def parse_query_pairs(request: ApiRequest) -> list[tuple[str, str]]:
    """Return the parameters as a form would show them, also invalid ones."""
    return parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)


def encode_query(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, safe=":,")


def _redirect(path: str, query: str) -> RawResponse:
    location = build_url(quote(path)) + (f"?{query}" if query else "")
    return RawResponse(
        b"", status=303, media_type="", headers={"location": location, "cache-control": "public, no-cache"}
    )
