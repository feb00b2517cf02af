"""Parser of periods such as `Triwulan III 2022`, `Januari-April 2020` and `s.d. November 2020`."""

import re
from contextlib import suppress
from datetime import date
from typing import NoReturn

from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.dates import NOT_A_DATE, find_month, parse_date
from api.exchange.imports.cells.period_end import PeriodEnd
from api.resources.figures.period import Period
from api.resources.figures.validation import INVALID_PERIOD


def parse_period(text: str) -> Period | PeriodEnd:
    """Parse a period in the notation of the API or in words. Raises CellError.

    A text that states only an end is a PeriodEnd: the nature of its figure decides where it begins.
    """
    if len(text) > MAX_LENGTH:
        _raise_not_a_period()
    with suppress(ValueError):
        return Period.parse(text)
    normalized = _YEAR_WORD.sub("", " ".join(text.split()))
    if found := _ONLY_END.fullmatch(normalized):
        named = _parse_single(found["named"])
        if named is None or (found["end"] and named.first == named.last):
            _raise_not_a_period()
        return PeriodEnd("until" if found["until"] else "end" if found["end"] else "as_of", named)
    if single := _parse_single(normalized):
        return single
    _reject_two_readings(normalized)
    for separator in _SEPARATORS:
        ends = separator.split(normalized)
        if len(ends) == 2:
            return _join_ends(*ends)
        if len(ends) > 2:
            break
    raise CellError("not_a_period", INVALID_PERIOD)


def period_from_date(day: date) -> Period:
    """Return the period of a date cell in a spreadsheet.

    Raises CellError for the first day of a month: spreadsheets also convert a typed month to this date.
    """
    if day.day == 1:
        raise CellError("ambiguous_period", MONTH_OR_DAY)
    parsed = parse_date(day.isoformat())
    return Period(parsed, parsed)


def _parse_single(text: str) -> Period | None:
    """Parse a year, a part of a year, a month, a week or a day. Return None for any other text. Raises CellError."""
    notation = text
    if found := _PART_OF_YEAR.fullmatch(text) or _YEAR_AND_PART.fullmatch(text):
        letter = "S" if found["kind"].lower().startswith("s") else "Q"
        notation = f"{found['year']}-{letter}{_NUMERALS[found['number'].lower()]}"
    elif found := _WEEK_OF_YEAR.fullmatch(text):
        notation = f"{found['year']}-W{int(found['number']):02}"
    elif (found := _MONTH_AND_YEAR.fullmatch(text)) and (month := find_month(found["month"])):
        notation = f"{found['year']}-{month:02}"
    elif found := _MONTH_DIGITS.fullmatch(text):
        notation = f"{found['year']}-{found['month']}"
    try:
        return Period.parse(notation)
    except ValueError:
        if notation != text:  # a semester III or a month that does not exist
            _raise_not_a_period()
    try:
        day = parse_date(text)
    except CellError as error:
        if error.detail is NOT_A_DATE:  # a period need not be a date
            return None
        raise
    return Period(day, day)


def _join_ends(low: str, high: str) -> Period:
    """Return the period between two ends. The first may lack the year and the month, the second the word `TW`."""
    words = high.split()
    last = _parse_single(high) or _parse_single(f"{low.partition(' ')[0]} {high}")
    first = _parse_single(low)
    for position in range(len(words) - 1, 0, -1):
        first = first or _parse_single(" ".join((low, *words[position:])))
    if first is None or last is None:
        _raise_not_a_period()
    if first.first > last.first or first.last > last.last:
        raise CellError("reversed_range", PERIOD_REVERSED)
    return Period(first.first, last.last)


def _reject_two_readings(text: str) -> None:
    """Raise CellError for a text that usually means one of two periods."""
    if found := _TWO_YEARS.fullmatch(text):
        first, last = found["first"], f"{found['first'][: 4 - len(found['last'])]}{found['last']}"
        if int(last) == int(first) + 1:
            raise CellError("ambiguous_period", SCHOOL_YEAR.fill(first, last))
    if (found := _MONTH_AND_DIGITS.fullmatch(text)) and (month := find_month(found["month"])):
        digits = found["digits"]
        raise CellError("ambiguous_period", YEAR_OR_DAY.fill(f"20{digits}-{month:02}", f"{int(digits)} {text[:3]}"))


def _raise_not_a_period() -> NoReturn:
    raise CellError("not_a_period", INVALID_PERIOD)


MAX_LENGTH = 100  # characters of a cell with a period
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_WORD = re.compile(r"\b(?:tahun anggaran|tahun|t\.?a\.?|thn\.?|year) ?(?=[0-9]{4})", _FLAGS)
_ONLY_END = re.compile(
    r"(?=(?:s\.? ?d|s/d|sampai|hingga|until|per|posisi|as of|akhir|end of)\b)"
    r"(?:(?P<until>s\.? ?d\b\.?|s/d|sampai(?: dengan)?|hingga|until) ?|(?:per|posisi|as of) )?"
    r"(?P<end>(?:akhir|end of) )?(?P<named>.+)",
    _FLAGS,
)
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PART = r"(?P<kind>semester|smt|sem|s|triwulan|tw|kuartal|quarter|q)[ .-]{0,2}(?:ke[ -]?)?(?P<number>i{1,3}|iv|[1-4])"
_PART_OF_YEAR = re.compile(rf"{_PART}(?:, ?|[ /.-])(?P<year>[0-9]{{4}})", _FLAGS)
_YEAR_AND_PART = re.compile(rf"(?P<year>[0-9]{{4}})[ /.-]?{_PART}", _FLAGS)
_WEEK_OF_YEAR = re.compile(r"(minggu|pekan|week|w) ?(ke-? ?)?(?P<number>[0-9]{1,2}),?[ /](?P<year>[0-9]{4})", _FLAGS)
_MONTH_AND_YEAR = re.compile(r"(bulan )?(?P<month>[a-z]{3,9})\.?[ -](?P<year>[0-9]{4})", _FLAGS)
_MONTH_DIGITS = re.compile(r"(?P<month>0[1-9]|1[0-2])[/-](?P<year>[0-9]{4})")
_TWO_YEARS = re.compile(r"(?P<first>[0-9]{4}) ?/ ?(?P<last>[0-9]{4}|[0-9]{2})")
_MONTH_AND_DIGITS = re.compile(r"(?P<month>[a-z]{3,9})\.?[ -]'?(?P<digits>[0-9]{2})", _FLAGS)
# In this order: a hyphen without spaces may also be part of a date.
_SEPARATORS = (
    re.compile(r" ?\b(?:s\.? ?d\.? ?|s/d ?|(?:sampai(?: dengan)?|hingga|to|until) )", _FLAGS),
    re.compile(" [-\u2013\u2014] "),
    re.compile("[-\u2013\u2014]"),
)

PERIOD_REVERSED = Text(
    "berakhir sebelum dimulai. Tulis tanggal awal lebih dahulu", "ends before it begins; write the first date first"
)
MONTH_OR_DAY = Text(
    "berisi tanggal satu, yang mungkin diketik sebagai bulan. Tulis sebagai teks: 2022-05 atau 2022-05-01",
    "contains the first day of a month, perhaps typed as a month; write it as text: 2022-05 or 2022-05-01",
)
SCHOOL_YEAR = Text(
    "dapat berarti {0}-01-01/{1}-12-31 atau satu tahun ajaran atau musim, seperti {0}-07-01/{1}-06-30. Tulis tanggal "
    "awal dan akhirnya",
    "can mean {0}-01-01/{1}-12-31, or one school year or season such as {0}-07-01/{1}-06-30; write its first and last "
    "day",
)
YEAR_OR_DAY = Text(
    "dapat berarti bulan {0} atau tanggal {1}. Tulis tahunnya dengan empat angka",
    "can mean the month {0} or the day {1}; write the year with four digits",
)
