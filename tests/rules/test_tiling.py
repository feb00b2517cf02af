"""Tilings: held against trying every sequence of flows."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from api.rules.facts import Realization
from api.rules.tiling import furthest_tiling
from tests.rules.figures_made import FLOW, realization

BEGIN = date(2021, 1, 1)
STATED = date(2022, 1, 1)
Stretch = tuple[int, int]


def flow(first: int, last: int, value: object = 1) -> Realization:
    days = [(BEGIN + timedelta(days=day)).isoformat() for day in (first, last)]
    return realization(1000 * first + last, FLOW, "/".join(days), value, STATED)


def sequences(flows: Sequence[Realization], first: date, last: date) -> Iterator[tuple[Realization, ...]]:
    """Every way to lay flows end to end."""
    for one in flows:
        if one.first == first and one.last <= last:
            yield (one,)
            yield from ((one, *rest) for rest in sequences(flows, one.last + timedelta(days=1), last))


@given(
    some.sets(some.tuples(some.integers(0, 11), some.integers(0, 5)), max_size=14),
    some.integers(0, 4),
    some.integers(0, 14),
)
def test_a_tiling_reaches_as_far_as_any_and_in_as_few_parts(stretches: set[Stretch], first: int, last: int) -> None:
    flows = [flow(begin, begin + length) for begin, length in stretches]
    begin, end = BEGIN + timedelta(days=first), BEGIN + timedelta(days=last)
    found = furthest_tiling(flows, begin, end)
    every = list(sequences(flows, begin, end))
    if not every:
        assert found == ()
        return
    best = max(every, key=lambda parts: (parts[-1].last, -len(parts), [part.last for part in parts]))
    assert found == best


def test_a_reported_flow_goes_before_the_sum_of_its_halves() -> None:
    whole = flow(0, 9)
    assert furthest_tiling([flow(0, 4), flow(5, 9), whole], BEGIN, BEGIN + timedelta(days=9)) == (whole,)


def test_a_sum_that_reaches_further_goes_before_a_reported_flow() -> None:
    parts = flow(0, 4), flow(5, 10)
    assert furthest_tiling([*parts, flow(0, 9)], BEGIN, BEGIN + timedelta(days=10)) == parts


def test_neither_a_gap_nor_an_overlap_is_bridged() -> None:
    until = BEGIN + timedelta(days=20)
    assert furthest_tiling([flow(0, 4), flow(6, 9)], BEGIN, until) == (flow(0, 4),)
    assert furthest_tiling([flow(0, 4), flow(4, 9)], BEGIN, until) == (flow(0, 4),)
    assert furthest_tiling([flow(1, 4)], BEGIN, until) == ()


def test_ten_years_of_days_are_laid_end_to_end_at_once() -> None:
    count = 3653
    found = furthest_tiling([flow(day, day) for day in range(count)], BEGIN, BEGIN + timedelta(days=count))
    assert len(found) == count
