"""The days of one year earlier."""

from datetime import date, timedelta

from api.analysis.rules.duration import subtract_duration


def shift_to_year_before(first: date, last: date) -> tuple[date, date]:
    """Return the first and the last day of a period one year earlier.

    29 February becomes 28 February. The last day of a month remains one, so that February 2025 becomes all of February
    2024.
    """
    earlier = _shift_last_day(last)
    return (earlier if first == last else subtract_duration(first, "P1Y")), earlier


def _shift_last_day(last: date) -> date:
    if (last + timedelta(days=1)).day == 1:
        return subtract_duration(last + timedelta(days=1), "P1Y") - timedelta(days=1)
    return subtract_duration(last, "P1Y")
