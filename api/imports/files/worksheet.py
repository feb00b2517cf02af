"""A sheet is told row by row; only the row that is being told is held."""

import re
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from api.faults import Fault
from api.imports.cells.cell import Cell
from api.imports.cells.unreadable import Unreadable
from api.imports.files.markup import Depth, Enough
from api.imports.files.package import broken_spreadsheet
from api.imports.files.refused import fault_at, refused
from api.imports.files.sheet_cell import cell_of
from api.imports.files.workbook import Workbook

MOST_ROWS = 1_048_576  # as Excel has it, like the next
MOST_COLUMNS = 16_384
LONGEST_ROW = 2 << 20  # characters of a row's cells, which mostly are counted twice: as written, and as they are meant
_ADDRESS = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


class Row(NamedTuple):
    """`cells` are those up to the last that holds something."""

    number: int
    cells: list[Cell]
    faults: list[Fault]


class Worksheet:
    """Take `rows` after each piece. Raises FileRefused."""

    def __init__(self, book: Workbook) -> None:
        self.rows: list[Row] = []
        self._book = book
        self._prefix = ""  # of all names in the sheet, mostly none
        self._depth = Depth()  # of whatever is no row and no cell, which have their own rules
        self._columns: dict[str, int] = {}  # by their letters, as they were met
        self._number = 0  # of the row that is told, or was last
        self._cells: list[Cell] | None = None  # of the row
        self._told = 0  # cells of the row, empty ones too
        self._faults: list[Fault] = []  # of the row
        self._cell: dict[str, str] | None = None
        self._column = 0
        self._texts: list[str] = []  # of the cell
        self._length = 0  # of the texts of the row
        self._is_text = False
        self._is_spoken = False  # how a word is pronounced is no part of it

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.removeprefix(self._prefix):
            case "c":
                self._begin_cell(attributes)
            case "v" | "t":
                self._depth.enter()
                self._is_text = self._cell is not None and not self._is_spoken
            case "row":
                self._begin_row(attributes)
            case local:
                self._depth.enter()
                if local.endswith("worksheet"):
                    self._prefix = local.removesuffix("worksheet")
                self._is_spoken = self._is_spoken or local == "rPh"

    def end(self, name: str) -> None:
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
                    raise Enough
                self._is_spoken = self._is_spoken and local != "rPh"

    def text(self, data: str) -> None:
        if self._is_text:
            self._texts.append(data)
            self._lengthen(len(data))

    def _lengthen(self, more: int) -> None:
        self._length += more
        if self._length > LONGEST_ROW:
            raise refused(
                "record-too-long",
                f"baris ini memuat lebih dari {LONGEST_ROW} aksara",
                f"the row has more than {LONGEST_ROW} characters",
                self._number,
            )

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes.get("r"), self._number + 1)
        if self._cells is not None or number <= self._number:
            raise broken_spreadsheet()
        if number > MOST_ROWS:
            raise refused(
                "too-many-rows",
                f"lembar ini memuat lebih dari {MOST_ROWS} baris",
                f"the sheet has more than {MOST_ROWS} rows",
            )
        self._number, self._cells, self._faults = number, [], []
        self._column = self._told = self._length = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._told += 1
        if self._cells is None or self._cell is not None or self._told > MOST_COLUMNS:
            raise broken_spreadsheet()
        address = attributes.get("r")
        self._column = self._column + 1 if address is None else self._column_of(address)
        self._cell, self._texts = attributes, []

    def _end_cell(self) -> None:
        attributes, cells = self._cell, self._cells
        self._cell = None
        if attributes is None or cells is None or not self._texts:
            return
        try:
            cell = cell_of(attributes.get("t", "n"), attributes.get("s", ""), "".join(self._texts), self._book)
        except Unreadable as unreadable:
            said, place = unreadable.detail, f"{get_column_letter(self._column)}{self._number}"
            told = fault_at(self._number, unreadable.code, f"sel {place} {said.id}", f"the cell {place} {said.en}")
            self._faults.append(told)
            cell = "".join(self._texts)
        if isinstance(cell, str):
            self._lengthen(len(cell))  # a few bytes can stand for a shared string, and do so in every cell
        if cell is not None:
            if len(cells) >= self._column:
                raise broken_spreadsheet()
            cells.extend([None] * (self._column - 1 - len(cells)))
            cells.append(cell)

    def _end_row(self) -> None:
        if self._cells is not None:
            self.rows.append(Row(self._number, self._cells, self._faults))
        self._cells = None

    def _column_of(self, address: str) -> int:
        letters = address.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            match = _ADDRESS.fullmatch(address)
            if match is None:
                raise broken_spreadsheet()
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            if column > MOST_COLUMNS:
                raise broken_spreadsheet()
            self._columns[letters] = column
        return column


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise broken_spreadsheet()
    return int(text)
