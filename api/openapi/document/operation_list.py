"""The declared operations of the application, in reading order, and the problems that each can return."""

from collections.abc import Iterator
from dataclasses import dataclass

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from api.auth.caller import list_sufficient_scopes
from api.http.request.deprecation import list_deprecated_properties
from api.http.request.operation import Operation
from api.http.request.query_string import list_deprecated_parameters
from api.openapi.document.info import TAGS

# Problems of every operation.
_COMMON_PROBLEMS = (*("malformed-url", "invalid-parameters", "url-too-long", "too-many-requests", "internal-error"),)
# Problems of operations with a JSON body, with a file, and with a request header.
_BODY_PROBLEMS = ("unreadable-body", "unsupported-media-type", "body-too-large", "body-too-slow", "invalid-body")
_FILE_PROBLEMS = (
    "unreadable-file",
    "unsupported-media-type",
    "file-too-large",
    "body-too-slow",
    "invalid-body",
    "import-rejected",
)
_HEADER_PROBLEMS = {
    "Idempotency-Key": ("idempotency-key-reused", "request-in-progress"),
    "If-Match": ("precondition-failed",),
    "If-None-Match-Write": ("precondition-failed",),
    "If-Match-Required": ("precondition-failed", "precondition-required"),
}


@dataclass(frozen=True, slots=True)
class DeclaredOperation:
    """One operation with its path, method and id."""

    path: str
    method: str
    operation_id: str
    operation: Operation
    uses_database: bool

    @property
    def list_problems(self) -> tuple[str, ...]:
        """Slugs of the problems that the operation can return."""
        requirement = self.operation.requires
        # An invalid key is an error even if the operation requires none.
        access_problems = (
            *(["unauthenticated", "invalid-credentials"] if requirement != "nothing" else []),
            *(["forbidden"] if list_sufficient_scopes(requirement) else []),
        )
        outages = ("unavailable",) if self.uses_database or access_problems else ()
        found = (
            *_COMMON_PROBLEMS,
            *(["not-acceptable"] if self.operation.has_choice_of_media_types else []),
            *access_problems,
            *outages,
            *(("precondition-failed",) if self.method == "get" else ()),
            *self._list_write_problems,
            *self.operation.problem_types,
        )
        return tuple(dict.fromkeys(found))

    @property
    def _list_write_problems(self) -> tuple[str, ...]:
        return (
            *(_BODY_PROBLEMS if self.operation.body_model is not None else ()),
            *(_FILE_PROBLEMS if self.operation.accepts_file else ()),
            *(slug for name in self.operation.request_headers for slug in _HEADER_PROBLEMS.get(name, ())),
        )


def list_operations(app: Litestar) -> list[DeclaredOperation]:
    """Return all operations by tag, then in order of registration."""
    tags = list(TAGS)
    return sorted(_iterate_operations(app), key=lambda declared: tags.index(declared.operation.tag))


def list_handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Yield every handler with its path, except OPTIONS: Litestar adds them, and UrlCheckMiddleware responds."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.http_methods != {"OPTIONS"}:
                    yield route.path_format, handler


def _iterate_operations(app: Litestar) -> Iterator[DeclaredOperation]:
    for path, handler in list_handlers(app):
        operation: Operation = handler.opt["operation"]
        uses_database = "database" in handler.parsed_fn_signature.parameters
        for method in sorted(handler.http_methods):
            yield DeclaredOperation(path, method.lower(), str(handler.operation_id), operation, uses_database)


def has_deprecations(operation: Operation) -> bool:
    """Return whether a response can have deprecation headers."""
    return operation.deprecation is not None or bool(
        list_deprecated_parameters(operation.query_model)
        or any(list_deprecated_properties(model) for model in (operation.body_model, operation.response_model))
    )
