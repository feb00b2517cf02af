"""AmountScale: the factor of a column of numbers, which its header, the titles of the file or its unit may name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import CellError, escape_pointer, quote_cell
from api.exchange.imports.cells.number_words import MAGNITUDES
from api.exchange.imports.cells.numbers import ParsedAmount
from api.exchange.imports.rows.column import ImportColumn, ReadContext, normalize_column_name
from api.exchange.imports.rows.mapping import ImportMapping
from api.resources.figures.validation import INVALID_AMOUNT, NOT_POSITIVE, is_amount

SCALED_COLUMNS = frozenset({"value", "value_to", "resolution"})
_SCALES = {
    **MAGNITUDES,
    **dict.fromkeys(("ribuan", "thousands"), 3),
    **dict.fromkeys(("jutaan", "millions", "mn", "mio"), 6),
    **dict.fromkeys(("miliaran", "milyaran", "billions", "bn"), 9),
    **dict.fromkeys(("triliunan", "trillions", "tn"), 12),
}
_LETTERS = re.compile(r"[a-z]+")
_RUPIAH = re.compile(r"\brp[.,]?\s*\(?(m|t)\b")  # miliar and triliun
_CURRENCY = re.compile(r"\b(?:rp|idr|usd)(?=[a-z]{2})")
_FACTOR = re.compile(  # `x 1.000`; `(000)`, `'000s` and `Rp 000`, but not the end of `1 000`
    r"[x\u00d7*]\s*1((?:[.,\u00a0 ]?000)+)\b|(?<![0-9])(?<![0-9][.,\u00a0 ])((?:000[.,]?)*000)s?(?![0-9/])"
)
MAX_TITLES = 20


class AmountScale(NamedTuple):
    """The factor of the column of values and, if stated, its resolution as in the file. `name` is that in the file."""

    name: str
    multiplier: int = 1
    resolution: Decimal | None = None
    is_stated: bool = False

    @property
    def uses_finest_resolution(self) -> bool:
        """Whether the whole column has the resolution of its finest number."""
        return self.multiplier != 1 and self.resolution is None

    def apply_to(self, column: ImportColumn) -> ImportColumn:
        """Return the column with numbers multiplied, and without the factor in its units."""
        if column.name == "unit":
            return replace(column, parse=self._parse_unit(column))
        if column.name not in SCALED_COLUMNS or (self.multiplier == 1 and self.resolution is None):
            return column
        resolution = None if column.name == "resolution" else self.resolution
        parse_exact = column.parse_exact

        def parse(text: str, context: ReadContext) -> ParsedAmount:
            amount = column.parse(text, context)
            if amount.has_number_word and self.multiplier != 1:
                raise CellError("scale_stated_twice", SCALE_STATED_TWICE.fill(str(self.multiplier)))
            return self._multiply(amount, resolution)

        return replace(
            column,
            parse=parse,
            parse_exact=parse_exact and (lambda number: self._multiply(parse_exact(number), resolution)),
        )

    def _multiply(self, amount: ParsedAmount, resolution: Decimal | None) -> ParsedAmount:
        value = _to_plain(amount.value * self.multiplier)
        end = None if amount.range_end is None else _to_plain(amount.range_end * self.multiplier)
        step = _to_plain((resolution or amount.resolution) * self.multiplier)
        if not is_amount(value) or not (end is None or is_amount(end)):
            raise CellError("not_an_amount", INVALID_AMOUNT)
        return amount._replace(value=value, resolution=step, has_explicit_precision=True, range_end=end)

    def _parse_unit(self, column: ImportColumn) -> Any:
        def parse(text: str, context: ReadContext) -> Any:
            scales = find_scales(text)
            if not scales:
                return column.parse(text, context)
            if not self.is_stated or (self.multiplier != 1 and self.multiplier not in scales):
                raise CellError(
                    "unconfirmed_multiplier", UNCONFIRMED_MULTIPLIER.fill(quote_cell(text), self.name, str(scales[0]))
                )
            rest = remove_scales(text)
            return column.parse(rest, context) if rest else None

        return parse


NO_SCALE = AmountScale("value")


def find_scales(text: str) -> list[int]:
    """Return the factors that a text names: `ribu`, `juta rupiah`, `Rp M`, `x 1.000`, `(000)`."""
    lower = _split_currency(text)
    powers = [_SCALES[word] for word in _LETTERS.findall(lower) if word in _SCALES]
    powers += [9 if letter == "m" else 12 for letter in _RUPIAH.findall(lower)]
    powers += [next(zeros for zeros in found if zeros).count("0") for found in _FACTOR.findall(lower)]
    return [10**power for power in dict.fromkeys(powers)]


def remove_scales(text: str) -> str:
    """Return a unit without the factor: `unit` for `ribu unit`, `Rp` for `Rp (miliar)`."""
    rest = _RUPIAH.sub("rp", _FACTOR.sub(" ", _split_currency(text)))
    rest = _LETTERS.sub(lambda word: "" if word[0] in _SCALES else word[0], rest)
    return " ".join(re.sub(r"[()]", " ", rest).split())


def _split_currency(text: str) -> str:
    """Return the text in lower case, with a space in `RpJuta`."""
    return _CURRENCY.sub(lambda currency: f"{currency[0]} ", text.lower())


def build_scale(
    header: Sequence[str], names: Sequence[str | None], mapping: ImportMapping, titles: Sequence[str]
) -> tuple[AmountScale, list[ErrorDetail]]:
    """Return the scale of the values, and the errors of factors that the mapping does not confirm or misplaces."""
    normalized = [normalize_column_name(name) for name in header]
    errors: list[ErrorDetail] = []
    stated: dict[str, dict[int, Any]] = {"multiplier": {}, "resolution": {}}
    for option, values in stated.items():
        for name, value in getattr(mapping, option).items():
            position = _find_position(normalize_column_name(name), normalized)
            pointer = f"/mapping/{option}/{escape_pointer(quote_cell(name))}"
            if position is None or names[position] != "value":
                errors.append(ErrorDetail("not_a_value_column", NOT_A_VALUE_COLUMN, pointer=pointer))
            else:
                values[position] = value
                errors += require_positive_step(value, pointer)
    position = _find_position("value", names)
    if position is None:
        return NO_SCALE, errors
    multiplier = stated["multiplier"].get(position)
    name = header[position]
    scale = AmountScale(name, multiplier or 1, stated["resolution"].get(position), multiplier is not None)
    if (error := _find_unconfirmed(position, name, multiplier, titles)) is not None:
        errors.append(error)
    return scale, errors


def _find_position(name: str, names: Sequence[str | None]) -> int | None:
    return names.index(name) if name in names else None


def require_positive_step(step: Decimal | int, pointer: str) -> list[ErrorDetail]:
    """Return the error of a multiplier or resolution that is not above zero, or above the limits of an amount."""
    is_valid = step > 0 and is_amount(Decimal(step))
    return [] if is_valid else [ErrorDetail("too_small", NOT_POSITIVE, pointer=pointer)]


def find_unconfirmed_factor(name: str, multiplier: int | None, titles: Sequence[str]) -> tuple[str, int] | None:
    """Return a factor that the name of a column of values, or a title, states and its multiplier does not confirm.

    The factor comes with the text that names it.
    """
    named, text = next(
        ((scales, text) for text in (name, *titles[:MAX_TITLES]) if (scales := find_scales(text))), ([], name)
    )
    if not named or multiplier == 1 or (multiplier is not None and (multiplier in named or len(named) > 1)):
        return None
    return text, named[0]


def _find_unconfirmed(position: int, name: str, multiplier: int | None, titles: Sequence[str]) -> ErrorDetail | None:
    """Return the error of the column of values whose factor the mapping does not confirm."""
    unconfirmed = find_unconfirmed_factor(name, multiplier, titles)
    if unconfirmed is None:
        return None
    text, factor = unconfirmed
    values = (quote_cell(text), quote_cell(name), str(factor))
    if multiplier is None:
        detail = UNCONFIRMED_MULTIPLIER.fill(*values)
        return ErrorDetail("unconfirmed_multiplier", detail, pointer=f"/header/{position}")
    pointer = f"/mapping/multiplier/{escape_pointer(quote_cell(name))}"
    return ErrorDetail("multiplier_conflict", MULTIPLIER_CONFLICT.fill(*values), pointer=pointer)


def _to_plain(number: Decimal) -> Decimal:
    """Return the number without an exponent and without zeros at the end of the fraction."""
    return Decimal(f"{number.normalize():f}")


UNCONFIRMED_MULTIPLIER = Text(
    'memuat {0}, yang menyatakan kelipatan. Nyatakan dalam pemetaan: "multiplier": {{"{1}": {2}}}, atau 1 jika '
    "bilangannya sudah lengkap",
    'contains {0}, which names a factor; state it in the mapping: "multiplier": {{"{1}": {2}}}, or 1 if the numbers '
    "are complete",
)
MULTIPLIER_CONFLICT = Text(
    'tidak sesuai dengan {0}. Nyatakan "multiplier": {{"{1}": {2}}}, atau 1 jika bilangannya sudah lengkap',
    'does not agree with {0}; state "multiplier": {{"{1}": {2}}}, or 1 if the numbers are complete',
)
SCALE_STATED_TWICE = Text(
    "menyatakan kelipatan, sedangkan seluruh kolom ini dikalikan {0}. Tulis bilangannya saja",
    "names a factor, but the whole column is multiplied by {0}; write only the number",
)
NOT_A_VALUE_COLUMN = Text(
    "bukan kolom nilai dalam berkas. Gunakan nama kolom yang dipetakan ke value",
    "is not a column of values in the file; use the name of the column that is mapped to value",
)
