"""Responses to requests that do not reach the application, because they are not valid HTTP or exceed a limit."""

from collections.abc import Iterable
from time import perf_counter

from api import __version__
from api.http.edge.url_check import CORS_HEADERS
from api.http.headers.content_negotiation import choose_language
from api.http.headers.tracing import create_ids
from api.http.problems.document import build_problem
from api.logs import AccessLogRecord, write_access_log
from api.metrics.requests import count_request

_ROUTE = "unmatched"


def build_rejection(slug: str, headers: Iterable[tuple[bytes, bytes]]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body of a problem document, and write it to the access log and the metrics.

    `headers` are those of the request that were read; they determine the language.
    """
    started_at = perf_counter()
    accepted = b",".join(value for name, value in headers if name == b"accept-language")
    request_id, trace_id = create_ids()
    status, fields, body = build_problem(slug, choose_language(accepted.decode("latin-1")), request_id)
    duration = perf_counter() - started_at
    count_request("other", _ROUTE, status, duration)
    write_access_log(
        [AccessLogRecord("other", _ROUTE, status, round(duration * 1000, 3), request_id, trace_id, len(body))]
    )
    return (
        status,
        [
            *fields,
            (b"content-length", b"%d" % len(body)),
            (b"x-request-id", request_id.encode()),
            (b"api-version", __version__.encode()),
            (b"x-content-type-options", b"nosniff"),
            *CORS_HEADERS,
        ],
        body,
    )
