"""`sum_mismatch`: addends do not make the total that a source claims, or parts not the whole that was reported."""

from datetime import date
from typing import Any

from api.rules.facts import Region
from api.rules.findings.sum_mismatch import find
from tests.rules.claiming import INDICATORS
from tests.rules.findings.making import PROVINCES, claim, found, numbers, realization

DAY = "2022-12-31"


def reported(whole: int, *parts: int, **more: Any) -> list[Any]:
    regions = ("31", "32", "33")[: len(parts)]
    return [realization(1, whole, DAY, **more)] + [
        realization(31 + place, part, DAY, region=region)
        for place, (region, part) in enumerate(zip(regions, parts, strict=True))
    ]


def test_a_claimed_sum_that_its_addends_do_not_make_is_found() -> None:
    addends = realization(1, 10, "2020-12-31"), realization(2, 20, "2021-12-31")
    (finding,) = found(find, *addends, claims=[claim("sum", 1, 2, stated=40)])
    assert (finding.stated, finding.computed) == (40, 30)
    assert numbers(finding) == [1, 2]
    assert found(find, *addends, claims=[claim("sum", 1, 2, stated=30)]) == []
    assert found(find, *addends, claims=[claim("sum", 1, 2, stated=0, to=100)]) == []


def test_all_regions_one_level_down_that_miss_the_whole_are_found() -> None:
    (finding,) = found(find, *reported(100, 10, 20, 30))
    assert (finding.stated, finding.computed) == (100, 60)
    assert finding.allowed == (58.5, 61.5)
    assert numbers(finding) == [1, 31, 32, 33]
    assert "3 of its 3 parts" in finding.text.en and "3 dari 3" in finding.text.id


def test_parts_that_make_the_whole_by_rounding_are_consistent() -> None:
    assert found(find, *reported(60, 10, 20, 30)) == []
    assert found(find, *reported(61, 10, 20, 30)) == []
    assert found(find, *reported(100, 10, 20, 30, resolution=100)) == []


def test_some_regions_are_held_against_the_whole_only_where_they_exceed_it() -> None:
    assert found(find, *reported(100, 10, 20)) == []
    (finding,) = found(find, *reported(20, 10, 20))
    assert (finding.stated, finding.computed) == (20, 30)
    assert "2 of its 3 parts" in finding.text.en


def test_the_regions_own_offices_are_a_part() -> None:
    own = realization(40, 5, DAY, breakdown="part:own")
    assert found(find, *reported(65, 10, 20, 30), own) == []
    assert len(found(find, *reported(60, 10, 20, 30), own)) == 1
    assert len(found(find, *reported(3), own)) == 1


def test_only_regions_that_were_valid_on_the_day_are_waited_for() -> None:
    later = Region("92", "province", "ID", date(2023, 1, 1), None)
    gone = Region("93", "province", "ID", None, date(2022, 12, 30))
    there = Region("94", "province", "ID", None, date(2022, 12, 31))
    assert len(found(find, *reported(100, 10, 20, 30), regions=[*PROVINCES, later, gone])) == 1
    assert found(find, *reported(100, 10, 20, 30), regions=[*PROVINCES, there]) == []


def test_nothing_is_added_up_that_may_not_be() -> None:
    average = INDICATORS["onboarded"]._replace(additive=False)
    assert found(find, *reported(100, 10, 20, 30), onboarded=average) == []
    other_day = [realization(1, 100, DAY), *(realization(n, 10, "2022-12-30", region=str(n)) for n in (31, 32, 33))]
    assert found(find, *other_day) == []
    flows = [realization(n, 10, DAY, region=str(n), first="2022-01-01") for n in (31, 32, 33)]
    assert found(find, realization(1, 100, DAY), *flows) == []
    part = [realization(n, 10, DAY, region=str(n), breakdown="catalog:local") for n in (31, 32, 33)]
    assert found(find, realization(1, 100, DAY), *part) == []


def test_what_is_not_known_yet_is_not_added() -> None:
    parts = [realization(n, 10, DAY, region=str(n), stated="2023-02-01") for n in (31, 32, 33)]
    whole = realization(1, 100, DAY, stated="2023-01-01")
    assert found(find, whole, *parts, as_of="2023-01-31") == []
    assert len(found(find, whole, *parts, as_of="2023-02-01")) == 1


def test_the_own_part_of_a_region_without_regions_below_it_is_held_against_it_too() -> None:
    city = [Region("32.73", "city", "32", None, None)]
    own = realization(40, 20, DAY, region="32.73", breakdown="part:own")
    (finding,) = found(find, realization(1, 10, DAY, region="32.73"), own, regions=city)
    assert (finding.stated, finding.computed) == (10, 20)
    assert found(find, realization(1, 30, DAY, region="32.73"), own, regions=city) == []


def test_where_a_figure_is_below_zero_some_regions_tell_nothing() -> None:
    assert found(find, *reported(-10, 5)) == []
    assert found(find, *reported(10, 20, -5)) == []
    assert len(found(find, *reported(-10, 5, 5, 5))) == 1


def test_one_addend_and_one_part_are_told_of_in_the_singular() -> None:
    (whole,) = found(find, *reported(3, 10))
    assert "1 of its 3 parts makes 10" in whole.text.en
    (claimed,) = found(find, realization(1, 10, DAY), claims=[claim("sum", 1, stated=40)])
    assert "its 1 figure makes 10" in claimed.text.en
