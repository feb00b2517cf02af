"""Rule 7: a reported figure and the sum of its parts, compared with sums over all numbers that rounding allows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.achievement import StatedAmount
from api.analysis.rules.facts import RealizationFact, RegionFact, Series
from api.analysis.rules.region_sums import (
    compare_with_parts,
    count_region,
    find_child_regions,
    is_valid,
)

DAY = date(2022, 12, 31)


def realization(value: object, resolution: object = 1, region: str = "ID", stated: date = DAY) -> RealizationFact:
    return RealizationFact(
        id=UUID(int=1),
        series=Series("p", "i", "stock", region, ""),
        period="2022",
        first=date(2022, 1, 1),
        last=DAY,
        value=Decimal(str(value)),
        resolution=Decimal(str(resolution)),
        qualifier="exact",
        stated_on=stated,
        stated_earliest=stated,
        stated_latest=stated,
        retracted_on=None,
        institution="x",
        rank=1,
        recorded_at=datetime(2023, 1, 1, tzinfo=UTC),
        quality="final",
    )


values = st.decimals(min_value=-(10**17), max_value=10**17, places=9, allow_nan=False)
resolutions = st.sampled_from([Decimal("0.001"), Decimal(1), Decimal(1000), Decimal(100_000)])
figures = st.builds(realization, values, resolutions)
small = st.builds(realization, st.integers(0, 12), st.sampled_from([1, 2, 4]))


@given(st.lists(figures, min_size=1, max_size=40))
def test_a_sum_and_its_interval_are_exact(parts: list[RealizationFact]) -> None:
    value, _, is_exact, interval = StatedAmount.from_figures(parts)
    exact = sum(Fraction(part.value) for part in parts)
    half = sum(Fraction(part.resolution) for part in parts) / 2
    assert (Fraction(value), is_exact) == (exact, True)
    assert interval == (exact - half, exact + half, True, False)


def allowed(figure: RealizationFact) -> range:
    """Return the numbers that round to a figure, in eighths; the upper end is excluded."""
    middle, half = int(8 * figure.value), int(4 * figure.resolution)
    return range(middle - half, middle + half)


@given(small, st.lists(small, min_size=1, max_size=3))
def test_parts_agree_with_the_whole_if_any_numbers_of_their_intervals_do(
    whole: RealizationFact, parts: list[RealizationFact]
) -> None:
    sums = {0}
    for part in parts:
        sums = {total + number for total in sums for number in allowed(part)}
    # Each number represents those up to the next eighth, so each sum represents as many eighths as there are parts.
    sums |= {total + eighths for total in sums for eighths in range(len(parts))}
    expected = not sums.isdisjoint(allowed(whole))
    assert compare_with_parts(whole, parts, is_complete=True) is expected


@given(small, st.lists(small, min_size=1, max_size=4), st.lists(small, max_size=4))
def test_a_contradiction_by_some_parts_is_one_by_all_parts(
    whole: RealizationFact, known_parts: list[RealizationFact], other_parts: list[RealizationFact]
) -> None:
    if compare_with_parts(whole, known_parts, is_complete=False) is False:
        # A missing part may round to zero, but is not negative.
        rest = [realization(part.value + part.resolution / 2, part.resolution) for part in other_parts]
        assert compare_with_parts(whole, [*known_parts, *rest], is_complete=True) is False


def test_with_missing_regions_only_a_larger_sum_is_a_contradiction() -> None:
    assert compare_with_parts(realization(100), [realization(60)], is_complete=False) is None
    assert compare_with_parts(realization(100), [realization(100)], is_complete=False) is None
    assert compare_with_parts(realization(100), [realization(60), realization(45)], is_complete=False) is False
    assert compare_with_parts(realization(100), [realization(120), realization(-1)], is_complete=False) is None


def test_rounding_counts() -> None:
    thirds = [realization(33, 1), realization(33, 1), realization(33, 1)]
    assert compare_with_parts(realization(100, 1), thirds, is_complete=True) is True
    assert compare_with_parts(realization(101, 1), thirds, is_complete=True) is False


CHILDREN = frozenset({"32.01", "32.02"})


def test_a_reported_figure_is_not_added_to_its_parts() -> None:
    parts = {"32.01": realization(4), "32.02": realization(5)}
    counted = count_region(realization(9), None, parts, CHILDREN, additive=True)
    assert counted is not None
    assert (counted.summed, counted.agrees, len(counted.regions), counted.regions_total) == (9, True, 2, 2)


def test_the_own_part_is_added_but_is_not_a_region() -> None:
    counted = count_region(None, realization(3), {"32.01": realization(4)}, CHILDREN, additive=True)
    assert counted is not None
    assert (counted.summed, counted.agrees, len(counted.regions)) == (7, None, 1)
    assert counted.reported is None


def test_a_region_that_is_not_a_child_does_not_count() -> None:
    other_regions = {"33.01": realization(4)}
    assert count_region(None, None, other_regions, CHILDREN, additive=True) is None
    counted = count_region(realization(1), None, other_regions, CHILDREN, additive=True)
    assert counted is not None
    assert (counted.summed, counted.regions) == (None, ())


def test_the_parts_of_an_indicator_that_is_not_additive_are_listed_without_a_sum() -> None:
    counted = count_region(realization(50), None, {"32.01": realization(60)}, CHILDREN, additive=False)
    assert counted is not None
    assert (counted.summed, counted.agrees, len(counted.regions)) == (None, None, 1)


def test_the_stated_date_is_that_of_the_newest_figure() -> None:
    newer = realization(1, stated=date(2023, 2, 1))
    counted = count_region(realization(9), newer, {"32.01": realization(4)}, CHILDREN, additive=True)
    assert counted is not None
    assert counted.latest_stated_on == date(2023, 2, 1)


days = st.dates(date(2022, 1, 1), date(2022, 1, 9))


@given(st.none() | days, st.none() | days, days)
def test_a_region_is_valid_from_its_first_to_its_last_day(since: date | None, until: date | None, day: date) -> None:
    every = [date(2022, 1, number) for number in range(1, 10)]
    first, last = since or every[0], until or every[-1]
    region = RegionFact("32.01", "regency", "32", since, until)
    assert is_valid(region, day) is (day in [each for each in every if first <= each <= last])
    assert find_child_regions("32", [region], day) == (frozenset({"32.01"}) if is_valid(region, day) else frozenset())
    assert find_child_regions("33", [region], day) == frozenset()
