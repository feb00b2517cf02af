"""Requests that a page makes to the API of the same process, as a client with the key of its user would."""

import asyncio
import json
import shlex
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec
from litestar.types import Receive, Scope, Send

from api.errors import ApiError
from api.http.request.api_request import ApiRequest
from api.http.request.operation import JSON_TYPE
from api.pages.language import Language
from api.service_url import build_example_url

if TYPE_CHECKING:
    import httpx

_ENCODER = msgspec.json.Encoder(decimal_format="number")
# The second click on a button waits until the first request has ended, and then gets its response.
_MAX_RETRIES, _RETRY_SECONDS = 40, 0.25
_IN_PROGRESS: Final = "/problems/request-in-progress"


class ApiCall(msgspec.Struct, frozen=True, kw_only=True):
    """A request to the API: what the page makes, and what it shows.

    `path` begins with `/v1/`. A write has an `idempotency_key`, so that it takes effect once. `media_type` is that of
    `body`, or without a body that of a file.
    """

    method: str = "GET"
    path: str
    query: dict[str, str] = {}
    body: dict[str, Any] | None = None
    media_type: str | None = None
    if_match: str | None = None
    idempotency_key: str | None = None

    @property
    def url(self) -> str:
        """The path with its query string."""
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")

    @property
    def headers(self) -> dict[str, str]:
        """The headers that depend on the request."""
        media_type = self.media_type or (None if self.body is None else JSON_TYPE)
        given = {"Content-Type": media_type, "If-Match": self.if_match, "Idempotency-Key": self.idempotency_key}
        return {name: value for name, value in given.items() if value is not None}

    def format_curl(self) -> str:
        """Write the request as a command for a shell; the user inserts the key."""
        lines = [f"curl -X {self.method} {shlex.quote(build_example_url(self.url))}", '  -H "X-API-Key: $KEY"']
        lines += [f"  -H {shlex.quote(f'{name}: {value}')}" for name, value in self.headers.items()]
        if self.body is not None:
            lines.append(f"  -d {shlex.quote(_ENCODER.encode(self.body).decode())}")
        elif self.media_type is not None:
            lines.append("  --data-binary @FILE")
        return " \\\n".join(lines)


class ApiResult(msgspec.Struct, frozen=True):
    """The response to a request. `content` is the JSON of its body, with exact numbers."""

    status: int
    headers: dict[str, str]
    body: bytes
    content: Any

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def is_problem(self) -> bool:
        return self.status >= 400

    @property
    def is_in_progress(self) -> bool:
        """Whether an earlier request with the same Idempotency-Key has not ended yet."""
        return self.is_problem and self.content["type"].endswith(_IN_PROGRESS)

    @property
    def errors(self) -> list[str]:
        """The texts of a problem: its detail, or its errors if it has some."""
        return [one["detail"] for one in self.content["errors"]] or [self.content["detail"]]


class ApiProblemError(ApiError):
    """A read of the API failed, so the page shows the problem instead of its content."""

    def __init__(self, result: ApiResult) -> None:
        super().__init__(result.status)
        self.result = result


async def send_call(
    request: ApiRequest, call: ApiCall, language: Language, file: AsyncIterator[bytes] | None = None
) -> ApiResult:
    """Send a request with the caller of the page's session. Problems are in the language of the page.

    The routes of the API handle it: with their checks of access, body and preconditions, their rate limits and their
    audit. `file` is passed on in chunks instead of a body, for a call without `idempotency_key`.
    """
    import httpx  # noqa: PLC0415  # only the pages of signed-in users need it

    headers = _build_headers(request, call, language)
    content = file or (None if call.body is None else _ENCODER.encode(call.body))
    outgoing = httpx.Request(call.method, f"http://localhost{call.url}", headers=headers, content=content)
    result = await _send(request, outgoing)
    for _ in range(_MAX_RETRIES):
        if not result.is_in_progress:
            break
        await asyncio.sleep(_RETRY_SECONDS)
        result = await _send(request, outgoing)
    return result


def _build_headers(request: ApiRequest, call: ApiCall, language: Language) -> list[tuple[bytes, bytes]]:
    # The host and the client are those of the page's request. A client can send bytes that are not ASCII.
    forwarded = [pair for pair in request.scope["headers"] if pair[0] in (b"host", b"x-forwarded-for")]
    own = {**call.headers, "Accept": JSON_TYPE, "Accept-Language": language}
    return [*forwarded, *((name.encode(), value.encode()) for name, value in own.items())]


async def _send(request: ApiRequest, outgoing: "httpx.Request") -> ApiResult:
    import httpx  # noqa: PLC0415  # as above

    own = request.scope["state"]
    state: dict[str, Any] = {"caller": request.caller, "request_id": own["request_id"], "trace_id": own["trace_id"]}

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = state
        await request.app(scope, receive, send)

    transport = httpx.ASGITransport(run, client=request.scope.get("client") or ("", 0))  # type: ignore[arg-type]  # ASGI
    response = await transport.handle_async_request(outgoing)
    body = await response.aread()
    content = json.loads(body or b"null", parse_float=Decimal)
    return ApiResult(response.status_code, dict(response.headers), body, content)
