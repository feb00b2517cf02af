"""Amounts as people write them: `13.700.000`, `Rp115,03`, `13,7 juta`, `45.67%`; what has two readings is refused."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from api.faults import Text
from api.figures.entry import NOT_AN_AMOUNT, is_amount
from api.imports.cells.unreadable import Unreadable, shown

NumberFormat = Literal["id", "en"]


class Stated(NamedTuple):
    """A number as it was stated: with the size of its rounding, and the unit where one was written.

    `is_spelled`: words or decimals say how far it is rounded; a plain integer says nothing of it.
    """

    value: Decimal
    resolution: Decimal
    unit: str | None = None
    is_spelled: bool = False


def read_amount(text: str, number_format: NumberFormat | None = None) -> Stated:
    """Raises Unreadable."""
    if len(text) <= MOST_DIGITS and text.isascii() and text.isdigit():
        return Stated(Decimal(text), ONE)
    found = _AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise Unreadable("not-a-number", NOT_A_NUMBER)
    outer, currency, inner, core, tail = found.groups()
    if outer and inner:
        raise Unreadable("not-a-number", NOT_A_NUMBER)
    shift, unit = _words(tail, currency) if tail or currency else (0, None)
    readings = _readings(core)
    number = readings.get(number_format) if number_format else next(iter(readings.values()), None)
    if number is None or (number_format is None and len(set(readings.values())) > 1):
        values = [_scaled(outer or inner, reading, shift) for reading in readings.values()]
        raise _not_read(number_format, [f"{value.normalize():f}" for value in values])
    decimals = len(number.partition(".")[2]) - shift
    value = _scaled(outer or inner, number, shift)
    if decimals > MOST_DECIMALS or not is_amount(value):
        raise Unreadable("not-an-amount", NOT_AN_AMOUNT)
    return Stated(value, _STEPS[decimals], unit, is_spelled=shift > 0 or decimals > 0)


def read_exact(value: Decimal) -> Stated:
    """A number that is kept as such, in a spreadsheet: an integer is exact, a fraction as exact as its last decimal.

    Raises Unreadable.
    """
    require_amount(value)
    exact = _plain(value.normalize())
    return Stated(exact, _STEPS[_decimals(exact)], is_spelled=_decimals(exact) > 0)


def require_amount(value: Decimal) -> Decimal:
    """The amount written out without an exponent. Zeros at the end count, for the database keeps them."""
    if not is_amount(value) or _decimals(value) > MOST_DECIMALS:
        raise Unreadable("not-an-amount", NOT_AN_AMOUNT)
    return _plain(value)


def _words(tail: str, currency: str | None) -> tuple[int, str | None]:
    """By how many powers of ten the words multiply, and the unit that they or `Rp` say."""
    words = tail.lower().replace("%", " % ").split()
    unit = "idr" if currency else None
    if words and words[-1] in PERCENT and unit is None:
        words, unit = words[:-1], "percent"
    if not words:
        return 0, unit
    if len(words) == 1 and words[0] in POWERS:
        return POWERS[words[0]], unit
    if re.fullmatch(r"e[-+]?[0-9]+", words[0]):
        raise Unreadable("shortened-number", SHORTENED)
    if not all(word.isalpha() and word.isascii() for word in words):
        raise Unreadable("not-a-number", NOT_A_NUMBER)
    known = ", ".join(KNOWN_WORDS)
    said = shown(tail.strip())
    raise Unreadable(
        "unknown-number-word",
        Text(
            f"memuat {said}, yang tidak dikenal atau bermakna ganda; yang dikenal: {known}, persen",
            f"has {said}, which is unknown or means more than one thing; known are: {known}, percent",
        ),
    )


def _readings(core: str) -> dict[str, str]:
    """The number in plain notation, as each language reads it that writes so."""
    return {
        name: core.replace(grouping, "").replace(mark, ".")
        for name, (notation, grouping, mark) in _NOTATIONS.items()
        if notation.fullmatch(core)
    }


def _not_read(number_format: NumberFormat | None, readings: list[str]) -> Unreadable:
    if not readings:
        return Unreadable("not-a-number", NOT_A_NUMBER)
    if number_format is not None:
        return Unreadable("other-number-format", _other(number_format))
    return Unreadable("ambiguous-number", _ambiguous(*readings))


def _scaled(sign: str, number: str, shift: int) -> Decimal:
    """Written out: zeros behind the point stay, for they were stated."""
    whole, _, fraction = number.partition(".")
    digits = f"{whole}{fraction}"
    missing = shift - len(fraction)
    magnitude = Decimal(digits + "0" * missing) if missing >= 0 else Decimal(f"{digits}E{missing}")
    return magnitude.copy_negate() if sign and magnitude else magnitude


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _plain(value: Decimal) -> Decimal:
    return Decimal(f"{value:f}")


def _ambiguous(indonesian: str, english: str) -> Text:
    return Text(
        f"dapat berarti {indonesian.replace('.', ',')} atau {english.replace('.', ',')}; "
        "nyatakan number_format=id atau number_format=en",
        f"can mean {indonesian} or {english}; declare number_format=id or number_format=en",
    )


def _other(number_format: NumberFormat) -> Text:
    return Text(
        f"tidak ditulis menurut number_format={number_format}",
        f"is not written as number_format={number_format} has it",
    )


# How each language groups thousands and marks decimals. A group stands behind a head of one to three digits without a
# zero at its front, so `0.125` and `1234.567` have one reading; `012.345` has none, for nobody writes it.
_NOTATIONS: dict[str, tuple[re.Pattern[str], str, str]] = {
    "id": (re.compile(r"[0-9]+|(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?"), ".", ","),
    "en": (re.compile(r"[0-9]+|(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"), ",", "."),
}
_AMOUNT = re.compile(
    # sign, currency, sign, number, words
    "([-\u2212]?)(?:(rp\\.?|idr)[ \u00a0]*)?([-\u2212]?)([0-9][0-9.,]*)((?:[^0-9.,].*)?)",
    re.ASCII | re.IGNORECASE,
)
POWERS = {
    **dict.fromkeys(("ribu", "rb", "thousand"), 3),
    **dict.fromkeys(("juta", "jt", "million"), 6),
    **dict.fromkeys(("miliar", "milyar", "billion"), 9),
    **dict.fromkeys(("triliun", "trillion"), 12),
}
KNOWN_WORDS = ("ribu", "juta", "miliar", "triliun", "thousand", "million", "billion", "trillion")
PERCENT = frozenset({"%", "persen", "percent"})
ONE = Decimal(1)
_STEPS = {decimals: Decimal(f"{Decimal(f'1E{-decimals}'):f}") for decimals in range(-12, 10)}
MOST_DIGITS = 15  # an integer of so many is an amount, whatever its digits
MOST_DECIMALS = 9
LONGEST = 100  # of what can be a number at all

NOT_A_NUMBER = Text(
    "harus bilangan seperti 13700000, 13.700.000, 13,7 juta, atau Rp115,03",
    "must be a number such as 13700000, 13,700,000, 13.7 million or Rp115,03",
)
SHORTENED = Text(
    "disingkat oleh lembar kerja; tulis bilangannya lengkap",
    "was shortened by a spreadsheet; write the number in full",
)
