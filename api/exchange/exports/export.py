"""The definition of an export: its parameters, its columns, and how its rows are read."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, NamedTuple, cast

import msgspec

from api.database.revision_reads import RevisionTable, Selection
from api.exchange.exports.columns import ExportColumn
from api.http.reads.csv_file import Dialect, DialectParameter
from api.http.request.parameter_types import list_of, one_of
from api.http.request.query_string import QueryParameters
from api.http.streams.snapshot import Snapshot
from api.resources.figures.names import NamesParameter

MAX_SPREADSHEET_ROWS = 50_000  # writing them takes about ten seconds
PAGING_PARAMETERS = frozenset({"limit", "cursor", "count", "include"})  # an export has no pages


class ExportRequest(NamedTuple):
    """The parameters and columns of one request.

    `selection`: the rows, only for stored collections. `names`: whether the columns include those of names.
    """

    query: Any
    columns: tuple[str, ...]
    selection: Selection | None = None
    names: bool = False
    dialect: Dialect | None = None


def identity(row: Any) -> Any:
    return row


@dataclass(frozen=True, slots=True)
class Export:
    """An export.

    `model` of a row; `query`, `headers`: query parameters and response headers of the list. `iterate_rows` yields
    batches of rows, and `to_line` converts a row to an object with one attribute per column. `table`: the table of a
    stored collection; None for a computed one. `has_package`: whether a data package describes the files.
    """

    name: str
    description: str
    model: type[msgspec.Struct]
    query: type[QueryParameters]
    columns: Mapping[str, ExportColumn]
    default_columns: tuple[str, ...]
    iterate_rows: Callable[[Snapshot, ExportRequest], AsyncIterator[list[Any]]]
    to_line: Callable[[Any], Any] = identity
    table: RevisionTable[Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    depends_on_caller: bool = False
    has_package: bool = True

    @property
    def can_be_followed(self) -> bool:
        return self.table is not None and self.table.can_be_followed

    @property
    def key(self) -> str | None:
        return self.table.key if self.table is not None else None


def has_column_selection(export: Export, *, is_table: bool) -> bool:
    """Return whether a format accepts `columns`. JSON rows of computed collections contain more than the columns."""
    return is_table or export.table is not None


@cache
def build_export_parameters(
    query: type[QueryParameters], columns: tuple[str, ...], extension: str | None = None
) -> type[QueryParameters]:
    """Build the parameters of an export: filters and sort of the list, no paging, and `columns` if there are any.

    CSV and XLSX also have `names`, CSV `dialect`.
    """
    columns_parameter = Annotated[
        tuple[str, ...] | None,
        list_of(one_of(columns)),
        "Write only these columns, in this order. Default: the columns that an import accepts.",
    ]
    parameters = msgspec.defstruct(
        f"{query.__name__}Export",
        [
            *([("columns", columns_parameter, None)] if columns else []),
            *([("names", NamesParameter, None)] if extension in ("csv", "xlsx") else []),
            *([("dialect", DialectParameter, None)] if extension == "csv" else []),
        ],
        bases=(query,),
        namespace={"omitted_fields": PAGING_PARAMETERS},
        frozen=True,
        kw_only=True,
    )
    return cast("type[QueryParameters]", parameters)  # QueryParameters is its base
