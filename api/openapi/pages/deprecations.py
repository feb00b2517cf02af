"""The page of deprecated operations, parameters and properties."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from api.http.request.deprecation import Deprecation, list_deprecated_properties
from api.http.request.query_string import list_deprecated_parameters
from api.openapi.document.operation_list import DeclaredOperation
from api.openapi.pages.problem_pages import render_table_page


class DeprecatedItem(NamedTuple):
    """A deprecated part; `name` is `GET /v1/things`, `GET /v1/things ?q=` or `Thing.note`."""

    name: str
    deprecation: Deprecation


def list_deprecated_items(operations: Iterable[DeclaredOperation]) -> list[DeprecatedItem]:
    """List the deprecated parts by sunset date; a property of several operations is listed once."""
    found = dict.fromkeys(item for one in operations for item in _list_operation_deprecations(one))
    return sorted(found, key=lambda item: (item.deprecation.sunset, item.name))


def render_deprecations_page(operations: Iterable[DeclaredOperation]) -> bytes:
    rows = "".join(_render_row(item) for item in list_deprecated_items(operations))
    return render_table_page("deprecations.html", rows or '<tr><td colspan="4">—</td></tr>\n')


def _list_operation_deprecations(one: DeclaredOperation) -> Iterator[DeprecatedItem]:
    operation = f"{one.method.upper()} {one.path}"
    if one.operation.deprecation is not None:
        yield DeprecatedItem(operation, one.operation.deprecation)
    for name, deprecation in list_deprecated_parameters(one.operation.query_model).items():
        yield DeprecatedItem(f"{operation} ?{name}=", deprecation)
    for model in (one.operation.body_model, one.operation.response_model):
        for name, deprecation in list_deprecated_properties(model):
            yield DeprecatedItem(name, deprecation)


def _render_row(item: DeprecatedItem) -> str:
    name, (since, sunset, successor) = item.name, _format_dates(item.deprecation)
    return f"<tr><td><code>{escape(name)}</code></td><td>{since}</td><td>{sunset}</td><td>{successor}</td></tr>\n"


def _format_dates(deprecation: Deprecation) -> tuple[str, str, str]:
    successor = f"<code>{escape(deprecation.successor)}</code>" if deprecation.successor else "—"
    return deprecation.since.isoformat(), deprecation.sunset.isoformat(), successor
