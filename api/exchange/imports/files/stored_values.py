"""Numbers and dates as spreadsheets store them, in either format."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isinf

from api.exchange.imports.cells.cell import CellError, CellValue, quote_cell
from api.exchange.imports.files.cell_texts import UNREADABLE_CELL

_INTEGER = re.compile(r"-?[0-9]{1,400}")
_NUMBER = re.compile(r"-?[0-9]{0,400}\.?[0-9]{1,400}(?:[Ee][+-]?[0-9]{1,3})?")
_MAX_EXACT_INTEGER = 1e15  # floats represent every integer below it exactly


def parse_stored_number(written: str) -> int | float:
    """Parse a number with a decimal point. Raises CellError if it is another text or infinite."""
    is_integer = _INTEGER.fullmatch(written)
    if not is_integer and not _NUMBER.fullmatch(written):
        raise unreadable_cell_error(written)
    number = int(written) if is_integer else float(written)
    if isinstance(number, float) and isinf(number):
        raise unreadable_cell_error(written)
    return number


def convert_number(number: float) -> Decimal:
    """Return the decimal number that the user typed.

    Spreadsheets store binary floats; `repr` returns the shortest decimal with that value.
    """
    if isinstance(number, int) or (number.is_integer() and abs(number) < _MAX_EXACT_INTEGER):
        return Decimal(int(number))
    return Decimal(repr(number))


def convert_date(value: datetime | date | time | timedelta | None) -> CellValue:
    """Return a date for a date at midnight, otherwise a text."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value
    return value.isoformat() if isinstance(value, time) else str(value)


def unreadable_cell_error(written: str) -> CellError:
    return CellError("unreadable_cell", UNREADABLE_CELL.fill(quote_cell(written)))
