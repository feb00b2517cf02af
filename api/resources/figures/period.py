"""Periods: the days that a figure describes, with one canonical text each (ISO 8601)."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MIN_DATE, MAX_DATE = date(1900, 1, 1), date(2200, 12, 31)
PERIOD_PATTERN = (
    r"^[0-9]{4}(-S[12]|-Q[1-4]|-W[0-9]{2}|-[0-9]{2}|-[0-9]{2}-[0-9]{2}|-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
)
_MONTHS_PER_PART = {"S": 6, "Q": 3}


class Period(NamedTuple):
    """A first and a last day, both included. For a stock only the last day matters."""

    first: date
    last: date

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> "Period":
        """Parse `2022`, `2022-S1`, `2022-Q3`, `2021-W20`, `2022-05`, `2022-05-31` or `2020-05-14/2020-12-31`.

        Raise ValueError for any other text, a reversed interval, and days before 1900 or after 2200.
        """
        if not re.fullmatch(PERIOD_PATTERN, text, re.ASCII):
            raise ValueError(text)
        if "/" in text:
            first, last = (date.fromisoformat(part) for part in text.split("/"))
        elif len(text) == 10:
            first = last = date.fromisoformat(text)
        elif "W" in text:
            first, last = (date.fromisocalendar(int(text[:4]), int(text[6:]), weekday) for weekday in (1, 7))
        else:
            year, month, months = int(text[:4]), 1, 12
            if len(text) == 7 and text[5] in _MONTHS_PER_PART:
                months = _MONTHS_PER_PART[text[5]]
                month = (int(text[6]) - 1) * months + 1
            elif len(text) == 7:
                month, months = int(text[5:]), 1
            first = date(year, month, 1)
            last = _add_months(first, months) - timedelta(days=1)
        if not MIN_DATE <= first <= last <= MAX_DATE:
            raise ValueError(text)
        return cls(first, last)

    @property
    def text(self) -> str:
        """Return the canonical text: that of a calendar period if it is one, otherwise of an interval."""
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
                if begins_one and last == _add_months(first, months) - timedelta(days=1):
                    return name
        if first.isoweekday() == 1 and last - first == timedelta(days=6):
            iso_year, week, _ = first.isocalendar()
            return f"{iso_year:04}-W{week:02}"
        return f"{first.isoformat()}/{last.isoformat()}"

    @property
    def is_interval(self) -> bool:
        return "/" in self.text


def _add_months(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
