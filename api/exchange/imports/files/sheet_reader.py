"""SheetReader: buffer an XLSX or ODS file, because its directory is at the end, then parse it row by row."""

from collections.abc import Iterator

from api.errors import ErrorDetail
from api.exchange.imports.cells.cell import InvalidCell, format_cell
from api.exchange.imports.files.cell_texts import CELLS_WITHOUT_HEADER
from api.exchange.imports.files.errors import (
    FileRejectedError,
    build_file_error,
    build_limit_error,
)
from api.exchange.imports.files.header_search import HeaderRow, HeaderSearch, IsKnownColumn
from api.exchange.imports.files.ods.document import CONTENT_PART, open_table
from api.exchange.imports.files.open_file import ODS
from api.exchange.imports.files.record import FileRecord, parse_header
from api.exchange.imports.files.sheet_rows import FilledRow, OpenSheet, has_value
from api.exchange.imports.files.xlsx.worksheet import open_worksheet
from api.exchange.imports.files.zip_package import OLE_MAGIC, ZIP_MAGIC, ZipPackage, not_a_spreadsheet_error

MAX_FILE_BYTES = 32 << 20
MAX_MEDIA_TYPE_BYTES = 200
_TEMPLATE_SUFFIX = "-template"


class SheetReader:
    """Parse a spreadsheet: `feed` buffers the chunks, `finish` yields the records. The content states the format.

    Raises FileRejectedError and FileTooLargeError.
    """

    delimiter: str | None = None
    encoding: str | None = None

    def __init__(self, is_known: IsKnownColumn, sheet: str | None = None, header_rows: tuple[int, ...] = ()) -> None:
        self.header: list[str] | None = None
        self.titles: list[str] = []
        self.sheet = sheet
        self._search = HeaderSearch(is_known, header_rows)
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[FileRecord]:
        self._data += data
        if len(self._data) > MAX_FILE_BYTES:
            raise build_limit_error(
                "file_too_large",
                f"lembar kerja ini lebih dari {MAX_FILE_BYTES >> 20} MiB. Silakan kirim sebagai CSV",
                f"the spreadsheet has more than {MAX_FILE_BYTES >> 20} MiB; send it as CSV",
            )
        first_bytes = bytes(self._data[: len(OLE_MAGIC)])
        if not (first_bytes.startswith(ZIP_MAGIC[: len(first_bytes)]) or OLE_MAGIC.startswith(first_bytes)):
            raise not_a_spreadsheet_error()
        return iter(())

    def finish(self) -> Iterator[FileRecord]:
        package = ZipPackage(bytes(self._data))
        self._data.clear()
        opened = _open_sheet(package, self.sheet)
        self.sheet = opened.name
        for number, row in enumerate(self._read_rows_below_header(opened.read_filled_rows()), 1):
            yield _build_record(number, row, len(self.header or ()))
        if self.header is None:
            raise build_file_error("empty_file", "lembar ini kosong", "the sheet is empty")

    def _read_rows_below_header(self, rows: Iterator[FilledRow]) -> Iterator[FilledRow]:
        first_rows: list[FilledRow] = []
        for row in rows:
            if self.header is None:
                first_rows.append(row)
                yield from self._find_header(first_rows)
            else:
                yield row
        if self.header is None:
            yield from self._find_header(first_rows, is_last=True)

    def _find_header(self, rows: list[FilledRow], *, is_last: bool = False) -> list[FilledRow]:
        """Search the last of these rows, and set the header if it is decided. Return the rows below it."""
        found = (
            self._search.finish()
            if is_last
            else self._search.add(HeaderRow(rows[-1].number, [format_cell(cell) for cell in rows[-1].cells]))
        )
        if found is None:
            return []
        for row in rows:
            if row.number in found.rows:
                _require_valid_cells(row)
        self.header, self.titles = parse_header(found.names, found.rows[-1]), found.titles
        return [row for row in rows if row.number > found.rows[-1]]


def read_sheet(data: bytes, sheet: str | None) -> Iterator[HeaderRow]:
    """Yield the rows with content of a sheet, its header and titles too. Raises FileRejectedError."""
    for row in _open_sheet(ZipPackage(data), sheet).read_filled_rows():
        yield HeaderRow(row.number, [format_cell(cell) for cell in row.cells])


def _open_sheet(package: ZipPackage, wanted: str | None) -> OpenSheet:
    """Open the named or first visible sheet. Raises FileRejectedError."""
    if "mimetype" in package:
        media_type = b"".join(package.read("mimetype", MAX_MEDIA_TYPE_BYTES)).decode("latin-1").strip()
        if media_type.removesuffix(_TEMPLATE_SUFFIX) != ODS:
            raise not_a_spreadsheet_error()
        return open_table(package, wanted)
    return open_table(package, wanted) if CONTENT_PART in package else open_worksheet(package, wanted)


def _require_valid_cells(row: FilledRow) -> None:
    """Raise FileRejectedError if a cell of a header row has no usable value."""
    for cell in row.cells:
        if isinstance(cell, InvalidCell):
            raise FileRejectedError(ErrorDetail(cell.code, cell.detail, pointer=f"/lines/{row.number}"))


def _build_record(number: int, row: FilledRow, width: int) -> FileRecord:
    """Build a record of `width` cells: spreadsheets omit empty cells at the end of a row."""
    cells = row.cells
    if any(map(has_value, cells[width:])):
        error = ErrorDetail("wrong_number_of_cells", CELLS_WITHOUT_HEADER.fill(width), pointer=f"/lines/{row.number}")
        return FileRecord(number, row.number, cells, None, [error], row.over_rows)
    cells = [*cells[:width], *[None] * (width - len(cells))]
    return FileRecord(number, row.number, cells, None, [], row.over_rows)
