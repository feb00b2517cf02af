"""The answers of operations: the one that was asked for, the one that says nothing changed, and the problems."""

import json
from collections.abc import Iterable
from typing import Any

from api.contract.examples.problems import problem_example
from api.contract.explanations.explained import EXPLANATIONS
from api.contract.headers import headers
from api.http.problem_types import PROBLEMS
from api.http.problems import MEDIA_TYPE

JsonObject = dict[str, Any]

# Names of components/responses by status; a status may have several problems.
NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    408: "RequestTimeout",
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
    501: "NotInstalled",
    503: "Unavailable",
}
# Problems that only some operations have beside the others of their status; answers that have them are named so.
_FURTHER = {
    "unreadable-body": "UnreadableBody",
    "request-in-progress": "RequestInProgress",
    "idempotency-key-reused": "IdempotencyKeyReused",
    "outcome-unknown": "OutcomeUnknown",
    "query-too-slow": "QueryTooSlow",
    "unreadable-file": "UnreadableFile",
    "file-too-large": "FileTooLarge",
    "import-refused": "ImportRefused",
    "beyond-spreadsheet": "BeyondSpreadsheet",
    "no-data": "NoData",
    "not-offered": "NotOffered",
}


# What an answer is that no model describes; other media types are described by their operations.
TEXTS = {
    "text/csv": "Lines of CSV in UTF-8, the first with the names of the columns (RFC 4180).",
    "application/x-ndjson": "Lines of JSON, one object for each row.",
    "application/vnd.apache.parquet": "A file of Apache Parquet, whose columns have their types.",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "A workbook with one sheet.",
}
MINIMAL = "Nothing more to say: `Prefer: return=minimal`."


def found(description: str, media_type: str, schema: JsonObject, example: object, *names: str) -> JsonObject:
    """The good answer, with the named headers."""
    content = {media_type: {"schema": schema, "example": example}}
    return {"description": description, "headers": headers(*names), "content": content}


def empty(description: str, *names: str) -> JsonObject:
    """A good answer without a body, with the named headers."""
    return {"description": description, "headers": headers(*names)}


def unchanged() -> dict[str, JsonObject]:
    """The 304 that every GET may have."""
    return {"304": {"$ref": "#/components/responses/NotModified"}}


def referred(slugs: Iterable[str]) -> dict[str, JsonObject]:
    """The problems by status."""
    return {
        str(status): {"$ref": f"#/components/responses/{_name(status, of_status)}"}
        for status, of_status in _by_status(slugs).items()
    }


def components(operations: Iterable[Iterable[str]]) -> JsonObject:
    """Of the problems of each operation; those with the same of a status share an answer."""
    answers = {(status, of_status) for slugs in operations for status, of_status in _by_status(slugs).items()}
    not_modified = {
        "description": "The copy at hand is still the answer.",
        "headers": headers("ETag", "Age", "Cache-Status"),
    }
    return {
        "NotModified": not_modified,
        **{_name(status, slugs): _problem(status, slugs) for status, slugs in sorted(answers)},
    }


def _by_status(slugs: Iterable[str]) -> dict[int, tuple[str, ...]]:
    """In the order of the table of problems, so that equal sets give equal answers."""
    asked = set(slugs)
    grouped: dict[int, tuple[str, ...]] = {}
    for slug, kind in PROBLEMS.items():
        if slug in asked:
            grouped[kind.status] = (*grouped.get(kind.status, ()), slug)
    return dict(sorted(grouped.items()))


def _name(status: int, slugs: tuple[str, ...]) -> str:
    """`Conflict`, `ConflictOrRequestInProgress`, `RequestInProgress`."""
    usual = [NAMES[status]] if any(slug not in _FURTHER for slug in slugs) else []
    return "Or".join([*usual, *(_FURTHER[slug] for slug in slugs if slug in _FURTHER)])


def _explained(slug: str) -> str:
    """Its title, which leads to its page, and what happened."""
    return f"[{PROBLEMS[slug].title.en}](/problems/{slug}). {EXPLANATIONS[slug].happened.en}"


def _problem(status: int, slugs: tuple[str, ...]) -> JsonObject:
    also = ["Retry-After"] if status == 503 else ["Retry-After-Running"] if "request-in-progress" in slugs else []
    return {
        "description": "\n\n".join(_explained(slug) for slug in slugs),
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
