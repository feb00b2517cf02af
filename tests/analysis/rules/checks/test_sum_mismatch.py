"""`sum_mismatch`: figures do not add up to the total that a source states, or parts to their whole."""

import time
from datetime import date, timedelta
from fractions import Fraction
from math import inf
from typing import Any

from api.analysis.rules.checks.sum_mismatch import find
from api.analysis.rules.facts import RegionFact
from api.analysis.rules.interval import Interval
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import PROVINCES, claim, numbers, realization, run, target

DAY = "2022-12-31"


def build_whole_and_parts(whole: int, *parts: int, **more: Any) -> list[Any]:
    regions = ("31", "32", "33")[: len(parts)]
    return [realization(1, whole, DAY, **more)] + [
        realization(31 + index, part, DAY, region=region)
        for index, (region, part) in enumerate(zip(regions, parts, strict=True))
    ]


def test_a_claimed_sum_that_differs_from_its_figures_is_a_finding() -> None:
    addends = realization(1, 10, "2020-12-31"), realization(2, 20, "2021-12-31")
    (finding,) = run(find, *addends, claims=[claim("sum", 1, 2, stated=40)])
    assert (finding.stated, finding.computed) == (40, 30)
    assert numbers(finding) == [1, 2]
    assert run(find, *addends, claims=[claim("sum", 1, 2, stated=30)]) == []
    assert run(find, *addends, claims=[claim("sum", 1, 2, stated=0, to=100)]) == []


def test_regions_that_do_not_add_up_to_the_whole_are_a_finding() -> None:
    (finding,) = run(find, *build_whole_and_parts(100, 10, 20, 30))
    assert (finding.stated, finding.computed) == (100, 60)
    assert finding.allowed == Interval(Fraction(117, 2), Fraction(123, 2))
    assert numbers(finding) == [1, 31, 32, 33]
    assert "3 of its 3 parts" in finding.text.en and "3 dari 3" in finding.text.id


def test_parts_that_add_up_by_rounding_are_consistent() -> None:
    assert run(find, *build_whole_and_parts(60, 10, 20, 30)) == []
    assert run(find, *build_whole_and_parts(61, 10, 20, 30)) == []
    assert run(find, *build_whole_and_parts(100, 10, 20, 30, resolution=100)) == []


def test_some_regions_are_a_finding_only_if_they_exceed_the_whole() -> None:
    assert run(find, *build_whole_and_parts(100, 10, 20)) == []
    (finding,) = run(find, *build_whole_and_parts(20, 10, 20))
    assert (finding.stated, finding.computed) == (20, 30)
    assert "2 of its 3 parts" in finding.text.en


def test_the_regions_own_offices_are_a_part() -> None:
    own = realization(40, 5, DAY, breakdown="part:own")
    assert run(find, *build_whole_and_parts(65, 10, 20, 30), own) == []
    assert len(run(find, *build_whole_and_parts(60, 10, 20, 30), own)) == 1
    assert len(run(find, *build_whole_and_parts(3), own)) == 1


def test_only_regions_that_are_valid_on_the_day_are_expected() -> None:
    not_yet_valid = RegionFact("92", "province", "ID", date(2023, 1, 1), None)
    no_longer_valid = RegionFact("93", "province", "ID", None, date(2022, 12, 30))
    valid = RegionFact("94", "province", "ID", None, date(2022, 12, 31))
    assert (
        len(run(find, *build_whole_and_parts(100, 10, 20, 30), regions=[*PROVINCES, not_yet_valid, no_longer_valid]))
        == 1
    )
    assert run(find, *build_whole_and_parts(100, 10, 20, 30), regions=[*PROVINCES, valid]) == []


def test_only_additive_figures_of_one_key_are_added() -> None:
    average = INDICATORS["onboarded"]._replace(additive=False)
    assert run(find, *build_whole_and_parts(100, 10, 20, 30), onboarded=average) == []
    other_day = [realization(1, 100, DAY), *(realization(n, 10, "2022-12-30", region=str(n)) for n in (31, 32, 33))]
    assert run(find, *other_day) == []
    flows = [realization(n, 10, DAY, region=str(n), first="2022-01-01") for n in (31, 32, 33)]
    assert run(find, realization(1, 100, DAY), *flows) == []
    part = [realization(n, 10, DAY, region=str(n), breakdown="catalog:local") for n in (31, 32, 33)]
    assert run(find, realization(1, 100, DAY), *part) == []


def test_only_known_realizations_count() -> None:
    parts = [realization(n, 10, DAY, region=str(n), stated="2023-02-01") for n in (31, 32, 33)]
    whole = realization(1, 100, DAY, stated="2023-01-01")
    assert run(find, whole, *parts, as_of="2023-01-31") == []
    assert len(run(find, whole, *parts, as_of="2023-02-01")) == 1


def test_the_own_part_of_a_region_without_children_is_compared() -> None:
    city = [RegionFact("32.73", "city", "32", None, None)]
    own = realization(40, 20, DAY, region="32.73", breakdown="part:own")
    (finding,) = run(find, realization(1, 10, DAY, region="32.73"), own, regions=city)
    assert (finding.stated, finding.computed) == (10, 20)
    assert run(find, realization(1, 30, DAY, region="32.73"), own, regions=city) == []


def test_with_a_negative_figure_some_regions_are_not_compared() -> None:
    assert run(find, *build_whole_and_parts(-10, 5)) == []
    assert run(find, *build_whole_and_parts(10, 20, -5)) == []
    assert len(run(find, *build_whole_and_parts(-10, 5, 5, 5))) == 1


def test_one_addend_or_part_has_a_singular_verb() -> None:
    (whole,) = run(find, *build_whole_and_parts(3, 10))
    assert "1 of its 3 parts makes 10" in whole.text.en
    (claimed,) = run(find, realization(1, 10, DAY), claims=[claim("sum", 1, stated=40)])
    assert "its 1 figure makes 10" in claimed.text.en


PARTITIONED = INDICATORS["onboarded"]._replace(partitions=("catalog", "size"))


def build_catalogs(build: Any, whole: object, *parts: object, **more: Any) -> list[Any]:
    """Build a whole and parts that differ in their catalog."""
    return [build(1, whole, DAY, **more)] + [
        build(41 + index, part, DAY, **{"breakdown": f"catalog:{'abcd'[index]}", **more})
        for index, part in enumerate(parts)
    ]


def test_parts_of_a_partition_that_do_not_add_up_to_the_whole_are_a_finding() -> None:
    figures = build_catalogs(realization, 123.2, 16.5, 86.2, 13.5, resolution=0.1)
    (finding,) = run(find, *figures, onboarded=PARTITIONED)
    assert (str(finding.stated), str(finding.computed), finding.severity) == ("123.2", "116.2", "error")
    assert numbers(finding) == [1, 41, 42, 43]
    assert "3 of its 3 parts by catalog make 116.2" in finding.text.en
    assert "3 dari 3 bagiannya menurut catalog" in finding.text.id
    assert run(find, *figures) == []  # nothing says that the catalogs are the whole
    assert run(find, *build_catalogs(realization, 116.2, 16.5, 86.2, 13.5, resolution=0.1), onboarded=PARTITIONED) == []


def test_a_partition_is_complete_with_every_code_that_any_known_figure_has() -> None:
    """A figure of another period, of another part or a target shows that a third part exists."""
    figures = build_catalogs(realization, 100, 10, 20)
    assert len(run(find, *figures, onboarded=PARTITIONED)) == 1
    third = realization(9, 5, "2019-12-31", breakdown="catalog:c")
    of_another_part = realization(9, 5, DAY, breakdown="catalog:c,size:large")
    planned = target(9, 5, "2030-12-31", breakdown="catalog:c", stated="2021-01-01")
    for other in (third, of_another_part, planned):
        assert run(find, *figures, other, onboarded=PARTITIONED) == []
    elsewhere = realization(9, 5, DAY, breakdown="catalog:c", region="32")
    of_another_nature = realization(9, 5, DAY, breakdown="catalog:c", first="2022-01-01")
    for unrelated in (elsewhere, of_another_nature):
        assert len(run(find, *figures, unrelated, onboarded=PARTITIONED)) == 1
    later = realization(9, 5, "2019-12-31", breakdown="catalog:c", stated="2024-01-01")
    assert len(run(find, *figures, later, as_of="2023-12-31", onboarded=PARTITIONED)) == 1
    assert run(find, *figures, later, as_of="2024-01-01", onboarded=PARTITIONED) == []


def test_some_parts_of_a_partition_are_a_finding_only_if_they_exceed_the_whole() -> None:
    third = realization(9, 5, "2019-12-31", breakdown="catalog:c")
    assert run(find, *build_catalogs(realization, 100, 10, 20), third, onboarded=PARTITIONED) == []
    (finding,) = run(find, *build_catalogs(realization, 20, 10, 20), third, onboarded=PARTITIONED)
    assert (finding.computed, "2 of its 3 parts" in finding.text.en) == (30, True)
    assert run(find, *build_catalogs(realization, 20, 40, -5), third, onboarded=PARTITIONED) == []


def test_a_single_part_is_not_the_whole() -> None:
    assert run(find, *build_catalogs(realization, 100, 10), onboarded=PARTITIONED) == []
    assert len(run(find, *build_catalogs(realization, 100, 110), onboarded=PARTITIONED)) == 1


def test_each_partition_and_each_part_of_another_one_is_compared() -> None:
    whole = realization(1, 100, DAY)
    catalogs = [realization(40 + n, 50, DAY, breakdown=f"catalog:{code}") for n, code in enumerate("ab")]
    sizes = [realization(50 + n, 30, DAY, breakdown=f"size:{code}") for n, code in enumerate("xy")]
    cells = [realization(60 + n, 10, DAY, breakdown=f"catalog:a,size:{code}") for n, code in enumerate("xy")]
    found = run(find, whole, *catalogs, *sizes, *cells, onboarded=PARTITIONED)
    assert sorted(numbers(finding) for finding in found) == [[1, 50, 51], [40, 60, 61]]
    assert len({finding.id for finding in found}) == len(found)


def test_a_whole_has_one_finding_for_its_regions_and_one_for_each_partition() -> None:
    figures = [*build_catalogs(realization, 100, 10, 20), *build_whole_and_parts(100, 10, 20, 30)[1:]]
    found = run(find, *figures, onboarded=PARTITIONED)
    assert sorted(len(numbers(finding)) for finding in found) == [3, 4]
    assert len({finding.id for finding in found}) == 2


def test_regional_targets_that_exceed_the_national_one_are_a_warning() -> None:
    regions = [target(30 + n, 30, DAY, region=str(30 + n), stated="2021-01-01") for n in (1, 2)]
    assert run(find, target(1, 100, DAY), *regions) == []  # the third region has no target
    (finding,) = run(find, target(1, 50, DAY), *regions)
    assert (finding.severity, finding.stated, finding.computed) == ("warning", 50, 60)
    assert numbers(finding) == [1, 31, 32]
    assert "the target is 50 umkm, but 2 of its 3 parts make 60 umkm" in finding.text.en
    assert "target 50 umkm, tetapi 2 dari 3 bagiannya" in finding.text.id
    third = target(33, 30, DAY, region="33")
    assert len(run(find, target(1, 100, DAY), *regions, third)) == 1  # all of them promise less than the whole
    assert run(find, target(1, 90, DAY), *regions, third) == []


def test_targets_of_a_partition_are_compared() -> None:
    (finding,) = run(find, *build_catalogs(target, 100, 10, 20), onboarded=PARTITIONED)
    assert (finding.severity, finding.computed) == ("warning", 30)


def test_only_targets_of_one_plan_are_added() -> None:
    def build_plan(plan: str | None, whole: int) -> list[Any]:
        parts = [target(30 + n, 30, DAY, region=str(30 + n), plan=plan) for n in (1, 2, 3)]
        return [target(1, whole, DAY, plan=plan), *parts]

    (finding,) = run(find, *build_plan("annual", 50))
    assert numbers(finding) == [1, 31, 32, 33]
    assert "the target is 50 umkm (annual), but" in finding.text.en
    for plan in ("medium", None):
        other = build_plan(plan, 50)
        assert run(find, other[0], *build_plan("annual", 50)[1:]) == []
        assert run(find, *other)[0].id != finding.id


def test_a_superseded_target_is_no_part() -> None:
    before = target(31, 90, DAY, region="31", stated="2020-01-01")
    after = target(32, 10, DAY, region="31", supersedes=before.id)
    assert run(find, target(1, 50, DAY), before, after) == []
    assert len(run(find, target(1, 50, DAY), before)) == 1


def test_hedged_parts_and_ranges_are_added_as_intervals() -> None:
    open_parts = [realization(n, 10, DAY, region=str(n), qualifier="at_least") for n in (31, 32, 33)]
    assert run(find, realization(1, 45, DAY), *open_parts) == []  # 21.93 and more can make any greater whole
    (finding,) = run(find, realization(1, 20, DAY), *open_parts)
    assert finding.allowed == Interval(Fraction(30), inf)
    (finding,) = run(find, realization(1, 20, DAY, qualifier="at_most"), *open_parts)
    assert "at most 20 umkm reported" in finding.text.en and "paling banyak 20 umkm" in finding.text.id
    ranges = [realization(n, 10, DAY, region=str(n), value_to=12) for n in (31, 32, 33)]
    assert run(find, realization(1, 36, DAY), *ranges) == []
    (finding,) = run(find, realization(1, 50, DAY), *ranges)
    assert "make 30 to 36 umkm" in finding.text.en


def test_twenty_thousand_parts_take_less_than_four_seconds() -> None:
    """Half of them are parts of as many wholes as there are days, half are parts of one whole."""
    days = [str(date(2000, 1, 1) + timedelta(number)) for number in range(5_000)]
    wholes = [realization(number, 5, day) for number, day in enumerate(days, 1)]
    parts = [realization(5_000 + n, 3, day, breakdown=f"catalog:{n % 3}") for n, day in enumerate(days, 1)]
    of_one = [realization(10_000 + n, 1, days[0], breakdown=f"size:{n}") for n in range(1, 10_001)]
    start = time.process_time()
    (finding,) = run(find, *wholes, *parts, *of_one, onboarded=PARTITIONED)
    assert len(finding.subjects) == 10_001
    assert time.process_time() - start < 4
