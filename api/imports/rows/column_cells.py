"""The cells of one column: what each of them says, kept, because cells repeat."""

from datetime import date
from decimal import Decimal
from typing import Any

from api.faults import Fault, Text
from api.imports.cells.cell import EDGES, Cell, plain
from api.imports.cells.periods import period_of_day
from api.imports.cells.unreadable import Unreadable
from api.imports.rows.column import Column, Setting

MOST_KEPT, LONGEST_KEPT = 4096, 500  # texts that are longer seldom repeat, and memory is for rows


class ColumnCells(dict[str, Any]):
    """By the text of a cell, what it says; or a Fault, where it says nothing."""

    def __init__(self, column: Column, setting: Setting) -> None:
        super().__init__()
        self.column = column
        self._setting = setting

    def __missing__(self, text: str) -> Any:
        if len(self) >= MOST_KEPT:
            self.clear()
        said = self._said(text)
        if len(text) <= LONGEST_KEPT:
            self[text] = said
        return said

    def of_any(self, cell: Cell) -> Any:
        """Of a cell that a spreadsheet types. Those are not kept: 1, 1.0 and true are one key."""
        if isinstance(cell, str):
            return self[cell]
        try:
            return self.column.said_by_nothing() if cell is None else self._typed(cell)
        except Unreadable as error:
            return Fault(error.code, error.detail)

    def _said(self, text: str) -> Any:
        column = self.column
        cell = text.replace("\r\n", "\n") if column.holds == "prose" else text.strip(EDGES)
        try:
            return column.read(cell, self._setting) if cell else column.said_by_nothing()
        except Unreadable as error:
            return Fault(error.code, error.detail)

    def _typed(self, cell: Decimal | date | bool) -> Any:
        column = self.column
        match cell:
            case bool():
                raise Unreadable("wrong-type", TRUTH)
            case Decimal() if column.exact is not None:
                return column.exact(cell)
            case Decimal():
                return column.read(plain(cell), self._setting)
            case date() if column.holds == "day":
                return column.read(cell.isoformat()[:10], self._setting)
            case date() if column.holds == "period":
                return period_of_day(cell).text
            case _:
                raise Unreadable("wrong-type", DAY)


TRUTH = Text("berisi TRUE atau FALSE; tulis sebagai teks", "holds TRUE or FALSE; write it as a text")
DAY = Text("berisi tanggal; tulis sebagai teks", "holds a date; write it as a text")
