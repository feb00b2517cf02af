"""Consecutive flows: a sequence without gap and overlap, whose sum is a flow of the whole range."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from api.analysis.rules.facts import RealizationFact


class _FlowLink(NamedTuple):
    """The best flow from a day on: the last day of its sequence, the number of parts, and its own last day."""

    end: date
    parts: int
    last: date
    flow: RealizationFact

    @property
    def sort_key(self) -> tuple[date, int, date]:
        return (self.end, -self.parts, self.last)


def find_longest_flow_sequence(
    flows: Iterable[RealizationFact], first: date, last: date
) -> tuple[RealizationFact, ...]:
    """Return the sequence of consecutive flows that begins on `first` and ends latest, but not after `last`.

    Of several sequences with the same end, the one with the fewest parts is returned, then the one whose earlier parts
    are longer. So a single reported flow is preferred to a sum. `flows` has at most one flow per period.
    """
    by_first_day: dict[date, list[RealizationFact]] = defaultdict(list)
    for flow in flows:
        if first <= flow.first and flow.last <= last:
            by_first_day[flow.first].append(flow)
    links: dict[date, _FlowLink] = {}
    for day in sorted(by_first_day, reverse=True):
        links[day] = max((_extend(flow, links) for flow in by_first_day[day]), key=lambda link: link.sort_key)
    sequence = []
    while (link := links.get(first)) is not None:
        sequence.append(link.flow)
        first = link.last + timedelta(days=1)
    return tuple(sequence)


def _extend(flow: RealizationFact, links: dict[date, _FlowLink]) -> _FlowLink:
    following = links.get(flow.last + timedelta(days=1))
    if following is None:
        return _FlowLink(flow.last, 1, flow.last, flow)
    return _FlowLink(following.end, 1 + following.parts, flow.last, flow)
