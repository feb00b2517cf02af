"""Parse periods of SDMX: those of the API, intervals as first day and duration, and days with a time."""

import re
from datetime import date, timedelta

from api.errors import Text
from api.resources.figures.period import Period

_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"T(?:[01][0-9]|2[0-4]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+ -][0-9]{2}:[0-9]{2})?"
# The standard also allows 2022-A1 for a year and 2022-M05 for a month.
SDMX_PERIOD_PATTERN = (
    rf"[0-9]{{4}}(?:-(?:A1|S[12]|Q[1-4]|W[0-5][0-9]|M?(?:0[1-9]|1[0-2])|{_MONTH_AND_DAY}(?:{_TIME})?"
    rf"(?:/(?:P[1-9][0-9]{{0,5}}D|[0-9]{{4}}-{_MONTH_AND_DAY}))?))?"
)
INVALID_SDMX_PERIOD = Text(
    "harus periode seperti 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31, 2022-05-31T00:00:00, atau "
    "2020-05-14/P232D",
    "must be a period such as 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31, 2022-05-31T00:00:00 or "
    "2020-05-14/P232D",
)


def parse_sdmx_period(text: str) -> Period:
    """Parse a period such as `2022-Q3` or `2020-05-14/P232D`. Raise ValueError.

    Of a day with a time, with or without a time zone, the day counts: figures are stated for days.
    """
    text = re.sub(_TIME, "", text)
    if interval := re.fullmatch(r"(.{10})/P([0-9]+)D", text):
        first = date.fromisoformat(interval[1])
        last = _add_days(first, int(interval[2]) - 1)
        text = first.isoformat() if first == last else f"{first}/{last}"
    return Period.parse(re.sub(r"-M(?=[0-9]{2}$)", "-", text.removesuffix("-A1")))


def _add_days(first: date, days: int) -> date:
    try:
        return first + timedelta(days=days)
    except OverflowError:
        raise ValueError(days) from None
