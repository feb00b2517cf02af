"""Rule 5: a promise beside what was reported for it, and what follows from the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

from api.rules.baseline import Baseline, baseline_of
from api.rules.facts import Realization, Target
from api.rules.interval import Interval
from api.rules.reached import Side, is_reached, keeps_up, side_of
from api.rules.straight_line import Point, required_per_month, straight_line
from api.rules.tiling import furthest_tiling

Verdict = Literal["no_realization", "achieved", "on_track", "behind", "no_news", "missed", "not_reported"]
AT_THE_END = timedelta(days=30)  # with the last day itself, the last 31
_WIDE = Context(prec=60)  # the largest amount over the smallest has more digits than the usual 28


class Reports(NamedTuple):
    """The known realizations of one indicator, region and breakdown: those of each key by preference."""

    stocks: Sequence[Sequence[Realization]] = ()
    flows: Sequence[Sequence[Realization]] = ()


@dataclass(frozen=True, slots=True)
class Realized:
    """What was reached by a day: one figure as it was reported, or several added up; beside it those it was not."""

    parts: tuple[Realization, ...]
    alternatives: tuple[Realization, ...] = ()

    @property
    def is_derived(self) -> bool:
        return len(self.parts) > 1

    @property
    def day(self) -> date:
        return self.parts[-1].last

    @property
    def value(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def interval(self) -> Interval:
        total = self.parts[0].interval
        for part in self.parts[1:]:
            total += part.interval
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One row; `day` is the one it is judged from. `offer` is a stock that follows from the last one and flows."""

    target: Target
    day: date
    side: Side
    realized: Realized | None
    offer: Realized | None
    baseline: Baseline | None
    ratio: Decimal | None
    gap: Decimal | None
    expected: Decimal | None
    required_per_month: Decimal | None
    verdict: Verdict


def progress_of(target: Target, direction: str, reports: Reports, day: date) -> Progress:
    """The row of one target in force, judged from that day."""
    side = side_of(direction, target.qualifier)
    realized = realized_for(target, reports)
    baseline = baseline_of(target, reports.stocks)
    expected = expected_at(target, baseline, realized)
    reached = realized is not None and is_reached(side, realized.interval, target.value, target.interval)
    to_be_done = realized is not None and not reached and day <= target.last
    gap = None if realized is None else target.value - realized.value
    return Progress(
        target=target,
        day=day,
        side=side,
        realized=realized,
        offer=offer_beside(target, realized, reports),
        baseline=baseline,
        ratio=None if realized is None else ratio_of(realized.value, target.value),
        gap=gap,
        expected=expected,
        required_per_month=required_per_month(gap, realized.day, target.last)
        if realized is not None and gap is not None and to_be_done
        else None,
        verdict=_verdict(target, day, realized, baseline, (side, expected)),
    )


def realized_for(target: Target, reports: Reports) -> Realized | None:
    """For a stock the newest one on or before the last day; for a flow what reaches furthest from the first day on."""
    if target.series.nature == "stock":
        within = [several for several in reports.stocks if several[0].last <= target.last]
        if not within:
            return None
        newest = max(within, key=lambda several: several[0].last)
        return Realized((newest[0],), tuple(newest[1:]))
    parts = furthest_tiling((several[0] for several in reports.flows), target.first, target.last)
    if len(parts) != 1:
        return Realized(parts) if parts else None
    rivals = next(several for several in reports.flows if several[0] is parts[0])
    return Realized(parts, tuple(rivals[1:]))


def offer_beside(target: Target, realized: Realized | None, reports: Reports) -> Realized | None:
    """The last stock and the flows that follow it without a gap, where they lead on towards the target's last day."""
    if target.series.nature == "flow" or realized is None:
        return None
    flows = (several[0] for several in reports.flows)
    further = furthest_tiling(flows, realized.day + timedelta(days=1), target.last)
    return Realized((*realized.parts, *further)) if further else None


def expected_at(target: Target, baseline: Baseline | None, realized: Realized | None) -> Decimal | None:
    """The straight line from the baseline to the target, read on the day that the realization is about."""
    if baseline is None or realized is None:
        return None
    return straight_line(Point(baseline.day, baseline.value), Point(target.last, target.value), realized.day)


def ratio_of(value: Decimal, promised: Decimal) -> Decimal | None:
    """To four decimals, halves rounded up; of nothing there is no part."""
    if promised == 0:
        return None
    return _WIDE.divide(value, promised).quantize(Decimal("0.0001"), ROUND_HALF_UP, _WIDE)


def _verdict(
    target: Target, day: date, realized: Realized | None, baseline: Baseline | None, line: tuple[Side, Decimal | None]
) -> Verdict:
    side, expected = line
    if realized is None or baseline is None or expected is None:
        return "no_realization"
    if is_reached(side, realized.interval, target.value, target.interval):
        return "achieved"
    if day > target.last:
        return "missed" if realized.day >= target.last - AT_THE_END else "not_reported"
    if target.series.nature == "stock" and realized.day <= baseline.day:
        return "no_news"
    return "on_track" if keeps_up(side, realized.interval, expected, target.interval) else "behind"
