"""TableHandler: parse one table of an ODS file row by row; only the current rows are in memory."""

from collections.abc import Iterator
from typing import NamedTuple

from api.exchange.imports.cells.cell import CellError, CellValue, InvalidCell
from api.exchange.imports.files.errors import FileTooLargeError, build_limit_error
from api.exchange.imports.files.merged_cells import MergedCells, MergedRange
from api.exchange.imports.files.ods.cell import parse_cell
from api.exchange.imports.files.ods.cell_text import CellText
from api.exchange.imports.files.ods.names import (
    CELL,
    COLUMNS_REPEATED,
    COLUMNS_SPANNED,
    COVERED_CELL,
    PARAGRAPH,
    ROW,
    ROW_GROUPS,
    ROWS_REPEATED,
    ROWS_SPANNED,
    TABLE,
)
from api.exchange.imports.files.record import MAX_COLUMNS as MAX_RECORD_COLUMNS
from api.exchange.imports.files.sheet_rows import (
    MAX_COLUMNS,
    MAX_ROW_LENGTH,
    MAX_ROWS,
    SheetRow,
    has_value,
    name_invalid_cell,
    row_too_long_error,
    too_many_rows_error,
)
from api.exchange.imports.files.xml_parser import StopParsing, XmlDepthLimit, parse_integer
from api.exchange.imports.files.zip_package import corrupt_spreadsheet_error

TABLE_LEVEL = 4  # document, body, spreadsheet, table
# A repeated row of a few bytes is millions of cells, so the cells of such rows are limited.
MAX_REPEATED_CELLS = 2_000_000


class _Span(NamedTuple):
    column: int
    columns: int
    rows: int


class TableRow(NamedTuple):
    """A row with content, and how many times it is repeated. The errors of its cells do not name them yet."""

    number: int
    repeated: int
    cells: list[CellValue]
    spans: list[_Span]


def repeat_row(row: TableRow, merged: MergedCells) -> Iterator[SheetRow]:
    """Yield the row as often as it is repeated, and add the ranges that begin in each one to `merged`."""
    for number in range(row.number, row.number + row.repeated):
        cells = [
            name_invalid_cell(cell, column, number) if isinstance(cell, InvalidCell) else cell
            for column, cell in enumerate(row.cells, 1)
        ]
        for column, columns, rows in row.spans:
            merged.add(MergedRange(number, number + rows - 1, column, column + columns - 1))
        yield SheetRow(number, cells)


class TableHandler:
    """Collect the rows of the table with an index in `rows`, which the caller empties after each chunk.

    Elements that are not a part of the table, such as comments, drawings and nested tables, are ignored.
    Raises FileRejectedError.
    """

    def __init__(self, index: int) -> None:
        self.rows: list[TableRow] = []
        self._index = index
        self._tables = 0
        self._is_open = False
        self._depth = XmlDepthLimit()
        self._ignored: int | None = None  # level of an element whose content is ignored
        self._number = 0  # of the last row
        self._repeated_cells = 0
        self._repeated: int | None = None  # how often the current row is repeated; None outside a row
        self._cells: list[CellValue] = []
        self._spans: list[_Span] = []
        self._column = 0  # of the last cell
        self._cell_count = 0  # in this row, including empty cells
        self._length = 0  # characters in this row
        self._cell: dict[str, str] | None = None  # attributes; None outside a cell
        self._text = CellText()
        self._paragraph: int | None = None  # its level; None outside a paragraph of a cell

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth.enter()
        if self._ignored is None and not self._accept(name, attributes):
            self._ignored = self._depth.level

    def end_element(self, name: str) -> None:
        level = self._depth.level
        self._depth.leave()
        if self._ignored is not None:
            self._ignored = None if level == self._ignored else self._ignored
        elif self._paragraph is not None:
            self._paragraph = None if level == self._paragraph else self._paragraph
        elif self._cell is not None:
            self._end_cell(self._cell, is_covered=name == COVERED_CELL)
        elif self._repeated is not None:
            self._end_row(self._repeated)
        elif self._is_open and name == TABLE:
            raise StopParsing

    def characters(self, data: str) -> None:
        if self._paragraph is not None and self._ignored is None:
            self._text.add(data)
            self._count_characters(len(data))

    def _accept(self, name: str, attributes: dict[str, str]) -> bool:
        """Begin an element. Return False if its content is ignored."""
        if self._paragraph is not None:
            length = self._text.length
            is_text = self._text.start_element(name, attributes)
            self._count_characters(self._text.length - length)
            return is_text
        if self._cell is not None:
            if name == PARAGRAPH:
                self._text.begin_paragraph()
                self._paragraph = self._depth.level
            return name == PARAGRAPH
        if self._repeated is not None:
            if name in {CELL, COVERED_CELL}:
                self._begin_cell(attributes)
            return self._cell is not None
        if self._is_open:
            if name == ROW:
                self._begin_row(attributes)
            return name == ROW or name in ROW_GROUPS
        if name == TABLE and self._depth.level == TABLE_LEVEL:
            self._is_open = self._tables == self._index
            self._tables += 1
        return True

    def _count_characters(self, more: int) -> None:
        self._length += more
        if self._length > MAX_ROW_LENGTH:
            raise row_too_long_error(self._number + 1)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._repeated = _parse_count(attributes.get(ROWS_REPEATED))
        self._cells, self._spans = [], []
        self._column = self._cell_count = self._length = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell_count += 1
        if self._cell_count > MAX_COLUMNS:
            raise corrupt_spreadsheet_error()
        self._cell, self._text = attributes, CellText()

    def _end_cell(self, attributes: dict[str, str], *, is_covered: bool) -> None:
        self._cell = None
        column, repeated = self._column + 1, _parse_count(attributes.get(COLUMNS_REPEATED))
        self._column += repeated
        if not is_covered and (COLUMNS_SPANNED in attributes or ROWS_SPANNED in attributes):
            self._add_span(column, repeated, attributes)
        shown = None if self._text.is_empty else self._text.join()
        try:
            value = parse_cell(attributes, shown)
        except CellError as error:
            value = InvalidCell(shown or "", error.code, error.detail)
        if value is None:
            return
        if column > MAX_COLUMNS:
            raise corrupt_spreadsheet_error()
        repeated = max(1, min(repeated, MAX_RECORD_COLUMNS + 2 - column))  # one cell more than a header can have
        if isinstance(value, str):
            self._count_characters(len(value) * repeated)
        self._cells.extend([None] * (column - 1 - len(self._cells)))
        self._cells.extend([value] * repeated)

    def _add_span(self, column: int, repeated: int, attributes: dict[str, str]) -> None:
        columns, rows = (_parse_count(attributes.get(name)) for name in (COLUMNS_SPANNED, ROWS_SPANNED))
        if columns > 1 or rows > 1:
            if repeated > 1:
                raise corrupt_spreadsheet_error()
            self._spans.append(_Span(column, columns, rows))

    def _end_row(self, repeated: int) -> None:
        self._repeated = None
        number = self._number + 1
        self._number += repeated
        if not any(map(has_value, self._cells)) and all(span.rows == 1 for span in self._spans):
            return
        if self._number > MAX_ROWS:
            raise too_many_rows_error()
        self._repeated_cells += len(self._cells) * (repeated - 1)
        if self._repeated_cells > MAX_REPEATED_CELLS:
            raise _too_many_repeated_cells_error()
        self.rows.append(TableRow(number, repeated, self._cells, self._spans))


def _parse_count(text: str | None) -> int:
    """Parse a positive number, by default 1. Raises FileRejectedError."""
    count = parse_integer(text, 1)
    if not count:
        raise corrupt_spreadsheet_error()
    return count


def _too_many_repeated_cells_error() -> FileTooLargeError:
    return build_limit_error(
        "too_many_repeated_cells",
        f"lembar ini mengulang baris dengan lebih dari {MAX_REPEATED_CELLS} sel. Hapus baris yang berulang",
        f"the sheet repeats rows with more than {MAX_REPEATED_CELLS} cells; delete the repeated rows",
    )
