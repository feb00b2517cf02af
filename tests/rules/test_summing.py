"""Rule 7: the reported figure and the sum of its parts, held against a slow sum over every number a rounding allows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.rules.facts import Realization, Region, Series
from api.rules.summing import agree, count, is_valid, regions_below, sum_of

DAY = date(2022, 12, 31)


def realization(value: object, resolution: object = 1, region: str = "ID", stated: date = DAY) -> Realization:
    return Realization(
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
def test_a_sum_is_exact_and_so_are_its_bounds(parts: list[Realization]) -> None:
    value, interval = sum_of(parts)
    exact = sum(Fraction(part.value) for part in parts)
    half = sum(Fraction(part.resolution) for part in parts) / 2
    assert Fraction(value) == exact
    assert (Fraction(interval.low), Fraction(interval.high)) == (exact - half, exact + half)


def allowed(figure: Realization) -> range:
    """The numbers that round to a figure, in eighths; the upper end is none of them."""
    middle, half = int(8 * figure.value), int(4 * figure.resolution)
    return range(middle - half, middle + half)


@given(small, st.lists(small, min_size=1, max_size=3))
def test_all_parts_agree_with_the_whole_where_some_numbers_that_round_to_them_add_up_to_one_that_rounds_to_it(
    whole: Realization, parts: list[Realization]
) -> None:
    sums = {0}
    for part in parts:
        sums = {total + number for total in sums for number in allowed(part)}
    # Each number stands for those up to the next eighth, and so each sum for as many eighths as there are parts.
    sums |= {total + more for total in sums for more in range(len(parts))}
    expected = not sums.isdisjoint(allowed(whole))
    assert agree(whole, parts, is_complete=True) is expected


@given(small, st.lists(small, min_size=1, max_size=4), st.lists(small, max_size=4))
def test_what_is_refuted_by_some_of_the_parts_is_refuted_by_all_of_them(
    whole: Realization, some: list[Realization], more: list[Realization]
) -> None:
    if agree(whole, some, is_complete=False) is False:
        # A missing part may round up from nothing, but is nothing less.
        rest = [realization(part.value + part.resolution / 2, part.resolution) for part in more]
        assert agree(whole, [*some, *rest], is_complete=True) is False


def test_while_regions_are_missing_a_smaller_sum_tells_nothing_and_a_larger_one_refutes() -> None:
    assert agree(realization(100), [realization(60)], is_complete=False) is None
    assert agree(realization(100), [realization(100)], is_complete=False) is None
    assert agree(realization(100), [realization(60), realization(45)], is_complete=False) is False
    assert agree(realization(100), [realization(120), realization(-1)], is_complete=False) is None


def test_rounding_is_respected() -> None:
    thirds = [realization(33, 1), realization(33, 1), realization(33, 1)]
    assert agree(realization(100, 1), thirds, is_complete=True) is True
    assert agree(realization(101, 1), thirds, is_complete=True) is False


BELOW = frozenset({"32.01", "32.02"})


def test_a_reported_figure_and_its_parts_are_never_added_together() -> None:
    parts = {"32.01": realization(4), "32.02": realization(5)}
    counted = count(realization(9), None, parts, BELOW, additive=True)
    assert counted is not None
    assert (counted.summed, counted.agrees, len(counted.regions), counted.regions_total) == (9, True, 2, 2)


def test_what_its_own_offices_reported_joins_the_sum_and_is_no_region() -> None:
    counted = count(None, realization(3), {"32.01": realization(4)}, BELOW, additive=True)
    assert counted is not None
    assert (counted.summed, counted.agrees, len(counted.regions)) == (7, None, 1)
    assert counted.reported is None


def test_a_region_that_is_no_part_on_that_day_counts_for_nothing() -> None:
    strangers = {"33.01": realization(4)}
    assert count(None, None, strangers, BELOW, additive=True) is None
    counted = count(realization(1), None, strangers, BELOW, additive=True)
    assert counted is not None
    assert (counted.summed, counted.regions) == (None, ())


def test_what_is_not_additive_is_not_summed_but_its_parts_are_shown() -> None:
    counted = count(realization(50), None, {"32.01": realization(60)}, BELOW, additive=False)
    assert counted is not None
    assert (counted.summed, counted.agrees, len(counted.regions)) == (None, None, 1)


def test_a_count_is_as_new_as_its_newest_figure() -> None:
    newer = realization(1, stated=date(2023, 2, 1))
    counted = count(realization(9), newer, {"32.01": realization(4)}, BELOW, additive=True)
    assert counted is not None
    assert counted.as_at == date(2023, 2, 1)


days = st.dates(date(2022, 1, 1), date(2022, 1, 9))


@given(st.none() | days, st.none() | days, days)
def test_a_region_is_valid_on_the_days_from_its_first_to_its_last(
    since: date | None, until: date | None, day: date
) -> None:
    every = [date(2022, 1, number) for number in range(1, 10)]
    first, last = since or every[0], until or every[-1]
    region = Region("32.01", "regency", "32", since, until)
    assert is_valid(region, day) is (day in [each for each in every if first <= each <= last])
    assert regions_below("32", [region], day) == (frozenset({"32.01"}) if is_valid(region, day) else frozenset())
    assert regions_below("33", [region], day) == frozenset()
