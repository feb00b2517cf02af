"""Parsers of dates (`2022-03-28`, `28 Maret 2022`) and RFC 3339 timestamps."""

import re
from datetime import UTC, date, datetime

from api import types
from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.field_parsers import build_field_parser
from api.http.writes.writable import DATE_OUT_OF_RANGE
from api.resources.figures.period import MAX_DATE, MIN_DATE


def parse_date(text: str) -> date:
    """Parse a date. Digits are day, month, year, as usual in Indonesia. Raises CellError.

    Two digits are a year until 2049 after the name of a month (`28-Mar-22`); among digits only they are an error.
    """
    if _ISO_DATE.fullmatch(text):
        return _build_date(*(int(part) for part in text.split("-")))
    if found := _DIGITS_DATE.fullmatch(text):
        day, month = int(found["day"]), int(found["month"])
        if day <= 12 < month <= 31:
            raise CellError("month_before_day", MONTH_FIRST)
        return _build_date(_parse_year(found["year"]), month, day)
    normalized = " ".join(text.split())
    found = _NAMED_MONTH_DATE.fullmatch(normalized) or _ENGLISH_DATE.fullmatch(normalized)
    if found and (number := find_month(found["month"])):
        year = found["year"]
        full_year = f"20{year}" if len(year) == 2 and year < "50" else year
        return _build_date(_parse_year(full_year), number, int(found["day"]))
    raise CellError("not_a_date", NOT_A_DATE)


def parse_timestamp(text: str) -> datetime:
    """Parse an RFC 3339 timestamp into UTC. Raises CellError."""
    return require_supported_year(_parse_rfc3339(text))


def require_supported_year(timestamp: datetime) -> datetime:
    """Return the timestamp in UTC. Raise CellError outside the years that the database accepts."""
    if (
        not MIN_DATE.year <= timestamp.year <= MAX_DATE.year
        or not MIN_DATE.year <= timestamp.astimezone(UTC).year <= MAX_DATE.year
    ):
        raise CellError("not_a_timestamp", DATE_OUT_OF_RANGE)
    return timestamp.astimezone(UTC)


def find_month(name: str) -> int | None:
    """Return the number of a month from its Indonesian or English name, full or abbreviated."""
    return _MONTHS.get(name.lower())


def _parse_year(text: str) -> int:
    if len(text) == 2:
        raise CellError("two_digit_year", TWO_DIGITS)
    return int(text)


def _build_date(year: int, month: int, day: int) -> date:
    try:
        parsed = date(year, month, day)
    except ValueError as error:
        raise CellError("not_a_date", NOT_A_DATE) from error
    if not MIN_DATE <= parsed <= MAX_DATE:
        raise CellError("not_a_date", DATE_OUT_OF_RANGE)
    return parsed


_parse_rfc3339 = build_field_parser(types.Timestamp)
_FLAGS = re.ASCII | re.IGNORECASE
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
)
_NAMED_MONTH_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})[ /-](?P<month>[a-z]{3,9})\.?[ /-](?P<year>[0-9]{4}|[0-9]{2})", _FLAGS
)
_ENGLISH_DATE = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})", _FLAGS)
# Indonesian names, also in their older spelling, and English names; full and abbreviated.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari pebruari peb february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov nop november nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}

NOT_A_DATE = Text(
    "harus tanggal seperti 2022-03-28, 28 Maret 2022, atau 28/3/2022",
    "must be a date such as 2022-03-28, 28 March 2022 or 28/3/2022 (day, month, year)",
)
MONTH_FIRST = Text(
    "mendahulukan bulan. Tulis hari/bulan/tahun, seperti 28/3/2022",
    "has the month first; write day/month/year, such as 28/3/2022",
)
TWO_DIGITS = Text("harus memuat tahun empat angka, seperti 2022", "must have a year of four digits, such as 2022")
