"""MergedCells: the merged ranges of a sheet. Each empty cell of a range gets the value of its first cell."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from api.exchange.imports.cells.cell import CellValue
from api.exchange.imports.files.errors import build_limit_error
from api.exchange.imports.files.record import MAX_COLUMNS
from api.exchange.imports.files.zip_package import corrupt_spreadsheet_error

# A range of a few bytes covers millions of cells, so the cells that get a value are limited.
MAX_FILLED_CELLS = 2_000_000
NONE_MERGED: frozenset[int] = frozenset()


@dataclass(slots=True)
class MergedRange:
    """A range of cells, from 1, both ends included; `value` is known when its first row has been read."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    value: CellValue = None


class MergedCells:
    """Fills the rows of a sheet, which the caller passes in order."""

    def __init__(self, ranges: Iterable[MergedRange] = ()) -> None:
        self._pending = deque(sorted(ranges, key=lambda merged: merged.first_row))
        self._active: list[MergedRange] = []
        self._filled = 0

    def add(self, merged: MergedRange) -> None:
        """Add a range that begins in the next row to fill."""
        self._pending.append(merged)

    def fill(self, number: int, cells: list[CellValue]) -> frozenset[int]:
        """Fill the empty cells of a row. Return the positions, from 0, of cells merged over several rows.

        Raises FileRejectedError if ranges overlap.
        """
        if not self._pending and not self._active:
            return NONE_MERGED
        if any(merged.last_row < number for merged in self._active):
            self._active = [merged for merged in self._active if merged.last_row >= number]
        while self._pending and self._pending[0].first_row <= number:
            self._activate(self._pending.popleft(), number, cells)
        if not self._active or not any(cell is not None and cell != "" for cell in cells):
            return NONE_MERGED
        over_rows: list[int] = []
        for merged in self._active:
            positions = range(merged.first_column - 1, merged.last_column)
            self._fill_range(merged.value, positions, cells)
            if merged.last_row > merged.first_row:
                over_rows.extend(positions)
        return frozenset(over_rows)

    def _activate(self, merged: MergedRange, number: int, cells: list[CellValue]) -> None:
        merged.last_column = min(merged.last_column, MAX_COLUMNS + 1)
        if merged.last_row < number or merged.first_column > merged.last_column:
            return
        for other in self._active:
            if merged.first_column <= other.last_column and other.first_column <= merged.last_column:
                raise corrupt_spreadsheet_error()
        if number == merged.first_row and len(cells) >= merged.first_column:
            merged.value = cells[merged.first_column - 1]
        self._active.append(merged)

    def _fill_range(self, value: CellValue, positions: range, cells: list[CellValue]) -> None:
        if value is None or value == "":
            return
        cells.extend([None] * (positions.stop - len(cells)))
        for position in positions:
            if cells[position] is None or cells[position] == "":
                cells[position] = value
                self._filled += 1
        if self._filled > MAX_FILLED_CELLS:
            raise build_limit_error(
                "too_many_merged_cells",
                f"lembar ini memuat lebih dari {MAX_FILLED_CELLS} sel gabungan. Pisahkan sel gabungan",
                f"the sheet has more than {MAX_FILLED_CELLS} merged cells; unmerge them",
            )
