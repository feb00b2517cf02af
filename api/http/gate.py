"""The gate: refuses malformed addresses before anything looks at them, and answers OPTIONS and CORS."""

import re
from urllib.parse import unquote_to_bytes

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.http.methods import Methods
from api.http.negotiation import Language, language_of
from api.http.problems import problem
from api.http.query import MALFORMED_PERCENT

LONGEST_ADDRESS = 8192
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Reads are public, so any page may make them; credentials are never taken from a browser's own store.
OPEN = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"age, api-version, cache-status, capaian-known-at, capaian-rules, content-disposition, "
            b"content-language, deprecation, etag, idempotent-replayed, last-modified, link, location, "
            b"preference-applied, repr-digest, retry-after, sunset, x-request-id"
        ),
    ),
]
PREFLIGHT = [
    (
        b"access-control-allow-headers",
        (
            b"accept, accept-language, authorization, content-type, idempotency-key, if-match, "
            b"if-modified-since, if-none-match, last-event-id, prefer, traceparent, tracestate, x-api-key, x-request-id"
        ),
    ),
    (b"access-control-max-age", b"86400"),
]


class Gate:
    def __init__(self, app: ASGIApp, methods: Methods, *, slash_may_end: tuple[str, ...] = ()) -> None:
        """`slash_may_end`: the beginnings of addresses that a standard lets end with a slash."""
        self.app = app
        self.methods = methods
        self.slash_may_end = slash_may_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        if slug := refusal(scope, self.slash_may_end):
            status, headers, body = problem(slug, _language(scope), scope["state"]["request_id"])
            await _respond(send, status, headers, body)
        elif scope["method"] == "OPTIONS" and (allowed := self.methods.allowed(scope["path"])):
            methods = ", ".join(allowed).encode()
            await _respond(
                send, 204, [(b"allow", methods), (b"access-control-allow-methods", methods), *PREFLIGHT], b""
            )
        else:
            await self.app(scope, receive, _opened(scope, send))


def refusal(scope: HTTPScope, slash_may_end: tuple[str, ...] = ()) -> str | None:
    """The problem of an address that names no host or two, is too long, not UTF-8, holds NUL or stray slashes."""
    # Granian names a host that is missing by the empty text; HTTP/1.0 knew no hosts.
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) > 1 or (hosts in ([], [b""]) and scope["http_version"] not in ("1", "1.0")):
        return "malformed-url"
    raw = scope["raw_path"]
    if len(raw) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return "address-too-long"
    if MALFORMED_PERCENT.search(raw):
        return "malformed-url"
    try:
        path = unquote_to_bytes(raw.split(b"?")[0]).decode()
    except UnicodeDecodeError:
        return "malformed-url"
    if _CONTROL.search(path):
        return "malformed-url"
    ends_with_slash = path.endswith("/") and path != "/" and not path.startswith(slash_may_end)
    if "//" in path or ends_with_slash or b"%2f" in raw.lower():
        return "not-found"
    return None


def _language(scope: HTTPScope) -> Language:
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-language")
    return language_of(accepted.decode("latin-1"))


def _opened(scope: HTTPScope, send: Send) -> Send:
    async def opened(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if scope["state"].get("private"):
                # Nothing has no type, but an export of no rows has.
                is_nothing = message["status"] != 200 and (b"content-length", b"0") in headers
                left_out = b"content-type" if is_nothing else None
                headers = [
                    (name, value.replace(b"public", b"private") if name == b"cache-control" else value)
                    for name, value in headers
                    if name != left_out
                ]
            message["headers"] = [*headers, *scope["state"].get("deprecated", ()), *OPEN]
        await send(message)

    return opened


async def _respond(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length, *OPEN]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
