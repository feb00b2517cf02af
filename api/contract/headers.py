"""The header fields of answers, each told once and referred to from everywhere."""

from typing import Any

JsonObject = dict[str, Any]


def _header(description: str, example: str, *, required: bool = True) -> JsonObject:
    return {"description": description, "required": required, "schema": {"type": "string"}, "example": example}


# By the name of the component, which is that of the field but for _NAMED.
HEADERS = {
    "Age": _header(
        "Seconds since the answer was made; absent where it was made for this request.", "3", required=False
    ),
    "API-Version": _header("The release that answered.", "0.1.0"),
    "Cache-Status": _header(
        "Whether the answer came from the service's memory (RFC 9211): `hit`, or why not; absent where it never may.",
        "capaian; hit",
        required=False,
    ),
    "Capaian-Known-At": _header(
        "The moment of the snapshot. Sent as `known_at`, it asks for the same again.", "2026-11-21T00:00:00.000000Z"
    ),
    "Capaian-Rules": _header("The edition of the rules that computed the answer.", "2026-11"),
    "Content-Disposition": _header("A name for the file.", 'attachment; filename="targets.csv"'),
    "Content-Language": _header("The language of the problem: `id` or `en`.", "id"),
    "Deprecation": _header(
        "Since when this, or something in it, is called deprecated (RFC 9745); `Link` leads to what is said of it. "
        "Absent where nothing of the request or the answer is.",
        "@1798761600",
        required=False,
    ),
    "ETag": _header(
        "Strong tag of this answer in this coding; send it back in `If-None-Match`.", '"0123456789abcdef01234567"'
    ),
    "ETag-Whole": _header(
        "Strong tag of this answer in this coding; absent where the answer is streamed.",
        '"0123456789abcdef01234567"',
        required=False,
    ),
    "ETag-Written": _header(
        "Strong tag of the state that was written; send it in `If-Match` with the next change.",
        '"3-0123456789abcdef01234567"',
    ),
    "Idempotent-Replayed": _header(
        "`true` where this is the answer that an earlier request with the same `Idempotency-Key` got; else absent.",
        "true",
        required=False,
    ),
    "Last-Modified": _header(
        "When the revision was recorded; absent where a key was shown, for what it shows may go back to what is older.",
        "Sat, 21 Nov 2026 00:00:00 GMT",
        required=False,
    ),
    "Link": _header(
        'The next page, `rel="next"`; absent on the last.', '</v1/targets?cursor=…>; rel="next"', required=False
    ),
    "Link-Catalog": _header(
        'Where the APIs are listed, `rel="api-catalog"` (RFC 9727).', '</.well-known/api-catalog>; rel="api-catalog"'
    ),
    "Link-Package": _header(
        'The data package that describes the file, `rel="describedby"`.',
        '</v1/exports/targets/datapackage.json?known_at=2026-11-21T00:00:00Z>; rel="describedby"',
    ),
    "Location": _header("The address of what was made.", "/v1/programs/umkm-digital"),
    "Preference-Applied": _header("What was heeded of `Prefer`; else absent.", "return=representation", required=False),
    "Preference-Minimal": _header("The preference that left the body out.", "return=minimal"),
    "Repr-Digest": _header(
        "SHA-256 of the answer in this coding (RFC 9530); absent where the answer is streamed.",
        "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        required=False,
    ),
    "Retry-After": _header("Seconds after which to try again.", "5"),
    "Retry-After-Running": _header(
        "Seconds after which the first sending of the request may have ended; absent for a conflict.",
        "1",
        required=False,
    ),
    "Retry-After-Going-On": _header("Seconds after which to look at `Location`.", "1"),
    "Sunset": _header(
        "The day from which what is deprecated may be gone (RFC 8594); comes with `Deprecation`.",
        "Thu, 01 Jul 2027 00:00:00 GMT",
        required=False,
    ),
    "X-Request-Id": _header("Names this request in the service's log.", "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d"),
    "traceparent": _header(
        "W3C trace context of this request.", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    ),
}
_NAMED = {
    "ETag-Whole": "ETag",
    "ETag-Written": "ETag",
    "Link-Catalog": "Link",
    "Link-Package": "Link",
    "Preference-Minimal": "Preference-Applied",
    "Retry-After-Running": "Retry-After",
    "Retry-After-Going-On": "Retry-After",
}
_ALWAYS = ("API-Version", "X-Request-Id", "traceparent")


def headers(*names: str) -> JsonObject:
    """References to the named components, under the names of their fields."""
    return {
        _NAMED.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in dict.fromkeys((*_ALWAYS, *names))
    }
