"""Rows of a sheet in either format: the choice of the sheet, its limits, and the filling of its merged cells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from api.errors import FilledText, Text
from api.exchange.imports.cells.cell import CellValue, InvalidCell, quote_cell
from api.exchange.imports.files.errors import FileRejectedError, build_file_error
from api.exchange.imports.files.merged_cells import MergedCells

MAX_ROWS = 1_048_576  # the limits of Excel and LibreOffice
MAX_COLUMNS = 16_384
# Characters of the cells of a row. Most count twice: the text in the XML and the value.
MAX_ROW_LENGTH = 2 << 20
MAX_LISTED_SHEETS = 20


class SheetName(NamedTuple):
    """One sheet of a file."""

    name: str
    is_visible: bool


class SheetRow(NamedTuple):
    """One row of a sheet, up to its last cell with content. `number` is the row number of the sheet."""

    number: int
    cells: list[CellValue]


class FilledRow(NamedTuple):
    """A row after its merged cells have been filled; `over_rows` are the positions of cells merged over rows."""

    number: int
    cells: list[CellValue]
    over_rows: frozenset[int]


class OpenSheet(NamedTuple):
    """The sheet to read. `merged` has the ranges that begin above or in the row that `rows` has yielded last."""

    name: str
    rows: Iterator[SheetRow]
    merged: MergedCells

    def read_filled_rows(self) -> Iterator[FilledRow]:
        """Yield the rows with content; their merged cells are filled. Raises FileRejectedError."""
        for row in self.rows:
            over_rows = self.merged.fill(row.number, row.cells)
            if any(map(has_value, row.cells)):
                yield FilledRow(row.number, row.cells, over_rows)


def has_value(cell: CellValue) -> bool:
    return cell is not None and cell != ""


def choose_sheet(sheets: Sequence[SheetName], wanted: str | None) -> int:
    """Return the index of the wanted sheet, or of the first visible one. Raises FileRejectedError if it is missing."""
    if wanted is None:
        found = sorted(range(len(sheets)), key=lambda index: not sheets[index].is_visible)
    else:
        found = [index for index, sheet in enumerate(sheets) if sheet.name == wanted]
    if found:
        return found[0]
    listed = ", ".join(quote_cell(sheet.name) for sheet in sheets[:MAX_LISTED_SHEETS])
    raise build_file_error(
        "unknown_sheet",
        f"tidak ada lembar dengan nama itu. Pilih salah satu: {listed}",
        f"no sheet has that name; choose one of: {listed}",
    )


def name_invalid_cell(cell: InvalidCell, column: int, row: int) -> InvalidCell:
    """Return the cell in this column and row, from 1, with an error that names it."""
    name = f"{get_column_letter(column)}{row}"
    return replace(cell, detail=FilledText.add_prefix(Text(f"sel {name} ", f"cell {name} "), cell.detail))


def row_too_long_error(number: int) -> FileRejectedError:
    return build_file_error(
        "record_too_long",
        f"baris ini memuat lebih dari {MAX_ROW_LENGTH} aksara. Silakan ringkas isinya",
        f"the row has more than {MAX_ROW_LENGTH} characters; shorten its texts",
        number,
    )


def too_many_rows_error() -> FileRejectedError:
    return build_file_error(
        "too_many_rows",
        f"lembar ini memuat lebih dari {MAX_ROWS} baris. Silakan bagi menjadi beberapa berkas",
        f"the sheet has more than {MAX_ROWS} rows; divide it into several files",
    )
