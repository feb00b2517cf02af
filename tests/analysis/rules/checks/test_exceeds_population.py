"""`exceeds_population`: a reported number is greater than the population of which it is a part."""

from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from api.analysis.rules.checks.exceeds_population import find
from api.analysis.rules.facts import RealizationFact
from api.analysis.rules.interval import Interval
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import numbers, realization, run, target

DAY = "2022-12-31"


def population(number: int, value: object, last: str = DAY, **more: Any) -> RealizationFact:
    return realization(number, value, last, indicator="population", **more)


def test_more_than_the_whole_population_is_a_finding() -> None:
    (finding,) = run(find, realization(1, 2_010_046, DAY), population(2, 1_468_764))
    assert (finding.severity, finding.program, finding.indicator) == ("warning", "p", "onboarded")
    assert (finding.stated, finding.computed) == (2_010_046, 1_468_764)
    assert finding.allowed == Interval(Fraction(2_937_527, 2), Fraction(2_937_529, 2))
    assert numbers(finding) == [1, 2]
    assert "2,010,046 umkm exceeds its population of 1,468,764 umkm, population (stock, ID, 2022" in finding.text.en
    assert "melebihi populasinya, 1.468.764 umkm" in finding.text.id


def test_a_part_or_all_of_the_population_is_consistent() -> None:
    for value in (1, 1_468_764):
        assert run(find, realization(1, value, DAY), population(2, 1_468_764)) == []
    assert run(find, realization(1, 12, DAY), population(2, 10, resolution=10)) == []
    assert run(find, realization(1, 12, DAY)) == []


def test_a_hedge_exceeds_only_if_all_of_its_numbers_do() -> None:
    whole = population(2, 100)
    assert run(find, realization(1, 120, DAY, qualifier="at_most"), whole) == []
    assert len(run(find, realization(1, 120, DAY, qualifier="at_least"), whole)) == 1
    assert run(find, realization(1, 90, DAY, value_to=120), whole) == []
    assert run(find, realization(1, 120, DAY), population(2, 100, qualifier="at_least")) == []
    assert len(run(find, realization(1, 120, DAY), population(2, 110, qualifier="nearly"))) == 1


def test_the_newest_population_until_the_day_of_the_number_counts() -> None:
    older, newer = population(2, 200, "2020-12-31"), population(3, 100, "2022-06-30")
    later = population(4, 300, "2023-01-01")
    (finding,) = run(find, realization(1, 150, DAY), older, newer, later)
    assert numbers(finding) == [1, 3]
    assert run(find, realization(1, 150, "2022-06-29"), older, newer, later) == []
    assert run(find, realization(1, 150, "2019-12-31"), older, newer, later) == []


def test_the_population_of_the_same_part_counts_before_the_whole() -> None:
    part = {"breakdown": "catalog:local"}
    whole, local = population(2, 1_000), population(3, 10, **part)
    assert [numbers(each) for each in run(find, realization(1, 20, DAY, **part), whole, local)] == [[1, 3]]
    assert run(find, realization(1, 20, DAY, **part), whole) == []
    assert [numbers(each) for each in run(find, realization(1, 2_000, DAY, **part), whole)] == [[1, 2]]
    assert run(find, realization(1, 20, DAY), local) == []
    assert run(find, realization(1, 20, DAY, region="32"), population(2, 10)) == []


def test_flows_targets_and_populations_of_another_unit_are_not_compared() -> None:
    whole = population(2, 10)
    assert run(find, realization(1, 20, DAY, first="2022-01-01"), whole) == []
    assert run(find, target(1, 20, DAY), whole) == []
    people = INDICATORS["population"]._replace(unit="orang")
    assert run(find, realization(1, 20, DAY), whole, population=people) == []


def test_a_rate_is_compared_with_the_population_of_its_last_day() -> None:
    stock = realization(1, 20, DAY)
    rate = replace(stock, series=stock.series._replace(nature="rate"), first=stock.last.replace(month=1, day=1))
    assert [numbers(each) for each in run(find, rate, population(2, 10))] == [[1, 2]]
    assert run(find, rate, population(2, 10, "2023-01-01")) == []


def test_only_preferred_and_known_realizations_count() -> None:
    estimate, final = realization(1, 20, DAY, quality="estimate"), realization(3, 5, DAY)
    assert run(find, estimate, final, population(2, 10)) == []
    late = population(2, 10, stated="2023-02-01")
    assert run(find, realization(1, 20, DAY), late, as_of="2023-01-31") == []
    assert len(run(find, realization(1, 20, DAY), late, as_of="2023-02-01")) == 1
