"""Rule 5: the progress of a target, from its realizations."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from api.analysis.rules.achievement import Promise, StatedAmount
from api.analysis.rules.baseline import Baseline, find_baseline
from api.analysis.rules.duration import subtract_duration
from api.analysis.rules.facts import IndicatorFact, TargetFact
from api.analysis.rules.realized import RealizationGroup, RealizedValue, derive_newer_stock, find_realized_value
from api.analysis.rules.straight_line import LinePoint, compute_required_per_month, interpolate

ProgressVerdict = Literal["no_realization", "achieved", "on_track", "behind", "no_new_report", "missed", "not_reported"]
CLOSE_TO_END = timedelta(days=30)  # the last 31 days of a period, including its last day
_WIDE_CONTEXT = Context(prec=60)  # the largest amount divided by the smallest has more than the default 28 digits


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressAssessment:
    """The progress of one target.

    `reference_day` decides whether the target is due. `derived_value` is a newer stock: the last reported one plus the
    flows after it. `goal` is the number of the target that is compared: `ratio` is the realized value divided by it,
    `gap` the goal minus the realized value, `achievement` the percentage of Indonesian performance reports. They are
    None for a range. `expected` is the value of the straight line; `baseline` is None for a rate.
    """

    target: TargetFact
    promise: Promise
    reference_day: date
    realized: RealizedValue | None
    derived_value: RealizedValue | None = None
    baseline: Baseline | None = None
    goal: Decimal | None = None
    ratio: Decimal | None = None
    achievement: Decimal | None = None
    gap: Decimal | None = None
    expected: Decimal | None = None
    required_per_month: Decimal | None = None
    verdict: ProgressVerdict


def assess_progress(
    target: TargetFact, indicator: IndicatorFact, realizations: RealizationGroup, day: date
) -> ProgressAssessment:
    """Compute the progress of a target in force. `day` decides whether it is due."""
    promise = Promise.from_target(indicator.direction, target)
    realized = find_realized_value(target, realizations)
    baseline = find_baseline(target, realizations.stocks)
    if realized is None:
        return ProgressAssessment(
            target=target,
            promise=promise,
            reference_day=day,
            realized=None,
            baseline=baseline,
            verdict="no_realization",
        )
    stated = realized.stated
    goal = promise.find_goal(stated.value)
    expected = _compute_expected(target, goal, baseline, realized)
    gap = goal - stated.value if stated.value_to is None else None
    return ProgressAssessment(
        target=target,
        promise=promise,
        reference_day=day,
        realized=realized,
        derived_value=derive_newer_stock(target, realized, realizations),
        baseline=baseline,
        goal=goal,
        ratio=compute_ratio(stated, goal),
        achievement=compute_achievement(promise, stated, goal),
        gap=gap,
        expected=expected,
        required_per_month=_compute_required(target, promise, realized, gap, day),
        verdict=_Decision(target, promise, realized, day).decide(baseline, expected, indicator.expected_every),
    )


def compute_ratio(realized: StatedAmount, goal: Decimal) -> Decimal | None:
    """Return realized / goal, rounded half up to four decimals; None for a goal of zero and for a range."""
    if goal == 0 or realized.value_to is not None:
        return None
    return _divide(realized.value, goal, Decimal("0.0001"))


def compute_achievement(promise: Promise, realized: StatedAmount, goal: Decimal) -> Decimal | None:
    """Return the percentage that Indonesian performance reports (LKjIP) print, two decimals, rounded half up.

    It is realized / goal if more is better, and (2 goal - realized) / goal if less is better, without a limit on
    either side. None for a value to maintain, for a goal of zero or below, and for a range.
    """
    if promise.side == "within" or goal <= 0 or realized.value_to is not None:
        return None
    reached = realized.value if promise.side == "above" else 2 * goal - realized.value
    return _divide(100 * reached, goal, Decimal("0.01"))


def find_window(target: TargetFact, expected_every: str | None) -> date:
    """Return the first day on which a figure counts as one for the end of the target.

    The window has 31 days, or the length of `expected_every` if that is longer.
    """
    begin = target.end - CLOSE_TO_END
    if expected_every is None:
        return begin
    return min(begin, subtract_duration(target.end, expected_every) + timedelta(days=1))


def _divide(dividend: Decimal, divisor: Decimal, step: Decimal) -> Decimal:
    return _WIDE_CONTEXT.divide(dividend, divisor).quantize(step, ROUND_HALF_UP, _WIDE_CONTEXT)


def _compute_expected(
    target: TargetFact, goal: Decimal, baseline: Baseline | None, realized: RealizedValue
) -> Decimal | None:
    """Return the value of the straight line from baseline to goal on the day of the realization; the goal of a rate."""
    if target.series.nature == "rate":
        return goal
    if baseline is None:
        return None
    return interpolate(LinePoint(baseline.day, baseline.value), LinePoint(target.last, goal), realized.day)


def _compute_required(
    target: TargetFact, promise: Promise, realized: RealizedValue, gap: Decimal | None, day: date
) -> Decimal | None:
    """Return the change per month that reaches the target by its end; None if none is needed or no change can."""
    is_fixed = target.series.nature == "rate" or (target.series.nature == "flow" and promise.side != "above")
    if gap is None or is_fixed or day > target.end or promise.is_reached_by(realized.stated):
        return None
    return compute_required_per_month(gap, realized.day, target.end)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What the verdict of a target with a realized value depends on."""

    target: TargetFact
    promise: Promise
    realized: RealizedValue
    day: date

    def decide(
        self, baseline: Baseline | None, expected: Decimal | None, expected_every: str | None
    ) -> ProgressVerdict:
        is_reached = self.promise.is_reached_by(self.realized.stated)
        if is_reached and self._stays_reached:
            return "achieved"
        if self.day > self.target.end:
            return self._decide_at_end(find_window(self.target, expected_every), is_reached=is_reached)
        if self.target.series.nature == "stock" and baseline is not None and self.realized.day <= baseline.day:
            return "no_new_report"
        is_on_track = expected is not None and self.promise.is_on_track(self.realized.stated, expected)
        return "on_track" if is_on_track else "behind"

    @property
    def _stays_reached(self) -> bool:
        """Whether a reached target counts before its end: what was added stays, but a limit can still be exceeded."""
        match self.target.series.nature:
            case "stock":
                return True
            case "flow":
                return self.promise.side == "above"
            case _:
                return not self.realized.equally_long

    def _decide_at_end(self, window: date, *, is_reached: bool) -> ProgressVerdict:
        """Decide by a figure for the end. The rate of a whole lies between those of its parts, if all of them agree."""
        if self.target.series.nature == "rate" and not self.realized.equally_long:
            return "missed"
        if self.realized.day < window:
            return "not_reported"
        if self.realized.equally_long:
            reached = {
                self.promise.is_reached_by(StatedAmount.from_figures((each,))) for each in self.realized.equally_long
            }
            if len(reached) > 1:
                return "not_reported"
        return "achieved" if is_reached else "missed"
