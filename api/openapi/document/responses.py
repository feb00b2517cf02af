"""Responses in the OpenAPI document: success, 304, and the problems."""

from collections.abc import Iterable

from api.http.problems.document import PROBLEM_TYPE
from api.http.problems.problem_types import PROBLEM_TYPES
from api.openapi.document.headers import build_headers
from api.openapi.problem_explanations.all_problems import EXPLANATIONS
from api.types import JsonObject

# Names in components/responses by status; a status can have several problems. Operations list these statuses, because
# clients treat them differently; all other problems are the response `default`.
COMPONENT_NAMES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    412: "PreconditionFailed",
    422: "UnprocessableContent",
    428: "PreconditionRequired",
    429: "TooManyRequests",
}
# Problems that only some operations have in addition to the others of their status, with their part of the name.
_DISTINCT_COMPONENT_NAMES = {
    "request-in-progress": "RequestInProgress",
    "idempotency-key-reused": "IdempotencyKeyReused",
    "query-too-slow": "QueryTooSlow",
    "import-rejected": "ImportRejected",
    "spreadsheet-too-large": "SpreadsheetTooLarge",
    "no-data": "NoData",
}
_PROBLEM_CONTENT: JsonObject = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
# Descriptions of responses without a model, by media type.
TEXT_DESCRIPTIONS = {
    "text/csv": "CSV in UTF-8 with a header line (RFC 4180).",
    "application/x-ndjson": "Newline-delimited JSON: one object per row.",
    "application/vnd.apache.parquet": "An Apache Parquet file with typed columns.",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "A workbook with one sheet.",
}
_MINIMAL_DESCRIPTION = "An empty response, because of `Prefer: return=minimal`."
_PROBLEM_HEADERS = {429: ["RateLimit", "RateLimit-Policy", "Retry-After"]}


def build_success(description: str, content: JsonObject, *names: str) -> JsonObject:
    """Build a success response with the named headers."""
    return {**build_empty_success(description, *names), "content": content}


def build_empty_success(description: str, *names: str) -> JsonObject:
    """Build a response without a body, with the named headers."""
    return {"description": description, **({"headers": build_headers(*names)} if names else {})}


def build_not_modified() -> dict[str, JsonObject]:
    """Return a reference to the response 304 of every GET."""
    return {"304": {"$ref": "#/components/responses/NotModified"}}


def build_minimal(*, has_etag: bool) -> JsonObject:
    """Return a reference to the response 204 of writes with `Prefer: return=minimal`."""
    return {"$ref": f"#/components/responses/{'Minimal' if has_etag else 'MinimalWithoutETag'}"}


def build_problem_references(slugs: Iterable[str]) -> dict[str, JsonObject]:
    """Return references to the problem responses by status, and to that of all other statuses."""
    return {
        **{
            str(status): {"$ref": f"#/components/responses/{_build_component_name(status, of_status)}"}
            for status, of_status in _group_by_status(slugs).items()
        },
        "default": {"$ref": "#/components/responses/Problem"},
    }


def build_shared_responses(operations: Iterable[Iterable[str]]) -> JsonObject:
    """Build the responses that operations refer to; those with the same problems of a status share one."""
    groups = {(status, of_status) for slugs in operations for status, of_status in _group_by_status(slugs).items()}
    not_modified = {
        "description": "The response has not changed; use the copy that you have.",
        "headers": build_headers("ETag"),
    }
    others = [slug for slug, kind in PROBLEM_TYPES.items() if kind.status not in COMPONENT_NAMES]
    return {
        "NotModified": not_modified,
        "Minimal": build_empty_success(
            _MINIMAL_DESCRIPTION, "ETag-Written", "Idempotent-Replayed", "Preference-Minimal"
        ),
        "MinimalWithoutETag": build_empty_success(_MINIMAL_DESCRIPTION, "Idempotent-Replayed", "Preference-Minimal"),
        "Problem": {
            "description": "Any other problem. `Retry-After` is present with 503.",
            "x-problem-types": others,
            "headers": build_headers("Retry-After-Unavailable"),
            "content": _PROBLEM_CONTENT,
        },
        **{
            _build_component_name(status, slugs): _build_problem_response(status, slugs)
            for status, slugs in sorted(groups)
        },
    }


def _group_by_status(slugs: Iterable[str]) -> dict[int, tuple[str, ...]]:
    """Group the problems with a status of COMPONENT_NAMES, in the order of PROBLEM_TYPES."""
    selected = set(slugs)
    grouped: dict[int, tuple[str, ...]] = {}
    for slug, kind in PROBLEM_TYPES.items():
        if slug in selected and kind.status in COMPONENT_NAMES:
            grouped[kind.status] = (*grouped.get(kind.status, ()), slug)
    return dict(sorted(grouped.items()))


def _build_component_name(status: int, slugs: tuple[str, ...]) -> str:
    """Return a name such as `Conflict`, `ConflictOrRequestInProgress` or `RequestInProgress`."""
    common = [COMPONENT_NAMES[status]] if any(slug not in _DISTINCT_COMPONENT_NAMES for slug in slugs) else []
    return "Or".join(
        [*common, *(_DISTINCT_COMPONENT_NAMES[slug] for slug in slugs if slug in _DISTINCT_COMPONENT_NAMES)]
    )


def _describe_problem(slug: str) -> str:
    """Return the title as a link to the page, and the cause."""
    return f"[{PROBLEM_TYPES[slug].title.en}](/problems/{slug}). {EXPLANATIONS[slug].cause.en}"


def _build_problem_response(status: int, slugs: tuple[str, ...]) -> JsonObject:
    names = _PROBLEM_HEADERS.get(status, ["Retry-After-Running"] if "request-in-progress" in slugs else [])
    return {
        **build_empty_success("\n\n".join(_describe_problem(slug) for slug in slugs), *names),
        "x-problem-types": list(slugs),
        "content": _PROBLEM_CONTENT,
    }
