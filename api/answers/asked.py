"""What an answer depends on: the key under which it is kept, or why it is not."""

from typing import Final, NamedTuple

from litestar.types import HTTPScope

from api.http.tracing import NAMES

Key = tuple[str, bytes, bytes, bytes, bytes, bytes]

# What handlers read of a request for everybody, besides its address; whatever else it carries changes nothing.
_NEGOTIATED: Final = frozenset({b"accept", b"accept-language", b"host"})
_CONDITIONS: Final = frozenset(
    {b"accept-encoding", b"if-none-match", b"if-modified-since", b"cache-control", b"pragma"}
)
# With one of these the answer may be for one caller alone, or another one altogether.
_OWN: Final = frozenset(
    {
        *(b"authorization", b"x-api-key", b"cookie", b"proxy-authorization"),
        *(b"if-match", b"if-unmodified-since", b"if-range", b"range", b"prefer", b"last-event-id"),
        *(b"content-length", b"transfer-encoding", b"expect"),
    }
)
_READ: Final = _NEGOTIATED | _CONDITIONS | _OWN
# What waits, streams, tells of this process or of a caller.
_NEVER: Final = (
    b"/v1/changes",
    b"/v1/exports",
    b"/v1/imports",
    b"/v1/me",
    b"/v1/keys",
    b"/v1/audit",
    b"/health",
    b"/metrics",
)
# RFC 9111, 5.2.1: the client wants to hear it from the origin itself.
_FRESH: Final = (b"no-cache", b"no-store", b"max-age=0")


class Asked(NamedTuple):
    """`key` names an answer; `fresh` is true where the client wants the database asked for it.

    `coding`, `tags` and `since` are Accept-Encoding, If-None-Match and If-Modified-Since. `named` is true where the
    client gives the request an id or a place in a trace.
    """

    key: Key
    fresh: bool
    coding: str | None
    tags: str | None
    since: str | None
    named: bool


def asked_of(scope: HTTPScope) -> Asked | None:
    """None for whatever may not be answered from memory: writes, credentials, bodies, streams, repeated fields."""
    path = scope["raw_path"]
    if scope["method"] not in ("GET", "HEAD") or path.startswith(_NEVER):
        return None
    fields: dict[bytes, bytes] = {}
    named = False
    for name, value in scope["headers"]:
        if name in _READ:
            if name in fields or (name in _OWN and not (name == b"content-length" and value == b"0")):
                return None
            fields[name] = value
        elif name in NAMES:
            named = True
    return Asked(
        (
            scope["scheme"],
            fields.get(b"host", b""),
            path,
            canonical(scope["query_string"]),
            fields.get(b"accept", b""),
            fields.get(b"accept-language", b""),
        ),
        _wants_fresh(fields),
        _text(fields.get(b"accept-encoding")),
        _text(fields.get(b"if-none-match")),
        _text(fields.get(b"if-modified-since")),
        named,
    )


def canonical(query: bytes) -> bytes:
    """Parameters in one order: none is read twice, so that their order says nothing."""
    return b"&".join(sorted(query.split(b"&"))) if b"&" in query else query


def _wants_fresh(fields: dict[bytes, bytes]) -> bool:
    control = fields.get(b"cache-control")
    if control is None:
        return b"no-cache" in fields.get(b"pragma", b"")
    return any(word in control.lower() for word in _FRESH)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
