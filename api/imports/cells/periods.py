"""Periods as people write them: `2022-Q3`, `Triwulan III 2022`, `Maret 2022`, `14 Mei 2020 s.d. 31 Desember 2020`."""

import re
from contextlib import suppress
from datetime import date
from typing import NoReturn

from api.faults import Text
from api.figures.entry import NOT_A_PERIOD
from api.figures.period import Period
from api.imports.cells.dates import NOT_A_DATE, month_named, read_day
from api.imports.cells.unreadable import Unreadable


def read_period(text: str) -> Period:
    """Raises Unreadable."""
    with suppress(ValueError):
        return Period.parse(text)
    squeezed = " ".join(text.split())
    if found := _PART.fullmatch(squeezed):
        letter = "S" if found["kind"].lower().startswith("s") else "Q"
        number = _NUMERALS[found["number"].lower()]
        return _parsed(f"{found['year']}-{letter}{number}")
    if found := _YEAR.fullmatch(squeezed):
        return _parsed(found["year"])
    if found := _MONTH.fullmatch(squeezed):
        return _parsed(f"{found['year']}-{month_named(found['month']) or 0:02}")
    ends = _JOINT.split(squeezed)
    if len(ends) > 2:
        _refuse()
    first, last = _end(ends[0]), _end(ends[-1])
    if first > last:
        raise Unreadable("reversed-range", REVERSED)
    return Period(first, last)


def period_of_day(day: date) -> Period:
    """Of a day in a spreadsheet. Raises Unreadable for a first of a month, which may have been typed as the month."""
    if day.day == 1:
        raise Unreadable("ambiguous-period", MONTH_OR_DAY)
    return read_period(day.isoformat())


def _end(text: str) -> date:
    try:
        return read_day(text)
    except Unreadable as error:
        if error.detail is NOT_A_DATE:  # a day is but one of the things that a period may be
            _refuse()
        raise


def _parsed(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        _refuse()


def _refuse() -> NoReturn:
    raise Unreadable("not-a-period", NOT_A_PERIOD)


_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_FLAGS = re.ASCII | re.IGNORECASE
_PART = re.compile(
    r"(?P<kind>semester|smt\.?|s|triwulan|tw\.?|kuartal|quarter|q) ?(?P<number>i{1,3}|iv|[1-4])"
    r"( tahun)?[ /](?P<year>[0-9]{4})",
    _FLAGS,
)
_YEAR = re.compile(r"(tahun|year) (?P<year>[0-9]{4})", _FLAGS)
_MONTH = re.compile(r"(bulan )?(?P<month>[a-z]{3,9})\.?[ -](?P<year>[0-9]{4})", _FLAGS)
_JOINT = re.compile(r" (?:s\.? ?d\.?|s/d|sampai(?: dengan)?|hingga|to|-|–) ", _FLAGS)

REVERSED = Text("berakhir sebelum dimulai", "ends before it begins")
MONTH_OR_DAY = Text(
    "berisi hari pertama suatu bulan, yang mungkin diketik sebagai bulan; tulis sebagai teks, 2022-05 atau 2022-05-01",
    "holds the first day of a month, which may have been typed as the month; write it as a text, 2022-05 or 2022-05-01",
)
