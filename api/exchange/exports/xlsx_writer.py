"""XLSX exports: numbers, dates and timestamps as such; texts never as formulas."""

import asyncio
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from api.database.revision_reads import count_records
from api.errors import SpreadsheetLimitError
from api.exchange.exports.csv_writer import build_lines
from api.exchange.exports.export import MAX_SPREADSHEET_ROWS, Export, ExportRequest
from api.http.reads.csv_file import format_cell
from api.http.streams.snapshot import Snapshot
from api.http.streams.stream_writer import StreamWriter

MAX_CELL_LENGTH = 32_767  # characters; spreadsheets truncate longer texts


async def write_xlsx(export: Export, request: ExportRequest, snapshot: Snapshot, stream: StreamWriter) -> None:
    """Write the whole file before the first byte is sent, so that a too large export can still be rejected."""
    if export.table is not None and request.selection is not None:
        count = await count_records(snapshot.connection, export.table, request.selection)
        _require_row_limit(count)
    book = Workbook(write_only=True)
    book.properties.creator = "Capaian"
    book.properties.created = book.properties.modified = snapshot.known_at.replace(tzinfo=None, microsecond=0)
    sheet = book.create_sheet(export.name)
    sheet.freeze_panes = "A2"
    sheet.append(request.columns)
    count = 0
    try:
        async for rows in export.iterate_rows(snapshot, request):
            count += len(rows)
            _require_row_limit(count)
            lines = await build_lines(export, request, snapshot, rows)
            await asyncio.to_thread(_append_rows, sheet, request.columns, lines)
        saved = await asyncio.to_thread(_save_to_bytes, book)
    finally:
        with suppress(OSError, ValueError):  # after success the file does not exist
            sheet._writer.cleanup()  # noqa: SLF001  # otherwise the temporary file stays until the process ends
    await stream.write(saved)


def _require_row_limit(count: int) -> None:
    if count > MAX_SPREADSHEET_ROWS:
        raise SpreadsheetLimitError


def _append_rows(sheet: Any, columns: Sequence[str], lines: Iterable[Any]) -> None:
    for line in lines:
        sheet.append([_build_cell(sheet, getattr(line, column)) for column in columns])


def _build_cell(sheet: Any, value: Any) -> Any:
    match value:
        case None | Decimal() | int():
            return value
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None)  # spreadsheets have no time zones
        case date():
            return value
    text = format_cell(value)
    if len(text) > MAX_CELL_LENGTH:
        raise SpreadsheetLimitError
    if text[:1] not in ("=", "#"):
        return text
    cell = WriteOnlyCell(sheet, text)  # otherwise a formula, or the name of an error
    cell.data_type = "s"
    return cell


def _save_to_bytes(book: Workbook) -> bytes:
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
