"""A table as a spreadsheet (XLSX): collected first, for its directory stands at its end, then read row by row."""

from collections.abc import Iterator

from api.imports.cells.cell import Cell, written
from api.imports.files.header import names_of
from api.imports.files.markup import told
from api.imports.files.package import OLE, ZIP, Package, not_a_spreadsheet
from api.imports.files.record import Record
from api.imports.files.refused import FileRefused, FileTooLarge, fault_at, refused
from api.imports.files.workbook import Workbook
from api.imports.files.worksheet import Row, Worksheet

LARGEST = 32 << 20


class Spreadsheet:
    """Feed it the file, which yields nothing yet, and `finish`. Raises FileRefused and FileTooLarge."""

    delimiter: str | None = None
    encoding: str | None = None

    def __init__(self, sheet: str | None = None) -> None:
        self.header: list[str] | None = None
        self._sheet = sheet
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[Record]:
        self._data += data
        if len(self._data) > LARGEST:
            raise FileTooLarge
        opening = bytes(self._data[: len(OLE)])
        if not (opening.startswith(ZIP[: len(opening)]) or OLE.startswith(opening)):
            raise not_a_spreadsheet()
        return iter(())

    def finish(self) -> Iterator[Record]:
        package = Package(bytes(self._data))
        self._data.clear()
        book = Workbook.opened(package, self._sheet)
        number, sheet = 0, Worksheet(book)
        for _ in told(package.read(book.part), sheet):
            for row in sheet.rows:
                if not any(map(_says, row.cells)):
                    continue
                if self.header is None:
                    self.header = _header_of(row)
                else:
                    number += 1
                    yield _record_of(number, row, len(self.header))
            sheet.rows.clear()
        if self.header is None:
            raise refused("empty-file", "lembar ini tidak memuat apa pun", "the sheet holds nothing")


def _says(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _header_of(row: Row) -> list[str]:
    if row.faults:
        raise FileRefused(row.faults[0])
    return names_of([written(cell) for cell in row.cells], row.number)


def _record_of(number: int, row: Row, width: int) -> Record:
    """A sheet has no cells where nothing is."""
    cells, faults = row.cells, row.faults
    if any(map(_says, cells[width:])):
        said = fault_at(
            row.number,
            "wrong-number-of-cells",
            f"memuat sel di luar {width} kolom yang dinamai tajuk",
            f"has cells beyond the {width} columns that the header names",
        )
        return Record(number, row.number, cells, None, [said, *faults])
    return Record(number, row.number, [*cells[:width], *[None] * (width - len(cells))], None, faults)
