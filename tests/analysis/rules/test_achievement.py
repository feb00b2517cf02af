"""Which numbers keep a promise, on track and at the end, compared with all numbers that a statement can mean."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.achievement import Promise, StatedAmount, find_target_side
from tests.analysis.rules.build_figures import STOCK, realization, target

DAY = date(2025, 1, 1)
TENTHS = st.integers(-300, 300).map(lambda number: Decimal(number) / 10)
# Even numbers of hundredths, so that the ends of intervals are hundredths.
RESOLUTIONS = st.integers(1, 200).map(lambda number: Decimal(number) / 50)
FINE = Fraction(1, 1000)
QUALIFIERS = ("exact", "about", "at_least", "at_most", "nearly")


def stated(
    value: object, resolution: object = 1, qualifier: str = "exact", value_to: object | None = None
) -> StatedAmount:
    return StatedAmount.from_figures(
        [
            realization(
                1,
                STOCK,
                "2024",
                value,
                DAY,
                resolution=Decimal(str(resolution)),
                qualifier=qualifier,
                value_to=None if value_to is None else Decimal(str(value_to)),
            )
        ]
    )


def promise(
    direction: str, value: object, resolution: object = 1, qualifier: str = "exact", value_to: object | None = None
) -> Promise:
    return Promise.from_target(
        direction,
        target(
            1,
            STOCK,
            "2024",
            value,
            DAY,
            resolution=Decimal(str(resolution)),
            qualifier=qualifier,
            value_to=None if value_to is None else Decimal(str(value_to)),
        ),
    )


@pytest.mark.parametrize(
    ("direction", "qualifier", "side"),
    [
        ("increase", "exact", "above"),
        ("increase", "about", "above"),
        ("increase", "at_least", "above"),
        ("increase", "nearly", "above"),
        ("increase", "at_most", "below"),
        ("decrease", "exact", "below"),
        ("decrease", "at_least", "below"),
        ("decrease", "at_most", "below"),
        ("maintain", "exact", "within"),
        ("maintain", "about", "within"),
        ("maintain", "at_least", "above"),
        ("maintain", "at_most", "below"),
    ],
)
def test_direction_and_qualifier_decide_the_side(direction: str, qualifier: str, side: str) -> None:
    assert find_target_side(direction, qualifier) == side


@given(TENTHS, RESOLUTIONS, TENTHS, RESOLUTIONS)
def test_an_exact_number_reaches_a_target_if_any_number_of_its_rounding_does(
    value: Decimal, rounding: Decimal, goal: Decimal, target_resolution: Decimal
) -> None:
    realized = stated(value, rounding)
    low, high = Fraction(value - rounding / 2), Fraction(value + rounding / 2)
    assert promise("increase", goal, target_resolution).is_reached_by(realized) == (high >= goal)
    assert promise("decrease", goal, target_resolution).is_reached_by(realized) == (low <= goal)
    half = target_resolution / 2
    numbers = [low + FINE * step for step in range(int((high - low) / FINE))]
    assert promise("maintain", goal, target_resolution).is_reached_by(realized) == any(
        goal - half <= number < goal + half for number in numbers
    )


@given(TENTHS, RESOLUTIONS, TENTHS, RESOLUTIONS, st.sampled_from(QUALIFIERS), st.sampled_from(["increase", "decrease"]))
def test_a_hedged_number_reaches_a_target_only_if_its_stated_number_does(  # noqa: PLR0917  # one parameter per strategy
    value: Decimal, rounding: Decimal, goal: Decimal, target_resolution: Decimal, qualifier: str, direction: str
) -> None:
    promised = promise(direction, goal, target_resolution)
    realized = stated(value, rounding, qualifier)
    if qualifier != "exact" and promised.is_reached_by(realized):
        assert value >= goal if direction == "increase" else value <= goal


@given(TENTHS, RESOLUTIONS, TENTHS, RESOLUTIONS, RESOLUTIONS)
def test_the_rounding_of_a_target_does_not_matter(
    value: Decimal, rounding: Decimal, goal: Decimal, one: Decimal, other: Decimal
) -> None:
    for direction in ("increase", "decrease"):
        reached = [
            promise(direction, goal, resolution).is_reached_by(stated(value, rounding)) for resolution in (one, other)
        ]
        assert reached[0] == reached[1]


@given(
    TENTHS,
    RESOLUTIONS,
    TENTHS,
    TENTHS,
    st.sampled_from(QUALIFIERS),
    st.sampled_from(["increase", "decrease", "maintain"]),
)
def test_a_reached_target_is_on_track(  # noqa: PLR0917  # one parameter per strategy
    value: Decimal, rounding: Decimal, expected: Decimal, goal: Decimal, qualifier: str, direction: str
) -> None:
    promised, realized = promise(direction, goal), stated(value, rounding, qualifier)
    is_before = {"above": expected <= goal, "below": expected >= goal, "within": True}[promised.side]
    if is_before and promised.is_reached_by(realized):
        assert promised.is_on_track(realized, expected)


@given(TENTHS, RESOLUTIONS, TENTHS, TENTHS)
def test_decreasing_targets_mirror_increasing_ones(
    value: Decimal, rounding: Decimal, goal: Decimal, expected: Decimal
) -> None:
    up, down = promise("increase", goal), promise("decrease", -goal)
    realized, mirrored = stated(value, rounding), stated(-value, rounding)
    assert up.is_reached_by(realized) == down.is_reached_by(mirrored)
    assert up.is_on_track(realized, expected) == down.is_on_track(mirrored, -expected)


@pytest.mark.parametrize(
    ("value", "expected"), [("85", True), ("90", True), ("80", True), ("91", False), ("79", False), ("78", False)]
)
def test_a_maintained_value_is_on_track_between_the_line_and_the_target(value: str, expected: bool) -> None:
    assert promise("maintain", 80).is_on_track(stated(value), Decimal(90)) is expected


REACHED, DOUBTFUL, MISSED, DOUBTED = (True, False), (True, True), (False, False), (False, True)


@pytest.mark.parametrize(
    ("realized", "promised", "outcome"),
    [
        (stated(40, 1, "at_least"), promise("increase", 40, 1, "at_least"), REACHED),
        (stated(40, 1, "at_least"), promise("increase", 45), DOUBTED),
        (stated(40, 1, "at_most"), promise("increase", 40), DOUBTED),
        (stated(50, 1, "at_most"), promise("increase", 40), DOUBTFUL),
        (stated(40, 1, "nearly"), promise("increase", 40), DOUBTED),
        (stated(40, 1, "nearly"), promise("increase", "39.5"), DOUBTFUL),
        (stated(14, 1, "nearly"), promise("decrease", 14), REACHED),
        (stated(40, 1, "about"), promise("increase", "40.4"), DOUBTED),
        (stated(40, 1, "about"), promise("increase", 40), DOUBTFUL),
        (stated(40), promise("increase", "40.4"), REACHED),
        (stated(40), promise("increase", 41), MISSED),
        (stated(17, 1, "exact", 19), promise("increase", 18), DOUBTED),
        (stated(17, 1, "exact", 19), promise("increase", 17), REACHED),
        (stated(64, 1, "at_least"), promise("maintain", 64), DOUBTFUL),
        (stated(40, 1, "at_least"), promise("increase", 40, 1, "at_most"), DOUBTED),
        (stated(0, 1, "nearly"), promise("decrease", 0), DOUBTED),
        (stated(20, 1, "at_most"), promise("increase", 15), DOUBTFUL),
        (stated(18), promise("increase", 17, 1, "exact", 19), REACHED),
        (stated(20), promise("increase", 17, 1, "exact", 19), REACHED),
        (stated(16), promise("decrease", 17, 1, "exact", 19), REACHED),
        (stated(20), promise("maintain", 17, 1, "exact", 19), MISSED),
        (stated(16), promise("maintain", 17, 1, "exact", 19), MISSED),
    ],
)
def test_a_hedge_and_a_range_reach_a_target_as_far_as_they_say(
    realized: StatedAmount, promised: Promise, outcome: tuple[bool, bool]
) -> None:
    assert (promised.is_reached_by(realized), promised.depends_on_qualifier(realized)) == outcome


@pytest.mark.parametrize(
    ("direction", "compared", "goal"),
    [("increase", 13, 17), ("decrease", 20, 19), ("maintain", 20, 19), ("maintain", 18, 18), ("maintain", 2, 17)],
)
def test_a_range_is_compared_by_the_end_that_its_side_needs(direction: str, compared: int, goal: int) -> None:
    assert promise(direction, 17, 1, "exact", 19).find_goal(Decimal(compared)) == goal


def test_a_sum_is_exact_only_if_all_its_parts_are() -> None:
    parts = [realization(number, STOCK, "2024", 10 * number, DAY) for number in (1, 2)]
    hedged = realization(3, STOCK, "2024", 30, DAY, qualifier="about")
    assert StatedAmount.from_figures(parts)[:3] == (30, None, True)
    assert StatedAmount.from_figures([*parts, hedged])[:3] == (60, None, False)
