"""Periods as the standard writes them: those of the wire, and a start with a duration where they are intervals."""

import re
from datetime import date, timedelta

from api.faults import Text
from api.figures.period import Period

# Also 2022-A1 and 2022-M05, by which the standard may call a year and a month.
PATTERN = (
    r"[0-9]{4}(?:-(?:A1|S[12]|Q[1-4]|M?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:/(?:P[1-9][0-9]{0,5}D|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])))?))?"
)
REFUSAL = Text(
    "harus periode seperti 2022, 2022-S1, 2022-Q3, 2022-05, 2022-05-31, atau 2020-05-14/P232D",
    "must be a period such as 2022, 2022-S1, 2022-Q3, 2022-05, 2022-05-31 or 2020-05-14/P232D",
)


def parse(text: str) -> Period:
    """Raises ValueError."""
    if lasting := re.fullmatch(r"(.{10})/P([0-9]+)D", text):
        first = date.fromisoformat(lasting[1])
        last = _after(first, int(lasting[2]) - 1)
        text = first.isoformat() if first == last else f"{first}/{last}"
    return Period.parse(re.sub(r"-M(?=[0-9]{2}$)", "-", text.removesuffix("-A1")))


def _after(first: date, days: int) -> date:
    try:
        return first + timedelta(days=days)
    except OverflowError:
        raise ValueError(days) from None
