"""XLSX: numbers as numbers, days as days, and every text as a text, however it begins."""

import asyncio
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from api.exports.columns import Column
from api.exports.export import MOST_ROWS_OF_A_SPREADSHEET, Asked, Export
from api.faults import BeyondSpreadsheet
from api.http.outlet import Outlet
from api.http.page import cell
from api.http.snapshot import Snapshot
from api.postgres.chain import count_entities

LONGEST_TEXT = 32_767  # characters of a cell; what is longer, a spreadsheet cuts off


async def write_xlsx(export: Export, asked: Asked, held: Snapshot, outlet: Outlet) -> None:
    """Nothing leaves before all is written, so that what is too large can still be refused."""
    if export.chain is not None and asked.selection is not None:
        count = await count_entities(held.connection, export.chain, asked.selection)
        _refuse_beyond(count)
    book = Workbook(write_only=True)
    book.properties.creator = "Capaian"
    book.properties.created = book.properties.modified = held.moment.replace(tzinfo=None, microsecond=0)
    sheet = book.create_sheet(export.name)
    sheet.freeze_panes = "A2"
    sheet.append(asked.columns)
    columns = [export.columns[name] for name in asked.columns]
    count = 0
    try:
        async for rows in export.rows(held, asked):
            count += len(rows)
            _refuse_beyond(count)
            await asyncio.to_thread(_append, sheet, columns, [export.line_of(row) for row in rows])
        saved = await asyncio.to_thread(_saved, book)
    finally:
        with suppress(OSError, ValueError):  # it is gone where all went well
            sheet._writer.cleanup()  # noqa: SLF001  # else it stays until the process ends
    await outlet.write(saved)


def _refuse_beyond(count: int) -> None:
    if count > MOST_ROWS_OF_A_SPREADSHEET:
        raise BeyondSpreadsheet


def _append(sheet: Any, columns: Sequence[Column], lines: Iterable[Any]) -> None:
    for line in lines:
        sheet.append([_cell(sheet, getattr(line, column.name)) for column in columns])


def _cell(sheet: Any, value: Any) -> Any:
    match value:
        case None | Decimal() | int():
            return value
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None)  # a spreadsheet knows no zones
        case date():
            return value
    text = cell(value)
    if len(text) > LONGEST_TEXT:
        raise BeyondSpreadsheet
    if text[:1] not in ("=", "#"):
        return text
    told = WriteOnlyCell(sheet, text)  # else it would be taken for a formula, or for the name of an error
    told.data_type = "s"
    return told


def _saved(book: Workbook) -> bytes:
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
