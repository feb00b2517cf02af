"""Calendar arithmetic with ISO 8601 durations of one unit, such as P6M."""

import calendar
from datetime import date, timedelta


def add_duration(start: date, duration: str) -> date:
    """Return the day that is the duration after `start`; a day that the month does not have becomes its last."""
    return _shift(start, duration, 1)


def subtract_duration(end: date, duration: str) -> date:
    """Return the day that is the duration before `end`; a day that the month does not have becomes its last."""
    return _shift(end, duration, -1)


def _shift(day: date, duration: str, sign: int) -> date:
    count, kind = sign * int(duration[1:-1]), duration[-1]
    if kind in "DW":
        return day + timedelta(days=count * (7 if kind == "W" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if kind == "Y" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
