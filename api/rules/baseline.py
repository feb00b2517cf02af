"""From where a promise sets out: the number that stood when it was made."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from api.rules.facts import Realization, Target


class Baseline(NamedTuple):
    """A number on a day, `stated_after` the promise where nothing was known when it was made; a flow's is no figure."""

    value: Decimal
    day: date
    stated_after: bool
    figure: Realization | None


def baseline_of(target: Target, stocks: Sequence[Sequence[Realization]]) -> Baseline | None:
    """Of a flow, zero at its first day; of a stock, the newest known by the end of the day the target was stated.

    Where none was known by then it is the first that was stated later. `stocks` are the realizations of the target's
    series that are known by now, those of each day by preference; what stood after the target's last day is no start.
    """
    if target.series.nature == "flow":
        return Baseline(Decimal(0), target.first, stated_after=False, figure=None)
    eligible = [figure for several in stocks for figure in several if figure.last <= target.last]
    before = [figure for figure in eligible if figure.stated_latest <= target.stated_latest]
    # The first of several equals is the preferred one: `max` and `min` keep it.
    if before:
        newest = max(before, key=lambda figure: figure.last)
        return Baseline(newest.value, newest.last, stated_after=False, figure=newest)
    if eligible:
        first = min(eligible, key=lambda figure: (figure.stated_latest, -figure.last.toordinal()))
        return Baseline(first.value, first.last, stated_after=True, figure=first)
    return None
