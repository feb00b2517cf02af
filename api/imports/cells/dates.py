"""Days as people write them: `2022-03-28`, `28 Maret 2022`, `28/3/2022`; moments only as RFC 3339 has them."""

import re
from datetime import UTC, date, datetime

from api import words
from api.faults import Text
from api.figures.period import EARLIEST, LATEST
from api.http.writable import OUT_OF_REACH
from api.imports.cells.texts import as_member
from api.imports.cells.unreadable import Unreadable


def read_day(text: str) -> date:
    """Raises Unreadable. Days in digits alone are day, month, year, as Indonesia writes them."""
    if _ISO.fullmatch(text):
        return _day(*(int(part) for part in text.split("-")))
    if found := _DIGITS.fullmatch(text):
        day, month = int(found["day"]), int(found["month"])
        if day <= 12 < month <= 31:
            raise Unreadable("month-before-day", MONTH_FIRST)
        return _day(_year(found["year"]), month, day)
    squeezed = " ".join(text.split())
    found = _NAMED.fullmatch(squeezed) or _ENGLISH.fullmatch(squeezed)
    if found and (number := month_named(found["month"])):
        return _day(_year(found["year"]), number, int(found["day"]))
    raise Unreadable("not-a-date", NOT_A_DATE)


def read_moment(text: str) -> datetime:
    """Raises Unreadable. The moment in UTC."""
    return within_reach(_moment(text))


def within_reach(moment: datetime) -> datetime:
    """The moment in UTC. Raises Unreadable outside the centuries that the database keeps."""
    if (
        not EARLIEST.year <= moment.year <= LATEST.year
        or not EARLIEST.year <= moment.astimezone(UTC).year <= LATEST.year
    ):
        raise Unreadable("not-a-timestamp", OUT_OF_REACH)
    return moment.astimezone(UTC)


def month_named(name: str) -> int | None:
    return _MONTHS.get(name.lower())


def _year(text: str) -> int:
    if len(text) == 2:
        raise Unreadable("two-digit-year", TWO_DIGITS)
    return int(text)


def _day(year: int, month: int, day: int) -> date:
    try:
        named = date(year, month, day)
    except ValueError as error:
        raise Unreadable("not-a-date", NOT_A_DATE) from error
    if not EARLIEST <= named <= LATEST:
        raise Unreadable("not-a-date", OUT_OF_REACH)
    return named


_moment = as_member(words.Moment)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})")
_NAMED = re.compile(
    r"(?P<day>[0-9]{1,2})[ /-](?P<month>[a-z]{3,9})\.?[ /-](?P<year>[0-9]{4}|[0-9]{2})", re.ASCII | re.IGNORECASE
)
_ENGLISH = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})", re.ASCII | re.IGNORECASE)
# In Indonesian, in its older spelling, and in English; full and short.
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
    "mendahulukan bulan; tulis hari/bulan/tahun, seperti 28/3/2022",
    "has the month first; write day/month/year, such as 28/3/2022",
)
TWO_DIGITS = Text("harus menyebut tahun dengan empat angka", "must give the year in four digits")
