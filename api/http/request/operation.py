"""Operations: what each route declares, for the checks of requests and the OpenAPI document, and its response."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from inspect import iscoroutinefunction
from typing import Any, Concatenate, ParamSpec

from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.types import Empty, Receive, Scope, Send

from api.auth.caller import AccessRequirement
from api.http.request.deprecation import Deprecation, list_deprecated_properties
from api.http.request.parameter_types import ParameterType
from api.http.request.query_string import QueryParameters, find_deprecated_parameters

JSON_TYPE = "application/json"
CSV_TYPE = "text/csv"
CSV_CONTENT_TYPE = f"{CSV_TYPE}; header=present; charset=utf-8"  # RFC 4180: the first line has the column names

MAX_BODY_BYTES = 64 * 1024
MAX_LARGE_BODY_BYTES = 1024 * 1024  # of figures with their citations, sources and mappings


@dataclass(frozen=True, slots=True)
class Operation:
    """The declaration of one operation.

    Response: `status` of success, `response_model` (None for text), `item_model` of each NDJSON line or event,
    `response_headers` in addition to those of every response, and `problem_types` as slugs. A URL with files of several
    types lists them in `media_types`, and its handler negotiates. With `may_stream` the response has an ETag only if it
    is not streamed. `may_return_201` and `may_return_202` add a response of that status.

    Request: `body_model` in one of `body_media_types` and of at most `max_body_bytes`, or a file of one of these types
    if `accepts_file`; `request_headers` that the handler reads; `requires` the access of the caller.

    `default_order`: the columns by which a list is sorted without `sort`.

    Rate limit: `cost` of one request; 10 if one of the `expensive_parameters` is given.

    `operation_id` of a generated handler; without it, the id is the name of the handler. The OpenAPI documents omit an
    operation with `is_documented` false: pages for people, the CSV of a list, and what monitoring requests.
    """

    summary: str
    description: str
    tag: str
    response_model: Any
    requires: AccessRequirement = field(kw_only=True)  # without a default, so that every route states it
    query_model: type[QueryParameters] = QueryParameters
    media_type: str = JSON_TYPE
    problem_types: tuple[str, ...] = ()
    path_parameters: dict[str, ParameterType] = field(default_factory=dict)
    item_model: Any = None
    response_headers: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    status: int = 200
    body_model: Any = None
    body_media_types: tuple[str, ...] = (JSON_TYPE,)
    max_body_bytes: int = MAX_BODY_BYTES
    request_headers: tuple[str, ...] = ()
    may_return_201: bool = False
    may_return_202: bool = False
    accepts_file: bool = False
    may_stream: bool = False
    deprecation: Deprecation | None = None
    operation_id: str | None = None
    is_documented: bool = True
    default_order: tuple[str, ...] = ()
    cost: int = 1
    expensive_parameters: tuple[str, ...] = ("count",)

    @property
    def has_choice_of_media_types(self) -> bool:
        """Whether the media type of the response depends on `Accept`."""
        return len(self.media_types) > 1

    @property
    def has_page(self) -> bool:
        """Whether browsers see the result of a GET as a page: documented JSON that the public may read."""
        return (
            self.is_documented
            and self.requires == "public"
            and self.response_model is not None
            and self.media_type == JSON_TYPE
            and not self.has_choice_of_media_types
        )


OperationFields = ParamSpec("OperationFields")
Handler = Callable[..., Any]
HandlerDecorator = Callable[[Handler], HTTPRouteHandler]


def _build_route_decorator(
    method: HttpMethod, build_operation: Callable[OperationFields, Operation]
) -> Callable[Concatenate[str, OperationFields], HandlerDecorator]:
    def declare_operation(
        path: str, /, *args: OperationFields.args, **fields: OperationFields.kwargs
    ) -> HandlerDecorator:
        operation = build_operation(*args, **fields)

        def build_handler(handler: Handler) -> HTTPRouteHandler:
            return HTTPRouteHandler(
                path,
                http_method=method,
                operation_id=operation.operation_id or handler.__name__,
                status_code=operation.status,
                # A handler limits the size of a file while it reads the file in chunks.
                request_max_body_size=None if operation.accepts_file else Empty,
                after_request=_vary_by_accept if method == HttpMethod.GET and operation.has_page else None,
                sync_to_thread=None if iscoroutinefunction(handler) else True,
                opt={"operation": operation},
            )(handler)

        return build_handler

    return declare_operation


async def _vary_by_accept(response: Any) -> Any:
    """Add `Vary: Accept`, so that a shared cache does not send the JSON to a browser, which is redirected to a page."""
    response.headers.append((b"vary", b"Accept"))
    return response


# Decorators of handlers, such as `@get("/v1/units", summary=…)`: a path, then the fields of an Operation.
get = _build_route_decorator(HttpMethod.GET, Operation)
post = _build_route_decorator(HttpMethod.POST, Operation)
put = _build_route_decorator(HttpMethod.PUT, Operation)
patch = _build_route_decorator(HttpMethod.PATCH, Operation)


def list_deprecations(operation: Operation, query_string: bytes) -> list[Deprecation]:
    """List the deprecations of the operation, of the given parameters, and of properties of its models."""
    own = [operation.deprecation] if operation.deprecation is not None else []
    return [
        *own,
        *find_deprecated_parameters(query_string, operation.query_model),
        *_list_model_deprecations(operation.body_model, operation.response_model),
    ]


@cache
def _list_model_deprecations(*models: Any) -> tuple[Deprecation, ...]:
    return tuple(deprecation for model in models for _, deprecation in list_deprecated_properties(model))


class RawResponse:
    """Status, headers and body; a text response gets `charset=utf-8`, an empty 204 no Content-Type."""

    __slots__ = ("body", "headers", "status")

    def __init__(
        self, body: bytes, *, status: int = 200, media_type: str = JSON_TYPE, headers: Mapping[str, str]
    ) -> None:
        """Create a response; header names are lowercase, and values must be encodable as Latin-1."""
        if media_type.startswith("text/") and "charset=" not in media_type:
            media_type += "; charset=utf-8"
        self.body = body
        self.status = status
        self.headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        if media_type and status != 204:
            self.headers.append((b"content-type", media_type.encode("latin-1")))
        if status != 204:
            self.headers.append((b"content-length", b"%d" % len(body)))

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


def build_response(body: bytes, media_type: str = JSON_TYPE, headers: Mapping[str, str] | None = None) -> RawResponse:
    return RawResponse(body, media_type=media_type, headers={"cache-control": "public, no-cache", **(headers or {})})
