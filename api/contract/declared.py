"""What the handlers of the application declare of themselves, in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from api.access.caller import scopes_of
from api.contract.about import TAGS
from api.http.operation import Operation

# Whatever is asked, and of whatever address.
_EVERYWHERE = ("malformed-url", "invalid-parameters", "not-acceptable", "address-too-long", "internal-error")
# Wherever a body is taken, and wherever a field of the request is heeded.
_OF_BODIES = ("unreadable-body", "unsupported-media-type", "body-too-large", "body-too-slow", "invalid-body")
_OF_FILES = (
    "unreadable-file",
    "unsupported-media-type",
    "file-too-large",
    "body-too-slow",
    "invalid-body",
    "import-refused",
)
_OF_HEADERS = {
    "Idempotency-Key": ("idempotency-key-reused", "request-in-progress"),
    "If-Match": ("precondition-failed",),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One operation where it stands."""

    path: str
    method: str
    operation_id: str
    operation: Operation
    asks_database: bool

    @property
    def problems(self) -> tuple[str, ...]:
        asks = self.operation.asks
        # Whoever shows a key that is not good is told so, even where none is needed.
        refusals = (*(["unauthenticated"] if asks != "nothing" else []), *(["forbidden"] if scopes_of(asks) else []))
        outages = ("unavailable",) if self.asks_database or refusals else ()
        found = (*_EVERYWHERE, *refusals, *outages, *self._problems_of_writing, *self.operation.problems)
        return tuple(dict.fromkeys(found))

    @property
    def requires_match(self) -> bool:
        """Nobody changes what they have not seen."""
        return self.method == "patch" and "If-Match" in self.operation.asked_in_headers

    @property
    def _problems_of_writing(self) -> tuple[str, ...]:
        return (
            *(_OF_BODIES if self.operation.takes is not None else ()),
            *(_OF_FILES if self.operation.takes_file else ()),
            *(slug for name in self.operation.asked_in_headers for slug in _OF_HEADERS.get(name, ())),
            *(("precondition-required",) if self.requires_match else ()),
        )


def declared_in(app: Litestar) -> list[Declared]:
    """All operations, by tag, then as they were registered."""
    tags = list(TAGS)
    return sorted(_all_in(app), key=lambda declared: tags.index(declared.operation.tag))


def handlers_in(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Every handler with its path, but for OPTIONS: Litestar adds those itself, and the gate answers them."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.http_methods != {"OPTIONS"}:
                    yield route.path_format, handler


def _all_in(app: Litestar) -> Iterator[Declared]:
    for path, handler in handlers_in(app):
        operation: Operation = handler.opt["operation"]
        asks_database = "database" in handler.parsed_fn_signature.parameters
        for method in sorted(handler.http_methods):
            yield Declared(path, method.lower(), str(handler.operation_id), operation, asks_database)
