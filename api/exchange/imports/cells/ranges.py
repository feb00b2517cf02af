"""Parser of stated amounts: a number or a range (`17-19`, `20-22 juta`) with a qualifier (`hampir`, `>`)."""

import re

from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.field_parsers import CHOICES
from api.exchange.imports.cells.name_lookup import NameLookup
from api.exchange.imports.cells.number_notation import NUMBER_PATTERN, NumberFormat
from api.exchange.imports.cells.number_words import COMMON_UNITS, CURRENCY_PATTERN
from api.exchange.imports.cells.numbers import MAX_LENGTH, ParsedAmount, parse_amount
from api.resources.figures.validation import RANGE_REVERSED


def parse_stated_amount(
    text: str, number_format: NumberFormat | None = None, units: NameLookup = COMMON_UNITS
) -> ParsedAmount:
    """Parse an amount or a range, with its qualifier and a star that refers to a note. Raises CellError.

    A number in brackets is an error, because it can be negative or not.
    """
    if text.isdigit():
        return parse_amount(text, number_format, units)
    if text[:1] == "(" and (found := _IN_BRACKETS.fullmatch(text)):
        inner = parse_amount(found["amount"], number_format, units)
        raise CellError("ambiguous_number", IN_BRACKETS.fill(f"{-inner.value:f}", f"{inner.value:f}"))
    amount, mark = _MARK.subn("", text) if text.endswith(("*", "*)")) else (text, 0)
    qualifier = None
    if not amount[:1].isdigit() and (found := _QUALIFIER.match(amount)):
        qualifier, amount = QUALIFIERS[_normalize(found[1])], amount[found.end() :]
    elif amount[-1:] in "+hH" and (found := _MORE.search(amount)):
        qualifier, amount = "at_least", amount[: found.start()]
    parsed = parse_amount_or_range(amount, number_format, units)
    return parsed._replace(qualifier=qualifier, has_mark=mark > 0) if qualifier or mark else parsed


def parse_amount_or_range(
    text: str, number_format: NumberFormat | None = None, units: NameLookup = COMMON_UNITS
) -> ParsedAmount:
    """Parse an amount or a range. Raises CellError.

    A number word or unit after the second number also belongs to the first if that has neither: `20-22 juta` is 20 to
    22 million.
    """
    found = _RANGE.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        return parse_amount(text, number_format, units)
    low, high = found["low"].strip(), found["high"].strip()
    if _BARE_NUMBER.fullmatch(low) and (shared := _AFTER_NUMBER.search(high)):
        low = f"{low} {shared[0].strip()}"
    first, last = parse_amount(low, number_format, units), parse_amount(high, number_format, units)
    if first.value >= last.value:
        raise CellError("reversed_range", RANGE_REVERSED)
    return join_ends(first, last)._replace(range_end=last.value)


def join_ends(first: ParsedAmount, last: ParsedAmount) -> ParsedAmount:
    """Return the first number with the unit of either end and the finer of the roundings that they state."""
    stated = [end.resolution for end in (first, last) if end.has_explicit_precision]
    return first._replace(
        unit=first.unit or last.unit,
        resolution=min(stated, default=first.resolution),
        has_explicit_precision=bool(stated),
        has_number_word=first.has_number_word or last.has_number_word,
    )


def _normalize(word: str) -> str:
    return " ".join(word.lower().replace("-", " ").split())


QUALIFIERS = {
    _normalize(word.replace("_", " ")): qualifier
    for qualifier, words in CHOICES["qualifier"].items()
    if qualifier != "exact"
    for word in (qualifier, *words)
}
_PATTERNS = [
    re.escape(word).replace(r"\ ", "[ -]") + ("(?=[ \u00a0])" if word[0].isalpha() else "")
    for word in sorted(QUALIFIERS, key=len, reverse=True)  # `>=` before `>`
]
_QUALIFIER = re.compile(f"({'|'.join(_PATTERNS)})[ \u00a0]*", re.IGNORECASE)
_MORE = re.compile(r"(?:(?<=[0-9a-z%]) lebih|(?<=[0-9])\+)$", re.IGNORECASE)
_MARK = re.compile(r"(?<=[0-9a-z%])[ \u00a0]?(?:\*{1,3}|\*{1,2}\))$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\((?P<amount>[^-\u2212()]+)\)")
# A hyphen separates two numbers, because no sign follows a number; `1e-5` is no range. After a word, the second number
# may have a sign.
_RANGE = re.compile(
    r"(?P<low>[^\u2013]*[0-9][a-z% \u00a0]*(?<![0-9]e))"
    r"(?:[-\u2013] ?(?=[0-9]|rp|us)|(?<= )(?:s\.? ?d\.?|s/d|sampai(?: dengan)?|hingga|to) )(?P<high>.+)",
    re.ASCII | re.IGNORECASE,
)
_BARE_NUMBER = re.compile(
    rf"(?:(?:{CURRENCY_PATTERN})[ \u00a0]*)?[-\u2212]?(?:{NUMBER_PATTERN})", re.ASCII | re.IGNORECASE
)
_AFTER_NUMBER = re.compile(r"(?<=[0-9])[ \u00a0]*[a-z%][a-z% ]*$", re.ASCII | re.IGNORECASE)
IN_BRACKETS = Text(
    "ditulis dalam kurung: dapat berarti {0} atau {1}. Tulis tandanya, atau hapus kurungnya",
    "is in brackets: can mean {0} or {1}; write the sign, or remove the brackets",
)
