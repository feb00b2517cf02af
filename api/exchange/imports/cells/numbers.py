"""Parser of amounts such as `13.700.000`, `Rp1,2 T`, `3,17 juta debitur` and `45.67%`; two readings are an error."""

import re
from decimal import Decimal
from typing import NamedTuple

from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.name_lookup import NameLookup
from api.exchange.imports.cells.number_notation import NOT_A_NUMBER, NUMBER_PATTERN, NumberFormat, list_readings
from api.exchange.imports.cells.number_words import COMMON_UNITS, CURRENCY_PATTERN, parse_words
from api.resources.figures.validation import INVALID_AMOUNT, is_amount


class ParsedAmount(NamedTuple):
    """A number, the step to which it is rounded, and its unit if the cell contains one.

    `has_explicit_precision`: a number word or decimals state the rounding; a plain integer does not. `has_number_word`:
    the number is written in thousands or more. `range_end` is the upper end if the cell contains a range; `qualifier`
    is that in the cell (`hampir`). `has_mark`: a star after the number refers to a note, often "provisional".
    """

    value: Decimal
    resolution: Decimal
    unit: str | None = None
    has_explicit_precision: bool = False
    has_number_word: bool = False
    range_end: Decimal | None = None
    qualifier: str | None = None
    has_mark: bool = False


def parse_amount(
    text: str, number_format: NumberFormat | None = None, units: NameLookup = COMMON_UNITS
) -> ParsedAmount:
    """Parse an amount. A word after it must be the name of a unit.

    Without `number_format` the text must have the same value in Indonesian and English notation. Raises CellError.
    """
    if len(text) <= MAX_DIGITS and text.isascii() and text.isdigit():
        return ParsedAmount(Decimal(text), ONE)
    found = _AMOUNT.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise CellError("not_a_number", NOT_A_NUMBER)
    outer, currency, inner, core, dash, tail = found.groups()
    if outer and inner:
        raise CellError("not_a_number", NOT_A_NUMBER)
    shift, unit = parse_words(tail, currency, units) if tail or currency else (0, None)
    readings = list_readings(core, is_indonesian=bool(dash))
    number = readings.get(number_format) if number_format else next(iter(readings.values()), None)
    if number is None or (number_format is None and len(set(readings.values())) > 1):
        values = [_shift_decimal(outer or inner, reading, shift) for reading in readings.values()]
        raise _unreadable_number_error(number_format, [f"{value.normalize():f}" for value in values])
    decimals = len(number.partition(".")[2]) - shift
    value = _shift_decimal(outer or inner, number, shift)
    if decimals > MAX_DECIMALS or not is_amount(value):
        raise CellError("not_an_amount", INVALID_AMOUNT)
    return ParsedAmount(value, _STEPS[decimals], unit, shift > 0 or decimals > 0, shift > 0)


def parse_exact_number(value: Decimal) -> ParsedAmount:
    """Return the amount of a numeric spreadsheet cell, rounded to its last decimal. Raises CellError."""
    require_amount(value)
    exact = _to_plain_decimal(value.normalize())
    return ParsedAmount(exact, _STEPS[_count_decimals(exact)], has_explicit_precision=_count_decimals(exact) > 0)


def require_amount(value: Decimal) -> Decimal:
    """Return the amount without an exponent. Raises CellError.

    Trailing zeros count as decimals, because the database stores them.
    """
    if not is_amount(value) or _count_decimals(value) > MAX_DECIMALS:
        raise CellError("not_an_amount", INVALID_AMOUNT)
    return _to_plain_decimal(value)


def _unreadable_number_error(number_format: NumberFormat | None, readings: list[str]) -> CellError:
    if not readings:
        return CellError("not_a_number", NOT_A_NUMBER)
    if number_format is not None:
        return CellError("other_number_format", _other_format_text(number_format))
    return CellError("ambiguous_number", _ambiguous_number_text(*readings))


def _shift_decimal(sign: str, number: str, shift: int) -> Decimal:
    """Return number * 10**shift without an exponent. Trailing zeros of the fraction remain: they state the rounding."""
    whole, _, fraction = number.partition(".")
    digits = f"{whole}{fraction}"
    missing = shift - len(fraction)
    magnitude = Decimal(digits + "0" * missing) if missing >= 0 else Decimal(f"{digits}E{missing}")
    return magnitude.copy_negate() if sign and magnitude else magnitude


def _count_decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _to_plain_decimal(value: Decimal) -> Decimal:
    return Decimal(f"{value:f}")


def _ambiguous_number_text(indonesian: str, english: str) -> Text:
    return AMBIGUOUS_NUMBER.fill(indonesian, english, indonesian.replace(".", ","), english.replace(".", ","))


def _other_format_text(number_format: NumberFormat) -> Text:
    return OTHER_NUMBER_FORMAT.fill(number_format, _EXAMPLES[number_format])


_EXAMPLES: dict[NumberFormat, str] = {"id": "13.700,5", "en": "13,700.5"}
_AMOUNT = re.compile(
    # sign, currency, sign, number, dash instead of decimals (`Rp5.000,-`), rest
    f"([-\u2212]?)(?:({CURRENCY_PATTERN})[ \u00a0]*)?([-\u2212]?)({NUMBER_PATTERN})"
    "(,[-\u2013\u2014]{1,2})?((?:[^0-9.,].*)?)",
    re.ASCII | re.IGNORECASE,
)
ONE = Decimal(1)
_STEPS = {decimals: Decimal(f"{Decimal(f'1E{-decimals}'):f}") for decimals in range(-12, 10)}
MAX_DIGITS = 15  # an integer of this length is always a valid amount
MAX_DECIMALS = 9
MAX_LENGTH = 100  # characters of a cell with an amount

AMBIGUOUS_NUMBER = Text(
    "dapat berarti {2} atau {3}. Kirim number_format=id atau number_format=en",
    "can mean {0} or {1}; send number_format=id or number_format=en",
)
OTHER_NUMBER_FORMAT = Text(
    "tidak sesuai dengan number_format={0}. Tulis {1}", "does not match number_format={0}; write {1}"
)
