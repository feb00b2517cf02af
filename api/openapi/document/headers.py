"""Response headers: the components of the OpenAPI document and references to them."""

from api.types import JsonObject

_SECONDS = {"type": "integer", "format": "int32", "minimum": 0}


def _build_header(
    description: str, example: str | int | bool, *, required: bool = True, schema: JsonObject | None = None
) -> JsonObject:
    """Build a header, by default a text."""
    schema = {"type": "string"} if schema is None else schema
    return {"description": description, "required": required, "schema": schema, "example": example}


# By component name, which is the name of the header unless _HEADER_NAMES has another.
RESPONSE_HEADERS = {
    "Capaian-Complete-Until": _build_header(
        "Send this time as `recorded_from`, or as `updatedAfter` of SDMX, in the next request to miss no record: the "
        "response contains every record that was recorded earlier.",
        "2026-11-21T00:00:00.000001Z",
        schema={"type": "string", "format": "date-time"},
    ),
    "Capaian-Known-At": _build_header(
        "Time of the database snapshot. Send it as `known_at` to get the same data again.",
        "2026-11-21T00:00:00.000000Z",
        schema={"type": "string", "format": "date-time"},
    ),
    "Capaian-Rules-Version": _build_header(
        "Version of the rules that computed the response.", "2026-11-29", schema={"type": "string", "format": "date"}
    ),
    "Content-Disposition": _build_header("Name of the downloaded file.", 'attachment; filename="targets.csv"'),
    "Deprecation": _build_header(
        "Time since when the operation, a parameter or a property is deprecated (RFC 9745); `Link` has the URL of an "
        "explanation. Absent if nothing in the request and the response is deprecated.",
        "@1798761600",
        required=False,
    ),
    "ETag": _build_header(
        "Strong ETag of the response in this content encoding. Send it in `If-None-Match`.",
        '"0123456789abcdef01234567"',
    ),
    "ETag-Whole": _build_header(
        "Strong ETag of the response in this content encoding; absent if the response is streamed.",
        '"0123456789abcdef01234567"',
        required=False,
    ),
    "ETag-Written": _build_header(
        "Strong ETag of the new revision. Send it in `If-Match` with the next change.",
        '"3-0123456789abcdef01234567"',
    ),
    "Idempotent-Replayed": _build_header(
        "`true` if this is the stored response of an earlier request with the same `Idempotency-Key`; else absent.",
        True,
        required=False,
        schema={"type": "boolean"},
    ),
    "Last-Modified": _build_header(
        "Time when the revision was recorded. Absent for requests with a key, because their response can go back to "
        "an older revision.",
        "Sat, 21 Nov 2026 00:00:00 GMT",
        required=False,
    ),
    "Link": _build_header(
        'URL of the next page, `rel="next"`; absent on the last page.',
        '</v1/targets?cursor=…>; rel="next"',
        required=False,
    ),
    "Link-Catalog": _build_header(
        'URL of the list of APIs, `rel="api-catalog"` (RFC 9727).', '</.well-known/api-catalog>; rel="api-catalog"'
    ),
    "Link-Package": _build_header(
        'URL of the data package that describes the file, `rel="describedby"`.',
        '</v1/exports/targets/datapackage.json?known_at=2026-11-21T00:00:00Z>; rel="describedby"',
    ),
    "Location": _build_header("URL of the created record.", "/v1/programs/umkm-digital"),
    "Preference-Applied": _build_header(
        "The preference of `Prefer` that was applied; else absent.", "return=representation", required=False
    ),
    "Preference-Minimal": _build_header("The preference that omits the body.", "return=minimal"),
    "RateLimit": _build_header(
        "The caller's rate limit: name, requests that are left (`r`) and seconds until all are available (`t`). Other "
        "responses also have it, unless they come from the cache.",
        '"public";r=0;t=10',
    ),
    "RateLimit-Policy": _build_header(
        "The rate limit: requests (`q`) in so many seconds (`w`).", '"public";q=500;w=10'
    ),
    "Retry-After": _build_header("Seconds to wait before the next attempt.", 5, schema=_SECONDS),
    "Retry-After-Running": _build_header(
        "Seconds to wait until the first request with this key may have ended; absent for a conflict.",
        1,
        required=False,
        schema=_SECONDS,
    ),
    "Retry-After-Unavailable": _build_header(
        "Seconds to wait before the next attempt; absent if a later attempt has the same result.",
        5,
        required=False,
        schema=_SECONDS,
    ),
    "Retry-After-Going-On": _build_header(
        "Seconds to wait before you request the URL in `Location`.", 1, schema=_SECONDS
    ),
    "Sunset": _build_header(
        "Day from which the deprecated part may be removed (RFC 8594); sent with `Deprecation`.",
        "Thu, 01 Jul 2027 00:00:00 GMT",
        required=False,
    ),
}
_HEADER_NAMES = {
    "ETag-Whole": "ETag",
    "ETag-Written": "ETag",
    "Link-Catalog": "Link",
    "Link-Package": "Link",
    "Preference-Minimal": "Preference-Applied",
    "Retry-After-Running": "Retry-After",
    "Retry-After-Unavailable": "Retry-After",
    "Retry-After-Going-On": "Retry-After",
}


def build_headers(*names: str) -> JsonObject:
    """Build references to the named components, by header name. info.py describes the headers of every response."""
    return {_HEADER_NAMES.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in dict.fromkeys(names)}
