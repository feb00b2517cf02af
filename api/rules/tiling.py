"""Flows laid end to end: a stretch without a gap and without an overlap, whose sum is a flow again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from api.rules.facts import Realization


class _Step(NamedTuple):
    """The flow to go on with from a day: where that ends in the end, in how many parts, and its own last day."""

    reach: date
    parts: int
    last: date
    flow: Realization

    @property
    def merit(self) -> tuple[date, int, date]:
        return (self.reach, -self.parts, self.last)


def furthest_tiling(flows: Iterable[Realization], first: date, last: date) -> tuple[Realization, ...]:
    """The flows that follow each other from that first day on, as far as they reach within the last.

    Of several ways to the same day the one with the fewest parts, and of those the one whose earlier parts are longer;
    so a single flow that was reported goes before any sum. `flows` has one flow for each stretch.
    """
    beginning: dict[date, list[Realization]] = defaultdict(list)
    for flow in flows:
        if first <= flow.first and flow.last <= last:
            beginning[flow.first].append(flow)
    steps: dict[date, _Step] = {}
    for day in sorted(beginning, reverse=True):
        steps[day] = max((_step(flow, steps) for flow in beginning[day]), key=lambda step: step.merit)
    found = []
    while (step := steps.get(first)) is not None:
        found.append(step.flow)
        first = step.last + timedelta(days=1)
    return tuple(found)


def _step(flow: Realization, steps: dict[date, _Step]) -> _Step:
    onward = steps.get(flow.last + timedelta(days=1))
    if onward is None:
        return _Step(flow.last, 1, flow.last, flow)
    return _Step(onward.reach, 1 + onward.parts, flow.last, flow)
