"""Immutable responses about the past: their Cache-Control and their canonical URL."""

from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from api.database.complete_until import MAX_TRANSACTION_DURATION
from api.database.standby.route import ReadRoute
from api.http.reads.page import SAFE_QUERY_CHARACTERS, PageMeta, build_next_link
from api.http.request.api_request import ApiRequest
from api.service_url import build_url
from api.types import JAKARTA

IMMUTABLE_CACHE_CONTROL: Final = "public, max-age=31536000, immutable"


def today_in_jakarta(now: datetime | None = None) -> date:
    """Return the current date in Asia/Jakarta."""
    return (now or datetime.now(UTC)).astimezone(JAKARTA).date()


def is_immutable(as_of: date | None, known_at: datetime | None, now: datetime | None = None) -> bool:
    """Return whether both times are past: the day has ended and every record up to `known_at` is visible."""
    if as_of is None or known_at is None:
        return False
    now = now or datetime.now(UTC)
    return as_of < today_in_jakarta(now) and known_at < now - MAX_TRANSACTION_DURATION


def build_computed_headers(
    request: ApiRequest, as_of: date | None, known_at: datetime | None, rules: str, meta: PageMeta | None = None
) -> dict[str, str]:
    """Build the headers of a computed response: the version of the rules and, if it is immutable, its canonical URL.

    `meta` of a list adds the link to the next page.
    """
    links = [] if meta is None else list(build_next_link(request, meta).values())
    headers = {"capaian-rules-version": rules}
    route: ReadRoute | None = request.scope["state"].get("read_route")
    if is_immutable(as_of, known_at) and (route is None or route.may_be_immutable):
        links.append(f'<{_build_canonical_url(request)}>; rel="cite-as"')
        headers["cache-control"] = IMMUTABLE_CACHE_CONTROL
    return {**headers, "link": ", ".join(links)} if links else headers


def _build_canonical_url(request: ApiRequest) -> str:
    """Return the requested URL with sorted parameters. It contains `as_of` and `known_at` of the client."""
    pairs: list[bytes] = sorted(request.scope["query_string"].split(b"&"), key=_parameter_name)
    return f"{build_url(quote(request.scope['path']))}?{quote(b'&'.join(pairs), safe=SAFE_QUERY_CHARACTERS)}"


def _parameter_name(pair: bytes) -> bytes:
    return unquote_to_bytes(pair.partition(b"=")[0])
