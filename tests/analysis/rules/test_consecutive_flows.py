"""Consecutive flows, compared with every possible sequence."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.consecutive_flows import find_longest_flow_sequence
from api.analysis.rules.facts import RealizationFact
from tests.analysis.rules.build_figures import FLOW, realization

BEGIN = date(2021, 1, 1)
STATED = date(2022, 1, 1)
DayRange = tuple[int, int]


def flow(first: int, last: int, value: object = 1) -> RealizationFact:
    days = [(BEGIN + timedelta(days=day)).isoformat() for day in (first, last)]
    return realization(1000 * first + last, FLOW, "/".join(days), value, STATED)


def list_sequences(flows: Sequence[RealizationFact], first: date, last: date) -> Iterator[tuple[RealizationFact, ...]]:
    """Yield every sequence of consecutive flows."""
    for one in flows:
        if one.first == first and one.last <= last:
            yield (one,)
            yield from ((one, *rest) for rest in list_sequences(flows, one.last + timedelta(days=1), last))


@given(
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 5)), max_size=14),
    st.integers(0, 4),
    st.integers(0, 14),
)
def test_the_sequence_ends_latest_with_the_fewest_parts(ranges: set[DayRange], first: int, last: int) -> None:
    flows = [flow(begin, begin + length) for begin, length in ranges]
    begin, end = BEGIN + timedelta(days=first), BEGIN + timedelta(days=last)
    found = find_longest_flow_sequence(flows, begin, end)
    every = list(list_sequences(flows, begin, end))
    if not every:
        assert found == ()
        return
    best = max(every, key=lambda parts: (parts[-1].last, -len(parts), [part.last for part in parts]))
    assert found == best


def test_a_reported_flow_is_preferred_to_the_sum_of_its_halves() -> None:
    whole = flow(0, 9)
    assert find_longest_flow_sequence([flow(0, 4), flow(5, 9), whole], BEGIN, BEGIN + timedelta(days=9)) == (whole,)


def test_a_sum_that_ends_later_is_preferred_to_a_reported_flow() -> None:
    parts = flow(0, 4), flow(5, 10)
    assert find_longest_flow_sequence([*parts, flow(0, 9)], BEGIN, BEGIN + timedelta(days=10)) == parts


def test_a_gap_or_overlap_ends_the_sequence() -> None:
    until = BEGIN + timedelta(days=20)
    assert find_longest_flow_sequence([flow(0, 4), flow(6, 9)], BEGIN, until) == (flow(0, 4),)
    assert find_longest_flow_sequence([flow(0, 4), flow(4, 9)], BEGIN, until) == (flow(0, 4),)
    assert find_longest_flow_sequence([flow(1, 4)], BEGIN, until) == ()


def test_ten_years_of_days_are_one_sequence() -> None:
    count = 3653
    found = find_longest_flow_sequence([flow(day, day) for day in range(count)], BEGIN, BEGIN + timedelta(days=count))
    assert len(found) == count
