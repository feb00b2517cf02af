"""The realized value of a target: which of its realizations count for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol

from api.analysis.rules.achievement import StatedAmount
from api.analysis.rules.consecutive_flows import find_longest_flow_sequence
from api.analysis.rules.facts import RealizationFact, TargetFact
from api.analysis.rules.interval import Interval

MAX_LENGTH_DIFFERENCE_DAYS = 3  # months, quarters and years differ by up to 3 days
NATURES = ("stock", "flow", "rate")
SameKey = Sequence[RealizationFact]  # the realizations of one key, sorted by preference


class HasPeriod(Protocol):
    """A figure, or the key of one that is not stated."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


class RealizationGroup(NamedTuple):
    """The known realizations of one indicator, region and breakdown, by nature and key."""

    stocks: Sequence[SameKey] = ()
    flows: Sequence[SameKey] = ()
    rates: Sequence[SameKey] = ()

    def of_nature(self, nature: str) -> Sequence[SameKey]:
        return {"stock": self.stocks, "flow": self.flows, "rate": self.rates}[nature]


@dataclass(frozen=True, slots=True)
class RealizedValue:
    """The value reached by a day: one reported figure or the sum of `parts`.

    `alternatives` were not preferred. `equally_long` are the rates of parts of the target's period, as long as this
    one and including it; without any, the value is about the whole period or about a day.
    """

    parts: tuple[RealizationFact, ...]
    alternatives: tuple[RealizationFact, ...] = ()
    equally_long: tuple[RealizationFact, ...] = ()

    @property
    def is_derived(self) -> bool:
        return len(self.parts) > 1

    @property
    def day(self) -> date:
        return self.parts[-1].reference_day

    @property
    def stated(self) -> StatedAmount:
        return StatedAmount.from_figures(self.parts)

    @property
    def value(self) -> Decimal:
        return self.stated.value

    @property
    def interval(self) -> Interval:
        return self.stated.interval


def find_realized_value(target: TargetFact, realizations: RealizationGroup) -> RealizedValue | None:
    """Return the value that counts for a target by its end; None without any.

    That is the newest stock, the longest sequence of flows from the first day on, or the newest of the longest rates.
    """
    match target.series.nature:
        case "stock":
            return _find_newest(each for each in realizations.stocks if each[0].latest_day <= target.end)
        case "flow":
            return _find_flows(target, realizations.flows)
        case _:
            return _find_rate(target, realizations.rates)


def derive_newer_stock(
    target: TargetFact, realized: RealizedValue | None, realizations: RealizationGroup
) -> RealizedValue | None:
    """Return the last stock plus the consecutive flows after it, None if there are no such flows."""
    if target.series.nature != "stock" or realized is None or not realized.parts[0].day_known:
        return None
    flows = (same_key[0] for same_key in realizations.flows)
    later = find_longest_flow_sequence(flows, realized.day + timedelta(days=1), target.end)
    return RealizedValue((*realized.parts, *later)) if later else None


def is_equally_long(one: HasPeriod, other: HasPeriod) -> bool:
    """Return whether two periods have the same length, such as two months or two years."""
    return abs(_count_days(one) - _count_days(other)) <= MAX_LENGTH_DIFFERENCE_DAYS


def _find_newest(candidates: Iterable[SameKey]) -> RealizedValue | None:
    newest = max(candidates, key=lambda same_key: (same_key[0].reference_day, same_key[0].last), default=None)
    return None if newest is None else RealizedValue((newest[0],), tuple(newest[1:]))


def _find_flows(target: TargetFact, flows: Sequence[SameKey]) -> RealizedValue | None:
    parts = find_longest_flow_sequence((same_key[0] for same_key in flows), target.first, target.end)
    if len(parts) != 1:
        return RealizedValue(parts) if parts else None
    same_key = next(same_key for same_key in flows if same_key[0] is parts[0])
    return RealizedValue(parts, tuple(same_key[1:]))


def _find_rate(target: TargetFact, rates: Sequence[SameKey]) -> RealizedValue | None:
    within = [each for each in rates if target.first <= each[0].first and each[0].last <= target.end]
    if not within:
        return None
    longest = max((each[0] for each in within), key=_count_days)
    candidates = [each for each in within if is_equally_long(each[0], longest)]
    newest = max(candidates, key=lambda same_key: (same_key[0].last, same_key[0].first))
    parts = () if is_equally_long(newest[0], target) else tuple(each[0] for each in candidates)
    return RealizedValue((newest[0],), tuple(newest[1:]), parts)


def _count_days(figure: HasPeriod) -> int:
    return (figure.last - figure.first).days
