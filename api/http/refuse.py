"""From exception to problem document: the one table."""

from collections.abc import Mapping
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from api.access.caller import Forbidden, Unauthenticated
from api.faults import Fault, Invalid, Missing, Unavailable, Withdrawn
from api.http.negotiation import NotAcceptable, language_of
from api.http.operation import CapaianRequest, field_of
from api.http.problems import problem

log = structlog.get_logger()


def refuse(request: CapaianRequest, error: Exception) -> Response[bytes]:
    slug, faults, filled, headers = _told(request, error)
    return respond(request, slug, faults, filled, headers)


def respond(
    request: CapaianRequest,
    slug: str,
    faults: list[Fault] | None = None,
    filled: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    language = language_of(field_of(request, "accept-language"))
    status, raw_headers, body = problem(slug, language, request.scope["state"]["request_id"], faults, filled)
    sent = {name.decode(): value.decode() for name, value in raw_headers}
    return Response(body, status_code=status, media_type=sent.pop("content-type"), headers={**sent, **(headers or {})})


def _told(request: CapaianRequest, error: Exception) -> tuple[str, list[Fault], Mapping[str, str], Mapping[str, str]]:
    match error:
        case Invalid(kind="parameters"):
            return "invalid-parameters", error.faults, {}, {}
        case Missing() | NotFoundException():
            return "not-found", [], {}, {}
        case Withdrawn():
            return "gone", [], {"since": error.since.date().isoformat(), "reason": error.reason}, {}
        case Unauthenticated():
            return "unauthenticated", [], {}, {"www-authenticate": 'Bearer realm="capaian"'}
        case Forbidden():
            return "forbidden", [], {"scope": error.scope}, {}
        case NotAcceptable():
            return "not-acceptable", [], {"offered": error.offered}, {}
        case MethodNotAllowedException():
            return (
                "method-not-allowed",
                [],
                {},
                {"allow": ", ".join(request.app.state.methods.allowed(request.scope["path"]))},
            )
        case Unavailable():
            log.warning("database.unavailable", cause=error.cause, request_id=request.scope["state"]["request_id"])
            return "unavailable", [], {}, {}
        case HTTPException(status_code=code) if 400 <= code < 500:
            return "malformed-url", [], {}, {}
        case _:
            log.error("request.failed", request_id=request.scope["state"]["request_id"], exc_info=error)
            return "internal-error", [], {}, {}


def internal_error(scope: Mapping[str, Any]) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """For what fails outside the framework."""
    _, headers, body = problem("internal-error", "id", scope["state"]["request_id"])
    return headers, body
