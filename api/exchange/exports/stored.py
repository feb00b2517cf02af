"""Exports of stored collections: all rows of the list."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from api.database.revision_reads import ParameterBinder, RevisionTable, Selection, where_clause
from api.database.revision_writes import list_content_columns
from api.exchange.exports.columns import build_columns
from api.exchange.exports.export import Export, ExportRequest
from api.http.reads.collection import Collection
from api.http.reads.list_parameters import ListParameters
from api.http.streams.snapshot import Snapshot

FIRST_BATCH_SIZE, BATCH_SIZE = 100, 1000  # rows; few at first, so that the response starts early
CITATIONS_DESCRIPTION = "Citations of the figure, each with a locator, a quote, or both."


def build_stored_export(collection: Collection[Any]) -> Export:
    async def rows(snapshot: Snapshot, request: ExportRequest) -> AsyncIterator[list[Any]]:
        async for batch in _iterate_rows(snapshot, collection.table, request):
            yield batch

    return Export(
        name=collection.name,
        description=collection.description,
        model=collection.table.model,
        query=collection.parameters,
        columns=build_columns(collection.table.model, {"citations": CITATIONS_DESCRIPTION}),
        # The columns that an import accepts; who recorded the row and when only with `columns`.
        default_columns=list_content_columns(collection.table),
        iterate_rows=rows,
        table=collection.table,
        depends_on_caller=True,
    )


def build_selection(query: ListParameters, *, is_public: bool) -> Selection:
    """Select the rows of the list."""
    visible = query.list_visible_statuses(is_public=is_public)
    return Selection(query.known_at, visible, query.filters(), query.sort)


def build_select_sql(
    table: RevisionTable[Any], selection: Selection, expressions: Mapping[str, str]
) -> tuple[str, list[object]]:
    """Build the SELECT of all rows, sorted as in the list, with an expression over `t` for each column."""
    bind = ParameterBinder()
    where = where_clause(table, selection, bind)
    descending = " DESC" if selection.sort is not None and selection.sort.startswith("-") else ""
    order = ", ".join(f"t.{column}{descending}" for column in table.sort_columns(selection.sort))
    columns = ", ".join(f"{expression} AS {name}" for name, expression in expressions.items())
    return f"SELECT {columns} FROM {table.name} t WHERE {where} ORDER BY {order}", bind.values


async def _iterate_rows(
    snapshot: Snapshot, table: RevisionTable[Any], request: ExportRequest
) -> AsyncIterator[list[Any]]:
    if request.selection is None:
        raise TypeError("the export of a stored collection requires a selection")
    expressions = {name: table.field_expression(name) for name in table.columns}
    sql, values = build_select_sql(table, request.selection, expressions)
    cursor = await snapshot.connection.cursor(sql, *values)
    size = FIRST_BATCH_SIZE
    while rows := await cursor.fetch(size):
        yield [table.load(tuple(row)) for row in rows]
        size = BATCH_SIZE
