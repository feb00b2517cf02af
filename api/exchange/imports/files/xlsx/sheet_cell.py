"""Conversion of the XML text of a spreadsheet cell into its value."""

from collections.abc import Callable
from datetime import datetime

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from api.exchange.imports.cells.cell import CellError, CellValue, quote_cell
from api.exchange.imports.files.cell_texts import ERROR_VALUE, NONEXISTENT_DATE, PERCENT_FORMAT, SCALED_FORMAT
from api.exchange.imports.files.stored_values import (
    convert_date,
    convert_number,
    parse_stored_number,
    unreadable_cell_error,
)
from api.exchange.imports.files.xlsx.shared_strings import unescape_xlsx
from api.exchange.imports.files.xlsx.workbook import Workbook

_NONEXISTENT_DAY = 60  # 29 February 1900 in Excel; openpyxl returns 28 February


def parse_sheet_cell(kind: str, style: str, written: str, book: Workbook) -> CellValue:
    """Return the value of a cell. `kind` and `style` are its attributes `t` and `s`, `written` its text.

    Raises CellError.
    """
    if kind in {"str", "inlineStr"}:
        return unescape_xlsx(written)
    written = written.strip()
    if not written:
        return None
    try:
        return _PARSERS[kind](written, style, book)
    except CellError:
        raise
    except (ValueError, OverflowError, LookupError, TypeError) as error:
        raise unreadable_cell_error(written) from error


def _parse_shared_string(written: str, _: str, book: Workbook) -> CellValue:
    if not _is_index(written):
        raise unreadable_cell_error(written)
    return book.strings[int(written)]


def _parse_number(written: str, style: str, book: Workbook) -> CellValue:
    """Parse a number or, depending on the cell format, a date."""
    number = parse_stored_number(written)
    if _is_index(style) and int(style) in book.dates:
        if book.epoch == WINDOWS_EPOCH and int(number) == _NONEXISTENT_DAY and int(style) not in book.durations:
            raise CellError("nonexistent_date", NONEXISTENT_DATE)
        return convert_date(from_excel(number, book.epoch, timedelta=int(style) in book.durations))
    if _is_index(style) and int(style) in book.percents:
        raise CellError("percent_formatted_cell", PERCENT_FORMAT)
    if _is_index(style) and int(style) in book.scaled:
        raise CellError("scaled_number_format", SCALED_FORMAT.fill(book.scaled[int(style)]))
    return convert_number(number)


def _parse_iso_date(written: str, _: str, __: Workbook) -> CellValue:
    return convert_date(datetime.fromisoformat(written))


def _parse_boolean(written: str, _: str, __: Workbook) -> CellValue:
    return _BOOLEANS[written]


def _raise_cell_error(written: str, _: str, __: Workbook) -> CellValue:
    raise CellError("spreadsheet_error_value", ERROR_VALUE.fill(quote_cell(written)))


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit()


_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
_PARSERS: dict[str, Callable[[str, str, Workbook], CellValue]] = {
    "n": _parse_number,
    "s": _parse_shared_string,
    "b": _parse_boolean,
    "e": _raise_cell_error,
    "d": _parse_iso_date,
}
