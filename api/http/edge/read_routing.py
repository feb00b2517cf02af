"""ASGI middleware for a database with a standby: the server of each read, and the position of each write."""

from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.database.standby.databases import RoutedDatabase
from api.database.standby.position import Position, decode_position
from api.database.standby.route import CURRENT_ROUTE, WRITTEN_POSITION, ReadRoute, WrittenPosition
from api.errors import ErrorDetail, Text, UnavailableError
from api.http.headers.content_negotiation import choose_language
from api.http.headers.raw_headers import CREDENTIAL_HEADERS, RawHeaders, join_values
from api.http.problems.document import build_problem

REPLICA_LAG: Final = b"capaian-replica-lag"
_POSITION: Final = b"capaian-position"
_READS: Final = frozenset({"GET", "HEAD"})
_READS_BY_POST: Final = frozenset({b"/v1/claims/check"})
# Their transactions commit in the worker of imports, before the response.
_WRITES_OF_OTHER_TASKS: Final = b"/v1/imports"
# Notifications of the primary wake waiting requests, and its positions are in cursors.
_READS_OF_PRIMARY: Final = b"/v1/changes"
_CREDENTIALS: Final = CREDENTIAL_HEADERS | {b"cookie"}


class ReadRoutingMiddleware:
    """Wrap the application, inside the cache: a cached response has no lag."""

    def __init__(self, app: ASGIApp, database: RoutedDatabase) -> None:
        self.app = app
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
        elif scope["method"] in _READS or scope["raw_path"] in _READS_BY_POST:
            await self._read(scope, receive, send)
        else:
            await self._write(scope, receive, send)

    async def _read(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        text = join_values(scope["headers"], _POSITION)
        required = decode_position(text) if text else None
        if text and required is None:
            await _send_problem(scope, send, "invalid-parameters", [INVALID_POSITION])
            return
        try:
            route = await self._choose_route(scope, required)
        except UnavailableError as error:
            await _send_problem(scope, send, "unavailable", error.errors)
            return
        scope["state"]["read_route"] = route
        token = CURRENT_ROUTE.set(route)
        try:
            await self.app(scope, receive, send if route is None else _add_lag(send, route))
        finally:
            CURRENT_ROUTE.reset(token)

    async def _choose_route(self, scope: HTTPScope, required: Position | None) -> ReadRoute | None:
        """Return None for what reads from the primary."""
        has_credentials = any(name in _CREDENTIALS for name, _ in scope["headers"])
        is_of_primary = has_credentials or scope["raw_path"].startswith(_READS_OF_PRIMARY)
        if is_of_primary and not self._database.is_read_only:
            return None
        return await self._database.choose_route(required)

    async def _write(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        written = WrittenPosition()
        token = WRITTEN_POSITION.set(written)

        async def send_with_position(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                position = written.position
                if scope["raw_path"].startswith(_WRITES_OF_OTHER_TASKS):
                    position = await self._database.load_position()
                if position is not None:
                    message["headers"] = [*message["headers"], (_POSITION, position.encode().encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_position)
        finally:
            WRITTEN_POSITION.reset(token)


def remove_lag(headers: RawHeaders) -> RawHeaders:
    """Return the headers of a response that contains every change, as the cache stores it."""
    return [header for header in headers if header[0] != REPLICA_LAG]


def _add_lag(send: Send, route: ReadRoute) -> Send:
    async def send_with_lag(message: Message) -> None:
        if message["type"] == "http.response.start" and (lag := route.compute_lag()) is not None:
            text = f"{lag:.3f}" if lag < float("inf") else "unknown"
            message["headers"] = [*message["headers"], (REPLICA_LAG, text.encode())]
        await send(message)

    return send_with_lag


async def _send_problem(scope: HTTPScope, send: Send, slug: str, errors: list[ErrorDetail]) -> None:
    language = choose_language(join_values(scope["headers"], b"accept-language"))
    status, headers, body = build_problem(slug, language, scope["state"]["request_id"], errors)
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body, "more_body": False})


INVALID_POSITION = ErrorDetail(
    "invalid_position",
    Text(
        "`Capaian-Position` tidak sah. Kirim nilai dari respons sebuah penulisan tanpa perubahan.",
        "`Capaian-Position` is invalid. Send the value of the response to a write unchanged.",
    ),
    parameter="Capaian-Position",
)
