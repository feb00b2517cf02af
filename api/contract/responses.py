"""The answers of operations: the one that was asked for, the one that says nothing changed, and the problems."""

import json
from collections.abc import Iterable
from typing import Any

from api.contract.problem_examples import problem_example
from api.http.problems import MEDIA_TYPE, PROBLEMS

JsonObject = dict[str, Any]

# Names of components/responses by status; a status may have several problems.
NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    410: "Gone",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    414: "AddressTooLong",
    415: "UnsupportedMediaType",
    422: "UnprocessableContent",
    428: "PreconditionRequired",
    429: "TooManyRequests",
    500: "InternalError",
    503: "Unavailable",
}


def _header(description: str, example: str, *, required: bool = True) -> JsonObject:
    return {"description": description, "required": required, "schema": {"type": "string"}, "example": example}


HEADERS = {
    "API-Version": _header("The release that answered.", "0.1.0"),
    "Content-Disposition": _header("A name for the file.", 'attachment; filename="targets.csv"'),
    "Content-Language": _header("The language of the problem: `id` or `en`.", "id"),
    "ETag": _header(
        "Strong tag of this answer in this coding; send it back in `If-None-Match`.", '"0123456789abcdef01234567"'
    ),
    "Last-Modified": _header("When the revision was recorded.", "Sat, 21 Nov 2026 00:00:00 GMT"),
    "Link": _header(
        'The next page, `rel="next"`; absent on the last.', '</v1/targets?cursor=…>; rel="next"', required=False
    ),
    "Retry-After": _header("Seconds after which to try again.", "5"),
    "X-Request-Id": _header("Names this request in the service's log.", "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d"),
    "traceparent": _header(
        "W3C trace context of this request.", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    ),
}
_ALWAYS = ("API-Version", "X-Request-Id", "traceparent")


def headers(*names: str) -> JsonObject:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*_ALWAYS, *names)}


def found(description: str, media_type: str, schema: JsonObject, example: object, *also: str) -> JsonObject:
    """The 200 answer."""
    content = {media_type: {"schema": schema, "example": example}}
    return {"description": description, "headers": headers("ETag", *also), "content": content}


def referred(slugs: Iterable[str]) -> JsonObject:
    """By status: the 304 that every GET may have, and the problems."""
    statuses = sorted({PROBLEMS[slug].status for slug in slugs})
    problems = {str(status): {"$ref": f"#/components/responses/{NAMES[status]}"} for status in statuses}
    return {"304": {"$ref": "#/components/responses/NotModified"}, **problems}


def components(slugs: Iterable[str]) -> JsonObject:
    statuses = sorted({PROBLEMS[slug].status for slug in slugs})
    unchanged = {"description": "The copy at hand is still the answer.", "headers": headers("ETag")}
    return {"NotModified": unchanged, **{NAMES[status]: _problem(status) for status in statuses}}


def _problem(status: int) -> JsonObject:
    slugs = [slug for slug, kind in PROBLEMS.items() if kind.status == status]
    also = ("Retry-After",) if status == 503 else ()
    return {
        "description": "; ".join(f"{PROBLEMS[slug].title.en} (`/problems/{slug}`)" for slug in slugs),
        "headers": headers("Content-Language", *also),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {
                    f"{slug}.{language}": {"value": json.loads(problem_example(slug, language))}
                    for slug in slugs
                    for language in ("id", "en")
                },
            }
        },
    }
