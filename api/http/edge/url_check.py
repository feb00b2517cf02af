"""ASGI middleware that rejects malformed URLs, responds to OPTIONS, and adds CORS headers."""

import re
from urllib.parse import quote, unquote_to_bytes

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.http.headers.content_negotiation import ResponseLanguage, choose_language
from api.http.headers.raw_headers import join_values
from api.http.problems.document import build_problem
from api.http.reads.page import SAFE_QUERY_CHARACTERS
from api.http.request.allowed_methods import AllowedMethods
from api.http.request.query_string import MALFORMED_PERCENT_ENCODING
from api.service_url import build_url

MAX_URL_LENGTH = 8192
_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(:[0-9]{0,5})?", re.ASCII)  # RFC 9110, 7.2
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]")
# Reads are public, so any web page may send them. Browsers never attach stored credentials.
CORS_HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"age, api-version, cache-status, capaian-known-at, capaian-position, capaian-replica-lag, "
            b"capaian-rules-version, content-disposition, content-language, deprecation, etag, "
            b"idempotent-replayed, last-modified, link, location, preference-applied, ratelimit, ratelimit-policy, "
            b"repr-digest, retry-after, sunset, x-request-id"
        ),
    ),
]
PREFLIGHT_HEADERS = [
    (
        b"access-control-allow-headers",
        (
            b"accept, accept-language, authorization, capaian-position, content-type, idempotency-key, if-match, "
            b"if-modified-since, if-none-match, if-unmodified-since, last-event-id, prefer, traceparent, tracestate, "
            b"x-api-key, x-request-id"
        ),
    ),
    (b"access-control-max-age", b"86400"),
]


class UrlCheckMiddleware:
    """Reject malformed URLs and respond to OPTIONS; pass every other request to the application."""

    def __init__(self, app: ASGIApp, methods: AllowedMethods, *, slash_may_end: tuple[str, ...] = ()) -> None:
        """`slash_may_end` are the path prefixes for which a standard allows a trailing slash."""
        self.app = app
        self.methods = methods
        self.slash_may_end = slash_may_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        problem_type = find_url_problem(scope, self.slash_may_end)
        if problem_type == "not-found" and (location := self._find_without_slash(scope)) is not None:
            await _send_response(send, 308, [(b"location", location.encode())], b"")
        elif problem_type is not None:
            status, headers, body = build_problem(problem_type, _parse_language(scope), scope["state"]["request_id"])
            await _send_response(send, status, headers, body)
        elif scope["method"] == "OPTIONS" and (allowed := self._list_allowed(scope)):
            methods = ", ".join(allowed).encode()
            await _send_response(
                send, 204, [(b"allow", methods), (b"access-control-allow-methods", methods), *PREFLIGHT_HEADERS], b""
            )
        else:
            await self.app(scope, receive, _add_cors_headers(scope, send))

    def _find_without_slash(self, scope: HTTPScope) -> str | None:
        """Return the URL of a page that was requested with a slash at its end; None for the API, which is strict."""
        path = scope["path"].removesuffix("/")
        if scope["method"] not in ("GET", "HEAD") or path.startswith("/v1") or b"//" in scope["raw_path"]:
            return None
        if not self.methods.list_allowed(path) or b"%2f" in scope["raw_path"].lower():
            return None
        query = quote(scope["query_string"], safe=SAFE_QUERY_CHARACTERS)
        return build_url(quote(path)) + (f"?{query}" if query else "")

    def _list_allowed(self, scope: HTTPScope) -> tuple[str, ...]:
        return self.methods.list_all() if scope["raw_path"] == b"*" else self.methods.list_allowed(scope["path"])


def find_url_problem(scope: HTTPScope, slash_may_end: tuple[str, ...] = ()) -> str | None:
    """Return the problem type of an invalid URL, or None.

    A URL is invalid if its host is missing or invalid, or if it has two. It is invalid if it is too long, is not UTF-8,
    or has control characters or extra slashes.
    """
    # HTTP/1.0 has no hosts.
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if hosts in ([], [b""]) and scope["http_version"] not in ("1", "1.0"):
        return "malformed-url"
    if len(hosts) > 1 or any(value and not _HOST.fullmatch(value) for value in hosts):
        return "malformed-url"
    raw_path = scope["raw_path"]
    if len(raw_path) + len(scope["query_string"]) > MAX_URL_LENGTH:
        return "url-too-long"
    if MALFORMED_PERCENT_ENCODING.search(raw_path):
        return "malformed-url"
    try:
        path = unquote_to_bytes(raw_path.split(b"?")[0]).decode()
    except UnicodeDecodeError:
        return "malformed-url"
    if _CONTROL_CHARACTERS.search(path):
        return "malformed-url"
    ends_with_slash = path.endswith("/") and path != "/" and not path.startswith(slash_may_end)
    if "//" in path or ends_with_slash or b"%2f" in raw_path.lower():
        return "not-found"
    return None


def _parse_language(scope: HTTPScope) -> ResponseLanguage:
    return choose_language(join_values(scope["headers"], b"accept-language"))


def _add_cors_headers(scope: HTTPScope, send: Send) -> Send:
    async def send_with_cors_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if scope["state"].get("private"):
                # An empty body has no media type, except an export without rows.
                is_empty = message["status"] != 200 and (b"content-length", b"0") in headers
                removed_header = b"content-type" if is_empty else None
                headers = [
                    (name, value.replace(b"public", b"private") if name == b"cache-control" else value)
                    for name, value in headers
                    if name != removed_header
                ]
            state = scope["state"]
            message["headers"] = [*headers, *state.get("deprecated", ()), *state.get("rate_limit", ()), *CORS_HEADERS]
        await send(message)

    return send_with_cors_headers


async def _send_response(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length, *CORS_HEADERS]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
