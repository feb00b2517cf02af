"""Periods: what stretch of time a figure is about, one canonical text for each stretch (ISO 8601)."""

import re
from datetime import date, timedelta
from typing import NamedTuple

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
PATTERN = r"^[0-9]{4}(-S[12]|-Q[1-4]|-[0-9]{2}|-[0-9]{2}-[0-9]{2}|-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
_MONTHS_IN = {"S": 6, "Q": 3}


class Period(NamedTuple):
    """A stretch of days, both included. For a stock only the last day counts."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Reads `2022`, `2022-S1`, `2022-Q3`, `2022-05`, `2022-05-31` or `2020-05-14/2020-12-31`.

        Raises ValueError for anything else, for a reversed interval and for days outside 1900-2200.
        """
        if not re.fullmatch(PATTERN, text, re.ASCII):
            raise ValueError(text)
        if "/" in text:
            first, last = (date.fromisoformat(part) for part in text.split("/"))
        elif len(text) == 10:
            first = last = date.fromisoformat(text)
        else:
            year, month, months = int(text[:4]), 1, 12
            if len(text) == 7 and text[5] in _MONTHS_IN:
                months = _MONTHS_IN[text[5]]
                month = (int(text[6]) - 1) * months + 1
            elif len(text) == 7:
                month, months = int(text[5:]), 1
            first = date(year, month, 1)
            last = _months_after(first, months) - timedelta(days=1)
        if not EARLIEST <= first <= last <= LATEST:
            raise ValueError(text)
        return cls(first, last)

    @property
    def text(self) -> str:
        """The one text of this stretch: a calendar period where it is one, else an interval."""
        first, last, year = self.first, self.last, f"{self.first.year:04}"
        if first == last:
            return first.isoformat()
        if first.day == 1:
            for months, name in (
                (12, year),
                (6, f"{year}-S{first.month // 6 + 1}"),
                (3, f"{year}-Q{first.month // 3 + 1}"),
                (1, f"{year}-{first.month:02}"),
            ):
                begins_one = (first.month - 1) % months == 0
                if begins_one and last == _months_after(first, months) - timedelta(days=1):
                    return name
        return f"{first.isoformat()}/{last.isoformat()}"

    @property
    def is_interval(self) -> bool:
        return "/" in self.text


def _months_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
