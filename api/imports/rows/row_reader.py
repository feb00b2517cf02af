"""Rows are read: each cell by its column, then what they say together."""

from collections.abc import Sequence
from typing import Any

from api.faults import Fault, Invalid
from api.imports.cells.cell import Cell, is_blank, written
from api.imports.cells.numbers import NumberFormat
from api.imports.cells.regions import Regions
from api.imports.rows.column import Setting
from api.imports.rows.column_cells import ColumnCells
from api.imports.rows.layout import Layout
from api.imports.rows.members import MemberReader
from api.imports.rows.said import NOTHING, RowFault, Said
from api.imports.rows.settling import SETTLE

__all__ = ["RowFault", "RowReader", "Said", "is_blank"]

# Number, line, cells, members of a JSON object, and what is wrong with it: see api/imports/files.
Record = tuple[int, int, list[Cell], dict[str, Any] | None, list[Fault]]


class RowReader:
    """Raises Invalid for constants that cannot be read; what is wrong with a row is told with the row."""

    def __init__(self, layout: Layout, regions: Regions, number_format: NumberFormat | None = None) -> None:
        setting = Setting(regions, number_format)
        self._columns = layout.columns
        self._width = len(layout.columns)
        self._cells = [(place, column.name, ColumnCells(column, setting)) for place, column in layout.places]
        self._settle = SETTLE[layout.collection]
        self._objects = MemberReader(layout.collection)
        self._constants = _constants(layout, setting)

    def read_record(self, record: Record) -> Said:
        """A record that was not whole says nothing, but why."""
        number, line, cells, members, faults = record
        if faults:
            told = [RowFault(None, fault.code, fault.detail) for fault in faults]
            return Said(number, line, {}, {}, told, _raw(cells))
        return self.read(number, line, cells) if members is None else self._objects.read(number, line, members)

    def read(self, number: int, line: int, cells: Sequence[Cell]) -> Said:
        """A row that is too short says nothing in the columns that it has not."""
        row = cells if len(cells) >= self._width else [*cells, *[None] * (self._width - len(cells))]
        said: dict[str, Any] = self._constants.copy()
        faults: list[tuple[str, Fault]] = []
        for place, name, kept in self._cells:
            cell = row[place]
            found = kept[cell] if cell.__class__ is str else kept.of_any(cell)
            if found.__class__ is Fault:
                faults.append((name, found))
            else:
                said[name] = found
        unread = frozenset([name for name, _ in faults]) if faults else NOTHING
        beside, disagreeing = self._settle(said, unread)
        faults += [(str(fault.pointer)[1:], fault) for fault in disagreeing]
        told = [RowFault(self._columns.get(name, name), fault.code, fault.detail) for name, fault in faults]
        return Said(number, line, said, beside, told, _raw(cells))


def _raw(cells: Sequence[Cell]) -> list[str]:
    try:
        joined = "".join(cells)  # type: ignore[arg-type]  # all of a CSV file are texts, which is quickly told
        joined.encode()
    except (TypeError, UnicodeEncodeError):
        return [written(cell) for cell in cells]
    return [written(cell) for cell in cells] if "\0" in joined else list(cells)  # type: ignore[arg-type]


def _constants(layout: Layout, setting: Setting) -> dict[str, Any]:
    """What every row says. Raises Invalid."""
    read = {column.name: ColumnCells(column, setting)[cell] for column, cell in layout.constants}
    faults = [
        Fault(found.code, found.detail, pointer=f"/mapping/constants/{name}")
        for name, found in read.items()
        if isinstance(found, Fault)
    ]
    if faults:
        raise Invalid("body", faults)
    return read
