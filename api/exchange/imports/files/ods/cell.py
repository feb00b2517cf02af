"""Conversion of the attributes of an ODS cell into its value."""

import re
from collections.abc import Callable
from datetime import datetime

from api.exchange.imports.cells.cell import CellError, CellValue, quote_cell
from api.exchange.imports.cells.number_words import find_magnitude
from api.exchange.imports.files.cell_texts import (
    ERROR_VALUE,
    FOREIGN_CURRENCY,
    FORMULA_WITHOUT_VALUE,
    PERCENT_FORMAT,
    SCALED_FORMAT,
    TIME_FORMAT,
)
from api.exchange.imports.files.ods.names import (
    BOOLEAN_VALUE,
    CURRENCY,
    DATE_VALUE,
    EXTENDED_VALUE_TYPE,
    FORMULA,
    STRING_VALUE,
    TIME_VALUE,
    VALUE,
    VALUE_TYPE,
)
from api.exchange.imports.files.stored_values import (
    convert_date,
    convert_number,
    parse_stored_number,
    unreadable_cell_error,
)

RUPIAH = "IDR"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?)?")
# The result of a formula, also in other languages: old programs store such a cell as the number 0.
_ERROR_RESULT = re.compile(r"#[^\s#]+[!?]|#N/A|#NV|Err:[0-9]{3}")
_BOOLEAN_FORMULAS = {"of:=TRUE()": True, "of:=FALSE()": False}  # LibreOffice stores them as 1 and 0
_BOOLEANS = {"true": True, "false": False}


def parse_cell(attributes: dict[str, str], shown: str | None) -> CellValue:
    """Return the value of a cell. `shown` is its text, None without one. Raises CellError."""
    formula = attributes.get(FORMULA)
    if attributes.get(EXTENDED_VALUE_TYPE) == "error" or (formula and _ERROR_RESULT.fullmatch(shown or "")):
        raise CellError("spreadsheet_error_value", ERROR_VALUE.fill(quote_cell(shown or "")))
    if formula in _BOOLEAN_FORMULAS:
        return _BOOLEAN_FORMULAS[formula]
    kind = attributes.get(VALUE_TYPE, "string")
    if kind not in _PARSERS:
        raise unreadable_cell_error(shown or kind)
    name, parse = _PARSERS[kind]
    written = attributes.get(name, shown if kind == "string" else None)
    if written is None:
        if formula is not None:
            raise CellError("formula_without_value", FORMULA_WITHOUT_VALUE)
        if kind == "string":
            return None
        raise unreadable_cell_error(shown or "")
    if kind in {"float", "currency"} and (word := find_magnitude(shown or "")) is not None:
        raise CellError("scaled_number_format", SCALED_FORMAT.fill(word))
    return parse(written, attributes)


def _parse_number(written: str, _: dict[str, str]) -> CellValue:
    return convert_number(parse_stored_number(written.strip()))


def _parse_amount(written: str, attributes: dict[str, str]) -> CellValue:
    """Parse an amount of money. A format that shows another currency than the rupiah is an error."""
    currency = attributes.get(CURRENCY) or RUPIAH
    if currency != RUPIAH:
        raise CellError("foreign_currency", FOREIGN_CURRENCY.fill(quote_cell(currency)))
    return _parse_number(written, attributes)


def _parse_date(written: str, _: dict[str, str]) -> CellValue:
    if not _DATE.fullmatch(written):
        raise unreadable_cell_error(written)
    try:
        return convert_date(datetime.fromisoformat(written))
    except ValueError as error:
        raise unreadable_cell_error(written) from error


def _parse_text(written: str, _: dict[str, str]) -> CellValue:
    return written


def _parse_boolean(written: str, _: dict[str, str]) -> CellValue:
    if written not in _BOOLEANS:
        raise unreadable_cell_error(written)
    return _BOOLEANS[written]


def _raise_percent_error(_: str, __: dict[str, str]) -> CellValue:
    raise CellError("percent_formatted_cell", PERCENT_FORMAT)


def _raise_time_error(written: str, _: dict[str, str]) -> CellValue:
    raise CellError("time_cell", TIME_FORMAT.fill(quote_cell(written)))


# By value type: the attribute with the value, and its parser.
_PARSERS: dict[str, tuple[str, Callable[[str, dict[str, str]], CellValue]]] = {
    "float": (VALUE, _parse_number),
    "currency": (VALUE, _parse_amount),
    "percentage": (VALUE, _raise_percent_error),
    "date": (DATE_VALUE, _parse_date),
    "time": (TIME_VALUE, _raise_time_error),
    "boolean": (BOOLEAN_VALUE, _parse_boolean),
    "string": (STRING_VALUE, _parse_text),
}
