"""The baseline of a target: the value that was known when the target was stated."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from api.analysis.rules.facts import RealizationFact, TargetFact


class Baseline(NamedTuple):
    """A value on a day.

    `stated_after` is True if no value was known when the target was stated. `figure` is None for flows.
    """

    value: Decimal
    day: date
    stated_after: bool
    figure: RealizationFact | None


def find_baseline(target: TargetFact, stocks: Sequence[Sequence[RealizationFact]]) -> Baseline | None:
    """Return the baseline of a target; None for a rate, and if no stock is known.

    For a flow it is zero on the first day. For a stock it is the newest realization that was stated by the day on
    which the target was stated, otherwise the first one stated later. `stocks` are the known realizations of the
    series, those of each day sorted by preference. Realizations after the end of the target do not count.
    """
    if target.series.nature == "rate":
        return None
    if target.series.nature == "flow":
        return Baseline(Decimal(0), target.first, stated_after=False, figure=None)
    eligible = [figure for same_day in stocks for figure in same_day if figure.latest_day <= target.end]
    before = [figure for figure in eligible if figure.stated_latest <= target.stated_latest]
    # `max` and `min` return the first of equal elements, which is the preferred one.
    if before:
        newest = max(before, key=lambda figure: figure.reference_day)
        return Baseline(newest.value, newest.reference_day, stated_after=False, figure=newest)
    if eligible:
        first = min(eligible, key=lambda figure: (figure.stated_latest, -figure.reference_day.toordinal()))
        return Baseline(first.value, first.reference_day, stated_after=True, figure=first)
    return None
