"""Types of query and path parameters: parser, error message and JSON schema."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.errors import Text
from api.text_rules import split_words

JsonSchema = dict[str, Any]
MAX_CHOICES = 8  # of a message; openapi.yaml lists all


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A parameter type: `parse` raises ValueError for an invalid value; `error_text` states what is valid."""

    code: str
    parse: Callable[[str], object]
    error_text: Text
    schema: JsonSchema = field(hash=False)

    @property
    def is_list(self) -> bool:
        """Whether the parameter may be repeated; `parse` returns a tuple."""
        return bool(self.schema["type"] == "array")


def list_of(item: ParameterType) -> ParameterType:
    """Return the type of a list: separated by commas, or one parameter per value; repeated values are removed."""

    def parse(text: str) -> tuple[object, ...]:
        parts = text.split(",")
        if len(parts) > MAX_VALUES:
            raise ValueError(text)
        return tuple(dict.fromkeys(item.parse(part) for part in parts))

    return ParameterType(
        item.code,
        parse,
        item.error_text,
        {"type": "array", "items": item.schema, "minItems": 1, "maxItems": MAX_VALUES},
    )


def one_of(choices: Sequence[str]) -> ParameterType:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    listed = ", ".join(choices[:MAX_CHOICES]) + ("" if len(choices) <= MAX_CHOICES else ", …")
    return ParameterType(
        "not_one_of",
        parse,
        Text(f"harus salah satu dari: {listed}", f"must be one of: {listed}"),
        {"type": "string", "enum": list(choices)},
    )


def integer(low: int, high: int) -> ParameterType:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and text == str(int(text[:10])) and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    return ParameterType(
        "not_a_whole_number",
        parse,
        Text(f"harus bilangan bulat dari {low} sampai {high}", f"must be a whole number from {low} to {high}"),
        {"type": "integer", "format": "int32", "minimum": low, "maximum": high},
    )


def text_matching(
    code: str,
    pattern: str,
    error_text: Text,
    convert: Callable[[str], object] = str,
    *,
    document_pattern: str | None = None,
    **schema: object,
) -> ParameterType:
    """Return the type of a text that matches a pattern; `convert` can still reject it (2022-13 looks like a month).

    The OpenAPI document contains `pattern`, or `document_pattern` if many languages cannot compile the pattern: an
    I-Regexp (RFC 9485) that accepts the same texts or more.
    """
    compiled = re.compile(pattern, re.ASCII)

    def parse(text: str) -> object:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return convert(text)

    portable = (document_pattern or pattern).replace("(?:", "(")
    return ParameterType(code, parse, error_text, {"type": "string", "pattern": f"^({portable})$", **schema})


def _parse_date(text: str) -> date:
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2200:
        raise ValueError(text)
    return day


def _parse_timestamp(text: str) -> datetime:
    timestamp = datetime.fromisoformat(text.replace(" ", "+"))  # an unencoded + arrives as a space
    if not 1900 <= timestamp.year <= 2200:
        raise ValueError(text)
    return timestamp


MAX_VALUES = 200
MAX_SEARCH_WORDS = 10
ONE_LINE = r"[^\n\r\t]+"  # ASCII only, so that engines without Unicode compile it
CODE = text_matching(
    "not_a_code",
    r"[a-z0-9][a-z0-9-]{1,63}",
    Text(
        "harus kode: 2–64 huruf kecil, angka, atau tanda hubung",
        "must be a code: 2–64 lowercase letters, digits or hyphens",
    ),
)
REGION_CODE = text_matching(
    "not_a_region_code",
    r"ID|[0-9]{2}(\.[0-9]{2})?",
    Text(
        "harus kode wilayah Kemendagri seperti ID, 32, atau 32.73",
        "must be a Kemendagri region code such as ID, 32 or 32.73",
    ),
)
UUID_PARAMETER = text_matching(
    "not_a_uuid",
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    Text("harus UUID dengan huruf kecil", "must be a UUID in lowercase"),
    UUID,
    format="uuid",
)
DATE = text_matching(
    "not_a_date",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    Text("harus tanggal YYYY-MM-DD antara 1900 dan 2200", "must be a date YYYY-MM-DD between 1900 and 2200"),
    _parse_date,
    format="date",
)
TIMESTAMP = text_matching(
    "not_a_timestamp",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+ -][0-9]{2}:[0-9]{2})",
    Text(
        "harus waktu RFC 3339 dengan zona waktu, antara 1900 dan 2200 dan paling banyak 6 desimal, seperti "
        "2022-03-28T10:00:00Z",
        "must be an RFC 3339 time with a time zone, between 1900 and 2200 and with at most 6 decimals, such as "
        "2022-03-28T10:00:00Z",
    ),
    _parse_timestamp,
    format="date-time",
)
FLAG = one_of(("true",))
SHORT_TEXT = text_matching(
    "invalid_search_text",
    r"[^\x00-\x1f\x7f]{1,100}",
    Text(
        "harus teks 1–100 aksara tanpa aksara kendali", "must be a text of 1–100 characters without control characters"
    ),
    document_pattern=ONE_LINE,
    minLength=1,
    maxLength=100,
)


def _parse_search_words(text: str) -> tuple[str, ...]:
    words = split_words(text)
    if not 0 < len(words) <= MAX_SEARCH_WORDS:
        raise ValueError(text)
    return words


SEARCH_WORDS = text_matching(
    "invalid_search_text",
    r"[^\x00-\x1f\x7f]{1,100}",
    Text(
        f"harus 1–{MAX_SEARCH_WORDS} kata dengan huruf atau angka, paling banyak 100 aksara, tanpa aksara kendali",
        f"must be 1–{MAX_SEARCH_WORDS} words with letters or digits, at most 100 characters, no control characters",
    ),
    _parse_search_words,
    document_pattern=ONE_LINE,
    minLength=1,
    maxLength=100,
)
