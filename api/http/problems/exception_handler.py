"""Conversion of exceptions to problem documents."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from api.auth.caller import PUBLIC_CALLER, Caller, ForbiddenError, UnauthenticatedError
from api.errors import (
    MAX_LISTED_ERRORS,
    ErrorDetail,
    InvalidRequestError,
    MissingDependencyError,
    NoDataError,
    NotFoundError,
    OutcomeUnknownError,
    QueryTooSlowError,
    RateLimitedError,
    RuleViolationError,
    SpreadsheetLimitError,
    UnavailableError,
    UnsupportedFeatureError,
    UnusableFileError,
    WithdrawnError,
)
from api.http.headers.content_negotiation import NotAcceptableError, ResponseLanguage, choose_language
from api.http.problems.document import build_problem
from api.http.problems.error_order import sort_by_position
from api.http.problems.problem_type import CLIENT_CLOSED_REQUEST
from api.http.problems.received_value import add_received_value
from api.http.request.api_request import ApiRequest, build_session_variables, get_header
from api.http.request.body import (
    BodyTimeoutError,
    BodyTooLargeError,
    ClientDisconnectedError,
    UnsupportedMediaTypeError,
)
from api.http.request.rejection_audit import RejectedRequest
from api.http.writes.idempotency import IdempotencyKeyReusedError, RequestInProgressError
from api.http.writes.preconditions import PreconditionFailedError, PreconditionRequiredError
from api.service_url import build_url

log = structlog.get_logger()


class ProblemDescription(NamedTuple):
    """Slug and errors of a problem, the variables of its detail, and additional response headers.

    `unlisted`: the number of errors in addition to `errors`.
    """

    slug: str
    errors: list[ErrorDetail] = []  # noqa: RUF012  # a NamedTuple's default, never changed
    variables: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    unlisted: int = 0


# Exceptions whose type alone determines the problem.
PROBLEM_BY_EXCEPTION: dict[type[Exception], ProblemDescription] = {
    NotFoundError: ProblemDescription("not-found"),
    NotFoundException: ProblemDescription("not-found"),
    NoDataError: ProblemDescription("no-data"),
    BodyTimeoutError: ProblemDescription("body-too-slow", headers={"connection": "close"}),
    PreconditionRequiredError: ProblemDescription("precondition-required"),
    SpreadsheetLimitError: ProblemDescription("spreadsheet-too-large"),
    PreconditionFailedError: ProblemDescription("precondition-failed"),
    IdempotencyKeyReusedError: ProblemDescription("idempotency-key-reused"),
    RequestInProgressError: ProblemDescription("request-in-progress", headers={"retry-after": "1"}),
}
INVALID_REQUEST_PROBLEMS = {"parameters": "invalid-parameters", "json": "unreadable-body", "body": "invalid-body"}
UNUSABLE_FILE_PROBLEMS = {"unreadable": "unreadable-file", "too_large": "file-too-large", "rows": "import-rejected"}
RULE_VIOLATION_PROBLEMS = {"forbidden": "forbidden", "conflict": "conflict", "rule": "invalid-body"}


def handle_exception(
    request: ApiRequest, error: Exception, language: ResponseLanguage | None = None
) -> Response[bytes]:
    """Build the problem response of an exception; record it in the audit if the caller has a key.

    `language` is that of Accept-Language if it is None.
    """
    if isinstance(error, ClientDisconnectedError):
        return Response(b"", status_code=CLIENT_CLOSED_REQUEST, media_type="")
    problem = PROBLEM_BY_EXCEPTION.get(type(error)) or _describe_error(request, error)
    language = language or choose_language(get_header(request, "accept-language"))
    status, raw_headers, body = build_problem(
        problem.slug,
        language,
        request.scope["state"]["request_id"],
        _describe_errors(request, problem.errors),
        problem.variables,
        unlisted=problem.unlisted,
    )
    headers = {name.decode(): value.decode() for name, value in raw_headers}
    media_type = headers.pop("content-type")
    if _should_audit(request, status):
        path, route = request.scope["path"], request.scope["state"]["route"]
        rejected = RejectedRequest(request.method, path, route, status, problem.slug)
        request.services.rejection_audit.add(rejected, build_session_variables(request, "refuse"))
    return Response(body, status_code=status, media_type=media_type, headers={**headers, **problem.headers})


def _describe_errors(request: ApiRequest, errors: list[ErrorDetail]) -> list[ErrorDetail]:
    """Return the errors in the order of the body; the listed ones state the received values."""
    fields: dict[str, Any] = request.scope["state"].get("body_fields", {})
    ordered = sort_by_position(errors, tuple(fields))
    listed = [add_received_value(error, fields) for error in ordered[:MAX_LISTED_ERRORS]]
    return [*listed, *ordered[MAX_LISTED_ERRORS:]]


def _should_audit(request: ApiRequest, status: int) -> bool:
    """Return whether to record a rejection: every write, and every read without permission."""
    caller: Caller = request.scope["state"].get("caller", PUBLIC_CALLER)
    is_read = request.method in ("GET", "HEAD")
    return not caller.is_public and status < 500 and (status == HTTPStatus.FORBIDDEN or not is_read)


def _describe_error(request: ApiRequest, error: Exception) -> ProblemDescription:
    match error:
        case InvalidRequestError():
            return ProblemDescription(INVALID_REQUEST_PROBLEMS[error.kind], error.errors, unlisted=error.unlisted)
        case RuleViolationError():
            return ProblemDescription(RULE_VIOLATION_PROBLEMS[error.kind], error.errors)
        case UnusableFileError():
            return _describe_unusable_file(error)
        case WithdrawnError():
            return ProblemDescription(
                "gone", variables={"since": error.since.date().isoformat(), "reason": error.reason}
            )
        case MissingDependencyError():
            return ProblemDescription("not-installed", variables={"extra": error.extra})
        case UnsupportedFeatureError():
            return ProblemDescription("not-implemented", variables={"part": error.feature})
        case UnauthenticatedError():
            return _describe_missing_access(request)
        case ForbiddenError():
            return ProblemDescription("forbidden", variables={"scope": error.scope})
        case QueryTooSlowError() | UnavailableError() | OutcomeUnknownError():
            return _describe_database_error(request, error)
        case _:
            return _describe_http_error(request, error)


def _describe_unusable_file(error: UnusableFileError) -> ProblemDescription:
    # Close the connection if the rest of the body has not been read.
    headers = {} if error.is_read else {"connection": "close"}
    if error.report_url is not None:
        headers["location"] = build_url(error.report_url)
    return ProblemDescription(
        UNUSABLE_FILE_PROBLEMS[error.kind], error.errors, headers=headers, unlisted=error.unlisted
    )


def _describe_database_error(
    request: ApiRequest, error: QueryTooSlowError | UnavailableError | OutcomeUnknownError
) -> ProblemDescription:
    if isinstance(error, QueryTooSlowError):
        return ProblemDescription("query-too-slow", error.errors)
    request_id = request.scope["state"]["request_id"]
    slug, errors = ("unavailable", error.errors) if isinstance(error, UnavailableError) else ("outcome-unknown", [])
    log.warning("service.unavailable", problem=slug, cause=error.cause, request_id=request_id)
    return ProblemDescription(slug, errors)


def _describe_http_error(request: ApiRequest, error: Exception) -> ProblemDescription:
    match error:
        case NotAcceptableError():
            return ProblemDescription("not-acceptable", variables={"offered": error.offered})
        case BodyTooLargeError():
            limit = f"{error.limit >> 10} KiB" if error.limit < 1 << 20 else f"{error.limit >> 20} MiB"
            return ProblemDescription("body-too-large", variables={"limit": limit}, headers={"connection": "close"})
        case UnsupportedMediaTypeError():
            types = ", ".join(error.accepted)
            name = "accept-patch" if request.method == "PATCH" else "accept"
            return ProblemDescription("unsupported-media-type", variables={"accepted": types}, headers={name: types})
        case MethodNotAllowedException():
            allowed = ", ".join(request.services.allowed_methods.list_allowed(request.scope["path"]))
            return ProblemDescription("method-not-allowed", headers={"allow": allowed})
        case RateLimitedError():
            return ProblemDescription("too-many-requests", headers={"retry-after": str(error.wait_seconds)})
        case HTTPException(status_code=code) if 400 <= code < 500:
            return ProblemDescription("malformed-url")
        case _:
            log.error("request.failed", request_id=request.scope["state"]["request_id"], exc_info=error)
            return ProblemDescription("internal-error")


def _describe_missing_access(request: ApiRequest) -> ProblemDescription:
    """Describe missing or invalid credentials; only invalid ones have an error code (RFC 6750, 3.1)."""
    challenge = 'Bearer realm="capaian"'
    if not (get_header(request, "authorization") or get_header(request, "x-api-key")):
        return ProblemDescription("unauthenticated", headers={"www-authenticate": challenge})
    return ProblemDescription(
        "invalid-credentials", headers={"www-authenticate": f'{challenge}, error="invalid_token"'}
    )


def build_internal_error(scope: Mapping[str, Any]) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Build the problem of an exception outside Litestar."""
    _, headers, body = build_problem("internal-error", "id", scope["state"]["request_id"])
    return headers, body
