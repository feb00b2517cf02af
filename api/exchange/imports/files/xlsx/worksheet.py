"""WorksheetHandler: parse a sheet row by row; only the current row is in memory."""

import re
from collections.abc import Iterator

from api.exchange.imports.cells.cell import CellError, CellValue, InvalidCell
from api.exchange.imports.files.cell_texts import FORMULA_WITHOUT_VALUE
from api.exchange.imports.files.sheet_rows import (
    MAX_COLUMNS,
    MAX_ROW_LENGTH,
    MAX_ROWS,
    OpenSheet,
    SheetRow,
    name_invalid_cell,
    row_too_long_error,
    too_many_rows_error,
)
from api.exchange.imports.files.xlsx.merged_ranges import load_merged_cells
from api.exchange.imports.files.xlsx.sheet_cell import parse_sheet_cell
from api.exchange.imports.files.xlsx.workbook import Workbook
from api.exchange.imports.files.xml_parser import StopParsing, XmlDepthLimit, parse_integer, parse_xml
from api.exchange.imports.files.zip_package import ZipPackage, corrupt_spreadsheet_error

_CELL_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def open_worksheet(package: ZipPackage, wanted: str | None) -> OpenSheet:
    """Open the named sheet, or by default the first visible one. Raises FileRejectedError."""
    book = Workbook.open(package, wanted)
    return OpenSheet(book.sheet, _read_rows(package, book), load_merged_cells(package, book.part))


def _read_rows(package: ZipPackage, book: Workbook) -> Iterator[SheetRow]:
    sheet = WorksheetHandler(book)
    for _ in parse_xml(package.read(book.part), sheet):
        yield from sheet.rows
        sheet.rows.clear()


class WorksheetHandler:
    """Collect the rows of a sheet in `rows`, which the caller empties after each chunk. Raises FileRejectedError."""

    def __init__(self, book: Workbook) -> None:
        self.rows: list[SheetRow] = []
        self._book = book
        self._prefix = ""  # namespace prefix of the elements, usually empty
        self._depth = XmlDepthLimit()  # rows and cells are checked separately
        self._columns: dict[str, int] = {}  # cache: index by letters
        self._number = 0  # of the current or last row
        self._cells: list[CellValue] | None = None  # None outside a row
        self._cell_count = 0  # in this row, including empty cells
        self._cell: dict[str, str] | None = None  # attributes; None outside a cell
        self._column = 0
        self._texts: list[str] = []  # in this cell
        self._length = 0  # characters in this row
        self._is_text = False
        self._is_formula = False  # the cell contains one,
        self._has_result = False  # and an element with its result
        self._is_phonetic = False  # in phonetic text, which is skipped

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        match name.removeprefix(self._prefix):
            case "c":
                self._begin_cell(attributes)
            case "v" | "t":
                self._depth.enter()
                self._is_text = self._cell is not None and not self._is_phonetic
                self._has_result = True
            case "row":
                self._begin_row(attributes)
            case "f":
                self._depth.enter()
                self._is_formula = True
            case local:
                self._depth.enter()
                if local.endswith("worksheet"):
                    self._prefix = local.removesuffix("worksheet")
                self._is_phonetic = self._is_phonetic or local == "rPh"

    def end_element(self, name: str) -> None:
        match name.removeprefix(self._prefix):
            case "c":
                self._end_cell()
            case "v" | "t":
                self._depth.leave()
                self._is_text = False
            case "row":
                self._end_row()
            case local:
                self._depth.leave()
                if local == "sheetData":
                    raise StopParsing
                self._is_phonetic = self._is_phonetic and local != "rPh"

    def characters(self, data: str) -> None:
        if self._is_text:
            self._texts.append(data)
            self._count_characters(len(data))

    def _count_characters(self, more: int) -> None:
        self._length += more
        if self._length > MAX_ROW_LENGTH:
            raise row_too_long_error(self._number)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = parse_integer(attributes.get("r"), self._number + 1)
        if self._cells is not None or number <= self._number:
            raise corrupt_spreadsheet_error()
        if number > MAX_ROWS:
            raise too_many_rows_error()
        self._number, self._cells = number, []
        self._column = self._cell_count = self._length = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell_count += 1
        if self._cells is None or self._cell is not None or self._cell_count > MAX_COLUMNS:
            raise corrupt_spreadsheet_error()
        reference = attributes.get("r")
        self._column = self._column + 1 if reference is None else self._parse_column_index(reference)
        self._cell, self._texts, self._is_formula = attributes, [], False
        self._has_result = False

    def _end_cell(self) -> None:
        attributes, cells = self._cell, self._cells
        self._cell = None
        if attributes is None or cells is None or not (self._texts or self._is_formula):
            return
        kind, written = attributes.get("t", "n"), "".join(self._texts)
        try:
            cell = self._parse_cell(kind, attributes.get("s", ""), written)
        except CellError as error:
            cell = name_invalid_cell(InvalidCell(written, error.code, error.detail), self._column, self._number)
        if isinstance(cell, str):
            self._count_characters(len(cell))  # a short index can refer to a long shared string
        if cell is not None:
            if len(cells) >= self._column:
                raise corrupt_spreadsheet_error()
            cells.extend([None] * (self._column - 1 - len(cells)))
            cells.append(cell)

    def _parse_cell(self, kind: str, style: str, written: str) -> CellValue:
        is_empty_text = kind == "str" and self._has_result
        if self._is_formula and not written.strip() and not is_empty_text:
            raise CellError("formula_without_value", FORMULA_WITHOUT_VALUE)
        return parse_sheet_cell(kind, style, written, self._book)

    def _end_row(self) -> None:
        if self._cells is not None:
            self.rows.append(SheetRow(self._number, self._cells))
        self._cells = None

    def _parse_column_index(self, reference: str) -> int:
        """Return the column of a cell reference, from 1. Raises FileRejectedError."""
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            match = _CELL_REFERENCE.fullmatch(reference)
            if match is None:
                raise corrupt_spreadsheet_error()
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            if column > MAX_COLUMNS:
                raise corrupt_spreadsheet_error()
            self._columns[letters] = column
        return column
