"""Operations: what each route declares of itself, for admitting requests and for the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from litestar import Request
from litestar.datastructures import State

from api.access.caller import PUBLIC, Asks, Caller, Unauthenticated, authorize
from api.access.presented import key_presented, token_presented
from api.http.deprecation import Deprecation, deprecated_properties, headers_of
from api.http.kinds import Kind
from api.http.negotiation import require_acceptable
from api.http.query import Query, deprecated_in, read_query
from api.http.whole import JSON, WholeAnswer

CSV = "text/csv"
CSV_LINES = f"{CSV}; header=present; charset=utf-8"  # RFC 4180: the first line has the names


AnyRequest = Request[Any, Any, State]


class CapaianRequest(AnyRequest):
    """A request that was admitted; what was found out of it is in its scope."""

    @property
    def caller(self) -> Caller:
        caller: Caller = self.scope["state"]["caller"]
        return caller

    @property
    def principal(self) -> str:
        """Of an operation that asks its caller to be known. Raises Unauthenticated for the public."""
        if self.caller.principal is None:
            raise Unauthenticated
        return self.caller.principal

    @property
    def query(self) -> Any:
        """Of the type that the operation declares."""
        return self.scope["state"]["query"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the contract. `answers` is the model of the good answer, or None for text; `problems` are slugs.

    `status` is the good answer's. `row` is the model whose fields are the columns of a CSV answer; `headers` names
    what the good answer carries beyond what every answer does. An address that serves files of several types lists
    them in `media_types`; its handler negotiates. A write `takes` a body of the model, in one of `body_types`, and
    heeds the fields of the request named in `asked_in_headers`; it answers 201 where it `may_create` and did, and 202
    where it `may_go_on` after the answer and does. Where it `takes_file`, its body is one, of any of `body_types`.
    An answer that `may_stream` has a tag only where it does not. What has a `deprecation` goes away.
    """

    summary: str
    description: str
    tag: str
    answers: Any
    asks: Asks = field(kw_only=True)  # of its caller; without a default, so that no route forgets it
    query: type[Query] = Query
    media_type: str = JSON
    problems: tuple[str, ...] = ()
    path_parameters: dict[str, Kind] = field(default_factory=dict)
    row: Any = None
    headers: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    status: int = 200
    takes: Any = None
    body_types: tuple[str, ...] = (JSON,)
    asked_in_headers: tuple[str, ...] = ()
    may_create: bool = False
    may_go_on: bool = False
    takes_file: bool = False
    may_stream: bool = False
    deprecation: Deprecation | None = None


def operation_of(request: AnyRequest) -> Operation:
    operation: Operation = request.route_handler.opt["operation"]
    return operation


def field_of(request: AnyRequest, name: str) -> str:
    """Repeated lines of a field are one list (RFC 9110, 5.3)."""
    wanted = name.encode()
    return b",".join([value for given, value in request.scope["headers"] if given == wanted]).decode("latin-1")


async def admit(request: AnyRequest) -> None:
    """Before every handler, and nowhere else: the caller may ask, and what they ask is in order."""
    operation, state = operation_of(request), request.scope["state"]
    state["route"] = request.scope["path_template"]
    if deprecated := headers_of(deprecations_met(operation, request.scope["query_string"])):
        state["deprecated"] = deprecated  # whatever comes of the request, its answer says so
    if operation.asks != "nothing":
        state["caller"] = caller = await caller_of(request)
        authorize(caller, operation.asks, public_read=request.app.state.public_read)
    if not operation.media_types:
        require_acceptable(field_of(request, "accept"), operation.media_type)
    state["query"] = read_query(request.scope["query_string"], operation.query)


def deprecations_met(operation: Operation, query_string: bytes) -> list[Deprecation]:
    """Of the operation, of the parameters that a request has, and of the properties that it may have or get."""
    own = [operation.deprecation] if operation.deprecation is not None else []
    return [*own, *deprecated_in(query_string, operation.query), *_of_models(operation.takes, operation.answers)]


@cache
def _of_models(*models: Any) -> tuple[Deprecation, ...]:
    return tuple(told for model in models for _, told in deprecated_properties(model))


async def caller_of(request: AnyRequest) -> Caller:
    """Raises Unauthenticated for what is not good, even where nothing is needed: its holder wants to know."""
    shown = field_of(request, "authorization"), field_of(request, "x-api-key")
    readers = request.app.state
    token = token_presented(*shown) if readers.token_reader is not None else None
    key = key_presented(*shown) if token is None else None
    if token is None and key is None:
        return PUBLIC
    request.scope["state"]["private"] = True  # what is answered to a key or a token is for no shared cache
    caller = await (readers.token_reader.caller_with(token) if token else readers.keyring.caller_with(key))
    if caller is None:
        raise Unauthenticated
    return cast("Caller", caller)


def answer(body: bytes, media_type: str = JSON, headers: Mapping[str, str] | None = None) -> WholeAnswer:
    return WholeAnswer(body, media_type=media_type, headers={"cache-control": "public, no-cache", **(headers or {})})
