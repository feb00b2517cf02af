"""Periods of counts as a page names them in links and headings."""

from collections.abc import Iterable
from datetime import timedelta

from api.analysis.onboarding_counts.groups import CountGroup
from api.resources.figures.period import Period


def name_periods(group: CountGroup, periods: Iterable[Period]) -> list[Period]:
    """Return each period once. A stock of a known day gets the year or the month that ends on this day."""
    return list(dict.fromkeys(_name(period) if group.is_stock else period for period in periods))


def _name(period: Period) -> Period:
    last = period.last
    if period.first != last or (last + timedelta(days=1)).day != 1:
        return period
    return Period(last.replace(month=1, day=1) if last.month == 12 else last.replace(day=1), last)
