"""Kinds of query parameters: how each is written, read, described and refused."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.faults import Text

JsonSchema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` raises ValueError for what is not of this kind; `refusal` then says what is."""

    code: str
    read: Callable[[str], object]
    refusal: Text
    schema: JsonSchema = field(hash=False)


def several(kind: Kind) -> Kind:
    """One or more values of a kind, separated by commas; a value twice counts once."""

    def read(text: str) -> tuple[object, ...]:
        parts = text.split(",")
        if len(parts) > MOST_VALUES:
            raise ValueError(text)
        return tuple(dict.fromkeys(kind.read(part) for part in parts))

    return Kind(
        kind.code, read, kind.refusal, {"type": "array", "items": kind.schema, "minItems": 1, "maxItems": MOST_VALUES}
    )


def one_of(choices: Sequence[str]) -> Kind:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    listed = ", ".join(choices)
    return Kind(
        "not-one-of",
        read,
        Text(f"harus salah satu dari: {listed}", f"must be one of: {listed}"),
        {"type": "string", "enum": list(choices)},
    )


def whole_number(low: int, high: int) -> Kind:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and text == str(int(text[:10])) and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    return Kind(
        "not-a-whole-number",
        read,
        Text(f"harus bilangan bulat dari {low} sampai {high}", f"must be a whole number from {low} to {high}"),
        {"type": "integer", "format": "int32", "minimum": low, "maximum": high},
    )


def matching(code: str, pattern: str, refusal: Text, read: Callable[[str], object] = str, **schema: str) -> Kind:
    """A text of one pattern, which may still be refused by `read` (2022-13 looks like a month)."""
    compiled = re.compile(pattern, re.ASCII)

    def checked(text: str) -> object:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return read(text)

    return Kind(code, checked, refusal, {"type": "string", "pattern": f"^(?:{pattern})$", **schema})


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2200:
        raise ValueError(text)
    return day


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace(" ", "+"))  # an unencoded + arrives as a space
    if not 1900 <= moment.year <= 2200:
        raise ValueError(text)
    return moment


MOST_VALUES = 200
CODE = matching(
    "not-a-code",
    r"[a-z0-9][a-z0-9-]{1,63}",
    Text(
        "harus kode: 2–64 huruf kecil, angka, atau tanda hubung",
        "must be a code: 2–64 lower-case letters, digits or hyphens",
    ),
)
REGION = matching(
    "not-a-region-code",
    r"ID|[0-9]{2}(\.[0-9]{2})?",
    Text(
        "harus kode wilayah Kemendagri seperti ID, 32, atau 32.73",
        "must be a Kemendagri region code such as ID, 32 or 32.73",
    ),
)
IDENTIFIER = matching(
    "not-a-uuid",
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    Text("harus UUID dengan huruf kecil", "must be a UUID in lower case"),
    UUID,
    format="uuid",
)
DAY = matching(
    "not-a-date",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    Text("harus tanggal YYYY-MM-DD antara 1900 dan 2200", "must be a date YYYY-MM-DD between 1900 and 2200"),
    _day,
    format="date",
)
MOMENT = matching(
    "not-a-timestamp",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+ -][0-9]{2}:[0-9]{2})",
    Text(
        "harus waktu RFC 3339 dengan zona, seperti 2022-03-28T10:00:00Z",
        "must be an RFC 3339 time with its zone, such as 2022-03-28T10:00:00Z",
    ),
    _moment,
    format="date-time",
)
FLAG = one_of(("true",))
WORDS = matching(
    "not-words",
    r"[^\x00-\x1f\x7f]{1,100}",
    Text(
        "harus teks 1–100 aksara tanpa aksara kendali", "must be a text of 1–100 characters without control characters"
    ),
)
