"""The gate: refuses malformed addresses before anything looks at them, and answers OPTIONS and CORS."""

from urllib.parse import unquote_to_bytes

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.http.methods import Methods
from api.http.negotiation import Language, language_of
from api.http.problems import problem
from api.http.query import MALFORMED_PERCENT

LONGEST_ADDRESS = 8192
# Reads are public, so any page may make them; credentials are never taken from a browser's own store.
OPEN = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"api-version, capaian-known-at, capaian-rules, content-disposition, content-language, etag, "
            b"idempotent-replayed, last-modified, link, location, preference-applied, repr-digest, retry-after, "
            b"x-request-id"
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
    def __init__(self, app: ASGIApp, methods: Methods) -> None:
        self.app = app
        self.methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        if slug := refusal(scope):
            status, headers, body = problem(slug, _language(scope), scope["state"]["request_id"])
            await _respond(send, status, headers, body)
        elif scope["method"] == "OPTIONS" and (allowed := self.methods.allowed(scope["path"])):
            methods = ", ".join(allowed).encode()
            await _respond(
                send, 204, [(b"allow", methods), (b"access-control-allow-methods", methods), *PREFLIGHT], b""
            )
        else:
            await self.app(scope, receive, _opened(scope, send))


def refusal(scope: HTTPScope) -> str | None:
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
    if any(character < " " or character == "\x7f" for character in path):
        return "malformed-url"
    if "//" in path or (path.endswith("/") and path != "/") or b"%2f" in raw.lower():
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
                left_out = b"content-type" if (b"content-length", b"0") in headers else None  # nothing has no type
                headers = [
                    (name, value.replace(b"public", b"private") if name == b"cache-control" else value)
                    for name, value in headers
                    if name != left_out
                ]
            message["headers"] = [*headers, *OPEN]
        await send(message)

    return opened


async def _respond(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length, *OPEN]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
