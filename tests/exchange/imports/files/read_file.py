"""Read a whole file: its header, its records, or the error that rejects it."""

from typing import Any, NamedTuple

from api.exchange.imports.cells.cell import InvalidCell
from api.exchange.imports.files.decompression import FileEncoding, open_decompressor
from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.files.open_file import CSV, open_reader
from api.exchange.imports.files.record import FileRecord

KNOWN = {"a", "b", "c", "indicator", "value", "note", "kode;nama"}


class FileResult(NamedTuple):
    header: list[str] | None
    records: list[FileRecord]
    error: str | None
    pointer: str | None

    @property
    def rows(self) -> list[list[Any]]:
        return [record.cells for record in self.records]

    @property
    def record_errors(self) -> list[str]:
        """The codes of the errors of rows and of their cells."""
        return [error.code for record in self.records for error in [*record.errors, *_list_invalid_cells(record)]]


def _list_invalid_cells(record: FileRecord) -> list[InvalidCell]:
    return [cell for cell in record.cells if isinstance(cell, InvalidCell)]


def read_file(
    data: bytes,
    media_type: str = CSV,
    content_encoding: FileEncoding = "identity",
    chunk: int = 1 << 16,
    **options: Any,
) -> FileResult:
    file, body = open_reader(media_type, is_known=KNOWN.__contains__, **options), open_decompressor(content_encoding)
    records: list[FileRecord] = []
    code, pointer = None, None
    try:
        for start in range(0, len(data), chunk):
            for part in body.feed(data[start : start + chunk]):
                records += file.feed(part)
        for part in body.finish():
            records += file.feed(part)
        for record in file.finish():
            records.append(record)
    except FileRejectedError as rejection:
        code, pointer = rejection.error.code, rejection.error.pointer
    return FileResult(file.header, records, code, pointer)
