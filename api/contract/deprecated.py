"""What of the contract goes away, each named as a reader of the contract knows it, and the page that lists it."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from api.contract.declared import Declared
from api.contract.pages import filled_with_rows
from api.http.deprecation import Deprecation, deprecated_properties
from api.http.operation import Operation
from api.http.query import deprecated_parameters


class Deprecated(NamedTuple):
    """`name`: `GET /v1/things`, `q` of it, or `Thing.note`."""

    name: str
    deprecation: Deprecation


def has_deprecations(operation: Operation) -> bool:
    """Whether an answer may have to tell of one."""
    return operation.deprecation is not None or bool(
        deprecated_parameters(operation.query)
        or any(deprecated_properties(model) for model in (operation.takes, operation.answers))
    )


def deprecated_among(operations: Iterable[Declared]) -> list[Deprecated]:
    """What goes first stands first; a property that many operations answer with stands once."""
    found = dict.fromkeys(deprecated for one in operations for deprecated in _of(one))
    return sorted(found, key=lambda deprecated: (deprecated.deprecation.sunset, deprecated.name))


def deprecations_page(operations: Iterable[Declared]) -> bytes:
    rows = "".join(_row(deprecated) for deprecated in deprecated_among(operations))
    return filled_with_rows("deprecations.html", rows or '<tr><td colspan="4">—</td></tr>\n')


def _of(one: Declared) -> Iterator[Deprecated]:
    address = f"{one.method.upper()} {one.path}"
    if one.operation.deprecation is not None:
        yield Deprecated(address, one.operation.deprecation)
    for name, deprecation in deprecated_parameters(one.operation.query).items():
        yield Deprecated(f"{address} ?{name}=", deprecation)
    for model in (one.operation.takes, one.operation.answers):
        for name, deprecation in deprecated_properties(model):
            yield Deprecated(name, deprecation)


def _row(deprecated: Deprecated) -> str:
    name, (since, sunset, successor) = deprecated.name, _days(deprecated.deprecation)
    return f"<tr><td><code>{escape(name)}</code></td><td>{since}</td><td>{sunset}</td><td>{successor}</td></tr>\n"


def _days(deprecation: Deprecation) -> tuple[str, str, str]:
    successor = f"<code>{escape(deprecation.successor)}</code>" if deprecation.successor else "—"
    return deprecation.since.isoformat(), deprecation.sunset.isoformat(), successor
