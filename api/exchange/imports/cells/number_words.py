"""The words of an amount: number words (`juta`), currencies (`Rp`) and units (`debitur`)."""

import re
from collections.abc import Iterable

from api.errors import Text
from api.exchange.imports.cells.cell import CellError, quote_cell
from api.exchange.imports.cells.name_lookup import NameLookup
from api.exchange.imports.cells.number_notation import NOT_A_NUMBER

MAGNITUDES = {
    **dict.fromkeys(("ribu", "rb", "thousand"), 3),
    **dict.fromkeys(("juta", "jt", "million"), 6),
    **dict.fromkeys(("miliar", "milyar", "billion"), 9),
    **dict.fromkeys(("triliun", "trilyun", "trillion"), 12),
}
MAGNITUDE_WORDS = ("ribu", "juta", "miliar", "triliun", "thousand", "million", "billion", "trillion")
CURRENCY_PATTERN = r"rp\.?|idr|us\$|usd"
GENERIC_UNIT = "unit"  # of any count
# Names of units in addition to those of their records.
UNIT_NAMES: dict[str, tuple[str, ...]] = {
    "idr": ("rp", "rupiah"),
    "percent": ("%", "persen"),
    "orang": ("jiwa",),
    GENERIC_UNIT: (),
}


def parse_words(tail: str, currency: str | None, units: NameLookup) -> tuple[int, str | None]:
    """Return the power of ten of the number word, and the unit of the text after the number or of the currency.

    T is a trillion rupiah, also without `Rp`, and M a billion only after `Rp`. Raises CellError.
    """
    words = tail.lower().replace("%", " % ").split()
    unit = _CURRENCIES[currency[0].lower()] if currency else None
    if not words:
        return 0, unit
    if len(words) == 1 and words[0] in _LETTERS:
        return _parse_letter(tail.strip(), currency), "idr"
    shift = MAGNITUDES.get(words[0], 0)
    names = words[1:] if shift else words
    if not names:
        return shift, unit
    if re.fullmatch(r"e[-+]?[0-9]+", words[0]):
        raise CellError("shortened_number", SHORTENED_BY_SPREADSHEET)
    stated = units.find(" ".join(names))
    if stated is not None and unit in (None, stated):
        return shift, stated
    if not all(word.isalpha() and word.isascii() for word in words):
        raise CellError("not_a_number", NOT_A_NUMBER)
    raise CellError("unknown_number_word", UNKNOWN_NUMBER_WORD.fill(quote_cell(tail.strip())))


def find_magnitude(text: str) -> str | None:
    """Return the first number word in a text, such as `juta`."""
    return next((word for word in re.findall("[a-z]+", text.lower()) if word in MAGNITUDES), None)


def build_unit_lookup(units: Iterable[tuple[str, Iterable[str | None]]] = ()) -> NameLookup:
    """Return the units by code and names. `units` are the codes and names of their records."""
    return NameLookup([*units, *UNIT_NAMES.items()])


def _parse_letter(letter: str, currency: str | None) -> int:
    """Return the power of ten of T or M. Raises CellError if it can mean something else."""
    power, *readings = _LETTERS[letter.lower()]
    accepted = {"": "T", "r": "TtMm", "i": "Tt", "u": ""}  # IDR is usual in English, where M is a million
    if letter in accepted[(currency or "")[:1].lower()]:
        return power
    raise CellError("ambiguous_number", AMBIGUOUS_LETTER.fill(letter, *readings))


COMMON_UNITS = build_unit_lookup()
_CURRENCIES = {"r": "idr", "i": "idr", "u": "usd"}
_LETTERS: dict[str, tuple[int, str, str]] = {"m": (9, "miliar", "million"), "t": (12, "triliun", "ton")}
AMBIGUOUS_LETTER = Text(
    "memuat {0}, yang dapat berarti {1} atau {2}. Tulis lengkap",
    "contains {0}, which can mean {1} or {2}; write it in full",
)
UNKNOWN_NUMBER_WORD = Text(
    f"memuat {{0}}, yang tidak dikenal. Gunakan salah satu: {', '.join(MAGNITUDE_WORDS)}, persen, atau nama satuan; "
    "lihat GET /v1/units",
    f"contains {{0}}, which is unknown; use one of: {', '.join(MAGNITUDE_WORDS)}, percent, or the name of a unit, see "
    "GET /v1/units",
)
SHORTENED_BY_SPREADSHEET = Text(
    "disingkat oleh aplikasi lembar kerja. Tulis bilangannya secara lengkap",
    "was shortened by a spreadsheet program; write the number in full",
)
