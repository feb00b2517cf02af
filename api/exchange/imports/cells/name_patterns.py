"""NamePattern: the name of a column with placeholders, such as `q{1..4}_{year}`, and the values that they match."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from api.errors import Text
from api.exchange.imports.cells.cell import CellError, quote_cell
from api.exchange.imports.cells.dates import find_month

MAX_PLACEHOLDERS = 4
MAX_NAME_LENGTH = 500
MAX_RANGE_END = 999
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"([0-9]{1,3})\.\.([0-9]{1,3})")
_SEPARATORS = re.compile(r"[\s_-]+")
_NUMBER_OR_NUMERAL = "[0-9]{1,3}|[ivx]{1,4}"
_EXPRESSIONS = {"year": "(?:19|20|21)[0-9]{2}", "month": "[0-9]{1,2}|[a-z]{3,9}", "text": ".+"}
_ROMAN_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMERALS = {name: number for number, name in enumerate(_ROMAN_NUMERALS, 1)}


class NamePattern(NamedTuple):
    """The parts between the placeholders are compared like the names of columns: in any case and with any separator.

    `placeholders` are the names in braces, in order.
    """

    text: str
    placeholders: tuple[str, ...]
    expression: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=1024)  # the cells of the first rows are compared with the patterns of the mapping
    def parse(cls, text: str) -> Self:
        """Parse the name of a column with placeholders. Raises CellError."""
        first, *rest = _PLACEHOLDER.split(text.strip())
        placeholders, literals = tuple(rest[::2]), rest[1::2]
        for name in placeholders:
            if name not in _EXPRESSIONS and _parse_range(name) is None:
                raise CellError("invalid_placeholder", INVALID_PLACEHOLDER.fill(quote_cell(f"{{{name}}}")))
        if any("{" in part or "}" in part for part in (first, *literals)):
            raise CellError("invalid_placeholder", INVALID_PLACEHOLDER.fill(quote_cell(text)))
        if len(set(placeholders)) != len(placeholders) or len(placeholders) > MAX_PLACEHOLDERS:
            raise CellError("invalid_placeholder", REPEATED_PLACEHOLDER.fill(str(MAX_PLACEHOLDERS)))
        # Only a year has a fixed length: `{1..31}{month}` would read `111` as 11 January or as 1 November.
        if any(not part and "year" not in pair for part, pair in zip(literals, pairwise(placeholders), strict=False)):
            raise CellError("invalid_placeholder", ADJACENT_PLACEHOLDERS.fill(quote_cell(text)))
        groups = (f"({_EXPRESSIONS.get(name, _NUMBER_OR_NUMERAL)})" for name in placeholders)
        parts = (group + _compile_literal(literal) for group, literal in zip(groups, literals, strict=True))
        return cls(text, placeholders, re.compile(_compile_literal(first) + "".join(parts), re.IGNORECASE | re.DOTALL))

    @property
    def matches_any_text(self) -> bool:
        return "text" in self.placeholders

    def match(self, name: str) -> dict[str, str] | None:
        """Return what the placeholders stand for in the name of a column, None if it does not match."""
        # Runs of separators are shortened first, so that the time of a match is linear.
        found = (
            self.expression.fullmatch(_SEPARATORS.sub(lambda run: run[0][0], name.strip()))
            if len(name) <= MAX_NAME_LENGTH
            else None
        )
        if found is None:
            return None
        values = {}
        for placeholder, text in zip(self.placeholders, found.groups(), strict=True):
            value = _read_value(placeholder, text)
            if value is None:
                return None
            values[placeholder] = value
        return values


def list_placeholders(text: str) -> Iterator[str]:
    """Yield the names in braces of a text."""
    return (found[1] for found in _PLACEHOLDER.finditer(text))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Replace each placeholder by its value. All of them must have one."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _read_value(placeholder: str, text: str) -> str | None:
    """Return the value of a placeholder: a month with two digits, a number without leading zeros."""
    lower = text.lower()
    if placeholder == "month":
        month = int(lower) if lower.isdigit() else find_month(lower) or 0
        return f"{month:02}" if 1 <= month <= 12 else None
    limits = _parse_range(placeholder)
    if limits is None:
        return text.strip()
    number = int(lower) if lower.isdigit() else _NUMERALS.get(lower, -1)
    return str(number) if limits[0] <= number <= limits[1] else None


def _parse_range(name: str) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(name)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2])
    return (first, last) if first < last <= MAX_RANGE_END else None


def _compile_literal(literal: str) -> str:
    return r"[\s_-]".join(re.escape(part) for part in _SEPARATORS.split(literal))


INVALID_PLACEHOLDER = Text(
    "memuat {0}, yang bukan pengganti. Gunakan {{year}}, {{month}}, {{text}}, atau kisaran bilangan seperti {{1..4}}",
    "contains {0}, which is not a placeholder; use {{year}}, {{month}}, {{text}} or a range of numbers such as "
    "{{1..4}}",
)
REPEATED_PLACEHOLDER = Text(
    "boleh memuat paling banyak {0} pengganti, masing-masing satu kali",
    "may contain at most {0} placeholders, each one once",
)
ADJACENT_PLACEHOLDERS = Text(
    "berisi {0}, yang penggantinya tidak terpisah. Tulis pemisah di antaranya; hanya {{year}} boleh tanpa pemisah",
    "is {0}, whose placeholders touch; put text between them, only {{year}} may touch another one",
)
