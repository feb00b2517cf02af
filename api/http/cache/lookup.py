"""ASGI middleware that sends cached responses, found by every part of the request that they depend on."""

import asyncio
from time import monotonic
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.http.cache.raw_hits import RawHits
from api.http.cache.response_cache import (
    CACHE_STATUS,
    CacheEntry,
    CacheKey,
    EncodedVariant,
    ResponseCache,
    match_conditions,
)
from api.http.edge.response_encoding import MAX_INLINE_BYTES
from api.http.headers.raw_headers import RawHeaders
from api.http.headers.tracing import TRACE_HEADERS, create_ids, parse_or_create_ids

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CACHE_HIT: Final = (CACHE_STATUS, b"capaian; hit")
# The only header fields, apart from the URL, that handlers of public resources read.
_NEGOTIATION_HEADERS: Final = frozenset({b"accept", b"accept-language", b"host"})
_CONDITION_HEADERS: Final = frozenset(
    {b"accept-encoding", b"if-none-match", b"if-modified-since", b"cache-control", b"pragma"}
)
# With one of these fields the response may be for one caller only, or differ in another way.
_UNCACHEABLE_HEADERS: Final = frozenset(
    {
        *(b"authorization", b"x-api-key", b"cookie", b"proxy-authorization"),
        *(b"if-match", b"if-unmodified-since", b"if-range", b"range", b"prefer", b"last-event-id"),
        b"capaian-position",
        *(b"content-length", b"transfer-encoding", b"expect"),
    }
)
_RELEVANT_HEADERS: Final = _NEGOTIATION_HEADERS | _CONDITION_HEADERS | _UNCACHEABLE_HEADERS
# Responses that wait, stream, or describe this process or one caller, and the pages of sessions.
_UNCACHEABLE_PATHS: Final = (
    b"/v1/changes",
    b"/v1/exports",
    b"/v1/imports",
    b"/v1/me",
    b"/v1/keys",
    b"/v1/audit",
    b"/health",
    *(language + page for language in (b"", b"/en") for page in (b"/sign-", b"/reviews")),
)
# RFC 9111, 5.2.1: the client requires a response from the origin.
_REVALIDATION_DIRECTIVES: Final = (b"no-cache", b"no-store", b"max-age=0")


class CacheRequest(NamedTuple):
    """The fields of a request that the cache reads.

    `bypass` is true if the client requires a response from the database. `has_trace_headers` is true if the client
    sent a request id or a trace context.
    """

    key: CacheKey
    bypass: bool
    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None
    has_trace_headers: bool


def parse_cache_request(scope: HTTPScope) -> CacheRequest | None:
    """Return the request as the cache sees it, or None if its response must not come from the cache.

    Writes, credentials, bodies, streams and repeated header fields exclude a request.
    """
    path = scope["raw_path"]
    if scope["method"] not in ("GET", "HEAD") or path.startswith(_UNCACHEABLE_PATHS) or _is_whole_csv(scope):
        return None
    fields: dict[bytes, bytes] = {}
    has_trace_headers = False
    for name, value in scope["headers"]:
        if name in _RELEVANT_HEADERS:
            if name in fields or (name in _UNCACHEABLE_HEADERS and not (name == b"content-length" and value == b"0")):
                return None
            fields[name] = value
        elif name in TRACE_HEADERS:
            has_trace_headers = True
    return CacheRequest(
        (
            scope["scheme"],
            fields.get(b"host", b""),
            path,
            normalize_query(scope["query_string"]),
            fields.get(b"accept", b""),
            fields.get(b"accept-language", b""),
        ),
        _requests_revalidation(fields),
        _decode_header(fields.get(b"accept-encoding")),
        _decode_header(fields.get(b"if-none-match")),
        _decode_header(fields.get(b"if-modified-since")),
        has_trace_headers,
    )


def _is_whole_csv(scope: HTTPScope) -> bool:
    """Return whether the response is the CSV of a whole list, which is streamed."""
    pairs = scope["query_string"].split(b"&")
    return scope["raw_path"].endswith(b".csv") and not any(pair.startswith(b"limit=") for pair in pairs)


def normalize_query(query: bytes) -> bytes:
    """Sort the parameters by name. Values of a repeated parameter keep their order, which matters for `columns`."""
    if b"&" not in query:
        return query
    pairs = query.split(b"&")
    pairs.sort(key=_decode_name)
    return b"&".join(pairs)


def _decode_name(pair: bytes) -> bytes:
    return unquote_to_bytes(pair.partition(b"=")[0])


def _requests_revalidation(fields: dict[bytes, bytes]) -> bool:
    cache_control = fields.get(b"cache-control")
    if cache_control is None:
        return b"no-cache" in fields.get(b"pragma", b"")
    return any(directive in cache_control.lower() for directive in _REVALIDATION_DIRECTIVES)


def _decode_header(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


class CacheLookupMiddleware:
    """Wrap the whole application. `constant` are the headers that every response has."""

    def __init__(self, app: ASGIApp, cache: ResponseCache, constant: RawHeaders) -> None:
        self.app = app
        self._store, self._invalidation, self._hit_log = cache
        self._constant = constant
        self._generations = self._invalidation.generations
        self._cleared_at = self._generations.latest_of_everything
        self._raw_hits = RawHits(cache, self._find_entry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        request = parse_cache_request(scope)
        if request is None:
            is_read = scope["method"] in _SAFE_METHODS
            await self.app(scope, receive, send if is_read else self._catch_up_before_response(scope, send))
            return
        entry = None if request.bypass else self._find_entry(request.key)
        if entry is None:
            scope.setdefault("state", {})["cache_request"] = request
            await self.app(scope, receive, send)
        else:
            await self._send_entry(entry, request, scope, send)

    def _find_entry(self, key: CacheKey) -> CacheEntry | None:
        if not self._invalidation.is_reliable():
            return None
        generations = self._generations
        if self._cleared_at != generations.latest_of_everything:
            self._cleared_at = generations.latest_of_everything
            self._store.clear()
        entry = self._store.get(key)
        if entry is None or entry.generation == generations.latest:
            return entry
        if not generations.is_current(entry.response.program, entry.generation):
            self._store.remove(key)
            return None
        entry.generation = generations.latest
        return entry

    async def _send_entry(self, entry: CacheEntry, request: CacheRequest, scope: HTTPScope, send: Send) -> None:
        started_at = monotonic()
        state = scope.setdefault("state", {})
        state |= {"route": entry.response.route, "raw_hits": self._raw_hits}
        variant = entry.find_variant(request.accept_encoding) or await self._encode_variant(entry, request)
        status, headers, body = 200, variant.headers, variant.body
        if request.if_none_match is not None or request.if_modified_since is not None:
            not_modified = match_conditions(
                variant, request.if_none_match, request.if_modified_since, request.accept_encoding
            )
            if not_modified is not None:
                status, headers, body = 304, not_modified, b""
        if scope["method"] == "HEAD":
            body = b""
        request_id, trace_id = parse_or_create_ids(scope["headers"]) if request.has_trace_headers else create_ids()
        headers = [
            *headers,
            *self._constant,
            _CACHE_HIT,
            (b"x-request-id", request_id.encode()),
            (b"age", b"%d" % (started_at - entry.created_at)),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        labels = scope["method"], entry.response.route, status
        self._hit_log.add(labels, len(body), request_id, trace_id, started_at)
        if (packet := state.get("raw_request")) is not None:
            self._raw_hits.add(packet, request.key, entry, labels, headers=headers, body=body)

    async def _encode_variant(self, entry: CacheEntry, request: CacheRequest) -> EncodedVariant:
        is_small = len(entry.response.body) <= MAX_INLINE_BYTES
        variant = (
            entry.get_variant(request.accept_encoding)
            if is_small
            else await asyncio.to_thread(entry.get_variant, request.accept_encoding)
        )
        self._store.update_size(request.key, entry)
        return variant

    def _catch_up_before_response(self, scope: Scope, send: Send) -> Send:
        """Return a `send` that receives the notifications of a write before the write is acknowledged.

        Afterwards this process sends no response that is older than the write. A write that changes nothing public
        has no notifications.
        """

        async def send_after_catching_up(message: Message) -> None:
            is_successful = message["type"] == "http.response.start" and message["status"] < 400
            if is_successful and not scope.get("state", {}).get("changes_nothing_public"):
                await self._invalidation.catch_up()
            await send(message)

        return send_after_catching_up
