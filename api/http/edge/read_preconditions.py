"""ASGI middleware that evaluates If-Match and If-Unmodified-Since of GET and HEAD (RFC 9110, 13.2.2)."""

from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.http.headers.content_negotiation import choose_language
from api.http.headers.etag import is_listed_etag
from api.http.headers.http_date import is_modified_since
from api.http.headers.raw_headers import RawHeaders, has_any, join_values
from api.http.problems.document import build_problem

_PRECONDITION_HEADERS: Final = frozenset({b"if-match", b"if-unmodified-since"})
# The status of a response whose representation the client may not want. A 304 comes after these conditions.
_CONDITIONAL_STATUSES: Final = (200, 304)


class ReadPreconditionMiddleware:
    """Send 412 instead of a representation that does not meet If-Match or If-Unmodified-Since.

    It wraps the response encoding, so that it sees the final ETag.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != ScopeType.HTTP
            or scope["method"] not in ("GET", "HEAD")
            or not has_any(scope["headers"], _PRECONDITION_HEADERS)
        ):
            await self.app(scope, receive, send)
            return
        filter_ = _ResponseFilter(scope, send)
        await self.app(scope, receive, filter_.send_message)
        if filter_.is_rejected:  # not before the end, so that an export has released its slot
            await _send_problem(scope, send)


class _ResponseFilter:
    """Pass a response to the client if it meets the preconditions, else drop it."""

    def __init__(self, scope: HTTPScope, send: Send) -> None:
        self.is_rejected = False
        self._scope = scope
        self._send = send

    async def send_message(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in _CONDITIONAL_STATUSES:
            self.is_rejected = not meets_preconditions(list(self._scope["headers"]), list(message["headers"]))
            if self.is_rejected:
                self._scope["state"]["without_body"] = True  # a stream stops after its headers
        if not self.is_rejected:
            await self._send(message)


async def _send_problem(scope: HTTPScope, send: Send) -> None:
    language = choose_language(join_values(scope["headers"], b"accept-language"))
    status, headers, body = build_problem("precondition-failed", language, scope["state"]["request_id"])
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body, "more_body": False})


def meets_preconditions(request_headers: RawHeaders, response_headers: RawHeaders) -> bool:
    """Return whether a representation meets If-Match, or without it If-Unmodified-Since.

    A representation without an ETag, such as a stream, meets only `*`. One without a date meets every date.
    """
    fields = {name.decode("latin-1"): value.decode("latin-1") for name, value in response_headers}
    if any(name == b"if-match" for name, _ in request_headers):
        if_match = join_values(request_headers, b"if-match")
        return if_match.strip(" \t") == "*" or is_listed_etag(if_match, fields.get("etag", ""))
    unmodified_since = join_values(request_headers, b"if-unmodified-since")
    return not is_modified_since(unmodified_since, fields.get("last-modified"))
