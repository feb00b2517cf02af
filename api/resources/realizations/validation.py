"""The rules of a realization before it is stored."""

from typing import Any

from api.errors import ErrorDetail, Text
from api.http.request.partial_input import Rule
from api.resources.figures.period import Period
from api.resources.figures.validation import FIGURE_RULES, find_latest_stated_day


def _validate_day_known(realization: Any) -> list[ErrorDetail]:
    if realization.day_known:
        return []
    period = _parse_period(realization)
    if period is None or (realization.nature == "stock" and period.first != period.last):
        return []
    return [ErrorDetail("only_the_day_of_a_stock_is_unknown", DAY_IS_KNOWN, pointer="/day_known")]


def _validate_period(realization: Any) -> list[ErrorDetail]:
    """A realization is about a day before its statement; a number about a later day is a forecast."""
    period, latest = _parse_period(realization), find_latest_stated_day(realization)
    if period is None or latest is None or (period.last if realization.day_known else period.first) <= latest:
        return []
    offered = f"{period.first}/{latest}" if period.first < latest else str(latest)
    return [ErrorDetail("period_after_stated", PERIOD_AFTER_STATED.fill(latest, offered), pointer="/period")]


def _parse_period(realization: Any) -> Period | None:
    try:
        return Period.parse(realization.period)
    except ValueError:
        return None  # a rule of all figures reports it


REALIZATION_RULES: tuple[Rule, ...] = (*FIGURE_RULES, _validate_day_known, _validate_period)
PERIOD_AFTER_STATED = Text(
    "berakhir sesudah angka itu dinyatakan ({0}). Tulis periode yang sudah lewat, misalnya {1}",
    "ends after the number was stated ({0}). Use a period that had ended, such as {1}",
)
DAY_IS_KNOWN = Text(
    "hanya boleh false untuk stok dengan periode lebih dari satu hari",
    "may be false only for a stock with a period of more than one day",
)
