"""The errors of an import, equal ones together."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api.database.pool import Connection
from api.exchange.imports.report.model import ImportRun
from api.exchange.imports.report.nearest_codes import load_suggestions
from api.exchange.imports.report.queries import load_column_names
from api.exchange.imports.report.row_errors import build_row_error, format_cell_reference
from api.exchange.imports.report.row_model import COUNT, ColumnProblem
from api.exchange.imports.report.stored_errors import shorten

GROUP_ERRORS = "SELECT error::text, received, position, row_count, lines FROM group_import_errors($1, $2, $3)"

_decoder = msgspec.json.Decoder(dict[str, Any])


class ErrorGroup(ColumnProblem, frozen=True, kw_only=True):
    """The same error of several rows: with the same column, content and text."""

    row_count: Annotated[int, Meta(ge=1, description="Number of rows with this error.", examples=[517], **COUNT)]
    lines: Annotated[
        list[int], Meta(max_length=10, description="Lines of the first 10 rows with this error.", examples=[[3, 4, 5]])
    ]
    cells: Annotated[
        list[str],
        Meta(
            max_length=10,
            description="Sheets and cells of these rows; empty for other files.",
            examples=[["Rekap!D3", "Rekap!D4"]],
        ),
    ]


async def list_error_groups(connection: Connection, run: ImportRun, skipped: int, limit: int) -> list[ErrorGroup]:
    """List the groups after the first `skipped` ones, the most frequent error first."""
    rows = await connection.fetch(GROUP_ERRORS, run.id, skipped, limit)
    columns = await load_column_names(connection, run.id)
    stored = [_decoder.decode(row["error"]) for row in rows]
    suggestions = await load_suggestions(connection, stored)
    errors = [build_row_error(error, columns, suggestions=suggestions) for error in stored]
    return [
        ErrorGroup(
            column=error.column,
            received=error.received if row["received"] is None else shorten(row["received"]),
            code=error.code,
            detail=error.detail,
            detail_en=error.detail_en,
            row_count=row["row_count"],
            lines=row["lines"],
            cells=_list_cells(run.file.sheet, row["position"], row["lines"]),
        )
        for row, error in zip(rows, errors, strict=True)
    ]


def _list_cells(sheet: str | None, position: int | None, lines: Sequence[int]) -> list[str]:
    """Return the references of the cells of a sheet. The position of a column starts at 1, as in SQL."""
    if sheet is None or position is None:
        return []
    return [format_cell_reference(sheet, position - 1, line) for line in lines]
