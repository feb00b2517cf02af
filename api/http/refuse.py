"""From exception to problem document: the one table."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from api.access.caller import Forbidden, Unauthenticated
from api.faults import (
    BeyondSpreadsheet,
    Broken,
    Fault,
    Invalid,
    Missing,
    NoData,
    NotInstalled,
    NotOffered,
    OutcomeUnknown,
    TakesTooLong,
    Unavailable,
    Unusable,
    Withdrawn,
)
from api.http.body import ClientGone, TooLarge, TooSlow, UnsupportedMedia
from api.http.negotiation import NotAcceptable, language_of
from api.http.observe import CLIENT_GONE
from api.http.operation import AnyRequest, field_of
from api.http.preconditions import Stale, Unconditional
from api.http.problems import problem
from api.http.refusal_audit import is_audited
from api.http.replay import KeyReused, StillRunning

log = structlog.get_logger()


class Told(NamedTuple):
    """The problem's slug, its faults, what fills its sentence, and the headers beside it."""

    slug: str
    faults: list[Fault] = []  # noqa: RUF012  # a NamedTuple's default, never changed
    filled: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}


# Refusals that say all by their kind.
PLAIN: dict[type[Exception], Told] = {
    Missing: Told("not-found"),
    NotFoundException: Told("not-found"),
    NoData: Told("no-data"),
    TooLarge: Told("body-too-large", headers={"connection": "close"}),
    TooSlow: Told("body-too-slow", headers={"connection": "close"}),
    Unconditional: Told("precondition-required"),
    BeyondSpreadsheet: Told("beyond-spreadsheet"),
    Stale: Told("precondition-failed"),
    KeyReused: Told("idempotency-key-reused"),
    StillRunning: Told("request-in-progress", headers={"retry-after": "1"}),
}
INVALID = {"parameters": "invalid-parameters", "json": "unreadable-body", "body": "invalid-body"}
UNUSABLE = {"unreadable": "unreadable-file", "too-large": "file-too-large", "rows": "import-refused"}
BROKEN = {"forbidden": "forbidden", "conflict": "conflict", "rule": "invalid-body"}


def refuse(request: AnyRequest, error: Exception) -> Response[bytes]:
    if isinstance(error, ClientGone):
        return Response(b"", status_code=CLIENT_GONE, media_type="")
    told = PLAIN.get(type(error)) or _told(request, error)
    language = language_of(field_of(request, "accept-language"))
    status, raw_headers, body = problem(
        told.slug, language, request.scope["state"]["request_id"], told.faults, told.filled
    )
    sent = {name.decode(): value.decode() for name, value in raw_headers}
    media_type = sent.pop("content-type")
    if is_audited(request, status):
        request.app.state.refusal_audit.keep(request, status, told.slug)
    return Response(body, status_code=status, media_type=media_type, headers={**sent, **told.headers})


def _told(request: AnyRequest, error: Exception) -> Told:
    match error:
        case Invalid():
            return Told(INVALID[error.kind], error.faults)
        case Broken():
            return Told(BROKEN[error.kind], error.faults)
        case Unusable():
            # What of the body has not been read yet will not be.
            headers = {"connection": "close"} if error.report is None else {"location": error.report}
            return Told(UNUSABLE[error.kind], error.faults, headers=headers)
        case Withdrawn():
            return Told("gone", filled={"since": error.since.date().isoformat(), "reason": error.reason})
        case NotInstalled():
            return Told("not-installed", filled={"extra": error.extra})
        case NotOffered():
            return Told("not-offered", filled={"part": error.part})
        case Unauthenticated():
            return Told("unauthenticated", headers={"www-authenticate": _challenge(request)})
        case Forbidden():
            return Told("forbidden", filled={"scope": error.scope})
        case TakesTooLong() | Unavailable() | OutcomeUnknown():
            return _told_of_the_database(request, error)
        case _:
            return _told_of_http(request, error)


def _told_of_the_database(request: AnyRequest, error: TakesTooLong | Unavailable | OutcomeUnknown) -> Told:
    if isinstance(error, TakesTooLong):
        return Told("query-too-slow", error.faults)
    request_id = request.scope["state"]["request_id"]
    slug = "unavailable" if isinstance(error, Unavailable) else "outcome-unknown"
    log.warning("service.unavailable", told=slug, cause=error.cause, request_id=request_id)
    return Told(slug)


def _told_of_http(request: AnyRequest, error: Exception) -> Told:
    match error:
        case NotAcceptable():
            return Told("not-acceptable", filled={"offered": error.offered})
        case UnsupportedMedia():
            types = ", ".join(error.accepted)
            name = "accept-patch" if request.method == "PATCH" else "accept"
            return Told("unsupported-media-type", filled={"accepted": types}, headers={name: types})
        case MethodNotAllowedException():
            allowed = ", ".join(request.app.state.methods.allowed(request.scope["path"]))
            return Told("method-not-allowed", headers={"allow": allowed})
        case HTTPException(status_code=code) if 400 <= code < 500:
            return Told("malformed-url")
        case _:
            log.error("request.failed", request_id=request.scope["state"]["request_id"], exc_info=error)
            return Told("internal-error")


def _challenge(request: AnyRequest) -> str:
    """RFC 6750, 3.1: whoever showed nothing is told of no error."""
    shown = field_of(request, "authorization") or field_of(request, "x-api-key")
    return 'Bearer realm="capaian"' + (', error="invalid_token"' if shown else "")


def internal_error(scope: Mapping[str, Any]) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """For what fails outside the framework."""
    _, headers, body = problem("internal-error", "id", scope["state"]["request_id"])
    return headers, body
