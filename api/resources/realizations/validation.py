"""The checks before a realization is stored."""

from datetime import date
from typing import Any

from api.errors import ErrorDetail, Text
from api.resources.figures.period import Period
from api.resources.figures.validation import find_latest_stated_day, validate_figure


def validate_realization(realization: Any) -> list[ErrorDetail]:
    found = validate_figure(realization)
    try:
        period = Period.parse(realization.period)
    except ValueError:
        return found  # validate_figure has reported it
    if not realization.day_known and (realization.nature != "stock" or period.first == period.last):
        found.append(ErrorDetail("only_the_day_of_a_stock_is_unknown", DAY_IS_KNOWN, pointer="/day_known"))
    if (latest := find_latest_stated_day(realization)) is not None:
        found += _validate_period(period, latest, day_known=realization.day_known)
    return found


def _validate_period(period: Period, latest: date, *, day_known: bool) -> list[ErrorDetail]:
    """A realization is about a day before its statement; a number about a later day is a forecast."""
    if (period.last if day_known else period.first) <= latest:
        return []
    offered = f"{period.first}/{latest}" if period.first < latest else str(latest)
    return [ErrorDetail("period_after_stated", PERIOD_AFTER_STATED.fill(latest, offered), pointer="/period")]


PERIOD_AFTER_STATED = Text(
    "berakhir sesudah angka itu dinyatakan ({0}). Tulis periode yang sudah lewat, misalnya {1}",
    "ends after the number was stated ({0}). Use a period that had ended, such as {1}",
)
DAY_IS_KNOWN = Text(
    "hanya boleh false untuk stok dengan periode lebih dari satu hari",
    "may be false only for a stock with a period of more than one day",
)
