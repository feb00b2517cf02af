"""A cell of a sheet: what it holds, from what is written of it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isinf

from openpyxl.utils.datetime import from_excel

from api.faults import Text
from api.imports.cells.cell import Cell
from api.imports.cells.unreadable import Unreadable, shown
from api.imports.files.spreadsheet_text import unescaped
from api.imports.files.workbook import Workbook

_INTEGER = re.compile(r"-?[0-9]{1,400}")
_NUMBER = re.compile(r"-?[0-9]{0,400}\.?[0-9]{1,400}(?:[Ee][+-]?[0-9]{1,3})?")
_EXACT = 1e15  # whole numbers below it are held exactly


def cell_of(kind: str, style: str, written: str, book: Workbook) -> Cell:
    """`kind` and `style` are the attributes `t` and `s`. Raises Unreadable."""
    if kind in {"str", "inlineStr"}:
        return unescaped(written)
    written = written.strip()
    if not written:
        return None
    try:
        return _KINDS[kind](written, style, book)
    except Unreadable:
        raise
    except (ValueError, OverflowError, LookupError, TypeError) as error:
        raise _unreadable(written) from error


def _shared(written: str, _: str, book: Workbook) -> Cell:
    if not _is_index(written):
        raise _unreadable(written)
    return book.strings[int(written)]


def _number(written: str, style: str, book: Workbook) -> Cell:
    """A number has a binary fraction in the file; the shortest decimal that means it is what people entered."""
    is_integer = _INTEGER.fullmatch(written)
    if not is_integer and not _NUMBER.fullmatch(written):
        raise _unreadable(written)
    number = int(written) if is_integer else float(written)
    if _is_index(style) and int(style) in book.dates:
        return _day(from_excel(number, book.epoch, timedelta=int(style) in book.durations))
    if _is_index(style) and int(style) in book.percents:
        raise Unreadable("percent-cell", PERCENT)
    if isinstance(number, int) or (number.is_integer() and abs(number) < _EXACT):
        return Decimal(int(number))
    if isinf(number):
        raise _unreadable(written)
    return Decimal(repr(number))


def _iso(written: str, _: str, __: Workbook) -> Cell:
    return _day(datetime.fromisoformat(written))


def _truth(written: str, _: str, __: Workbook) -> Cell:
    return _TRUTHS[written]


def _error(written: str, _: str, __: Workbook) -> Cell:
    said = shown(written)
    raise Unreadable("error-cell", Text(f"berisi galat {said}", f"holds the error {said}"))


def _day(moment: datetime | date | time | timedelta | None) -> Cell:
    if isinstance(moment, datetime):
        return moment.date() if moment.time() == time() else moment.isoformat()
    if isinstance(moment, date):
        return moment
    return moment.isoformat() if isinstance(moment, time) else str(moment)


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _unreadable(written: str) -> Unreadable:
    said = shown(written)
    return Unreadable("unreadable-cell", Text(f"berisi {said}, yang tak terbaca", f"holds {said}, which is unreadable"))


# What shows 45,67% holds 0.4567; entered as that, it would be another number than the one people saw.
PERCENT = Text(
    "diformat sebagai persen; tulis sebagai teks, seperti 45,67%",
    "is formatted as percent; write it as text, such as 45,67%",
)
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}
_KINDS: dict[str, Callable[[str, str, Workbook], Cell]] = {
    "n": _number,
    "s": _shared,
    "b": _truth,
    "e": _error,
    "d": _iso,
}
