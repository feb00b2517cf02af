"""`target_revised`: a target does not agree with the previous target of the same key and plan."""

from fractions import Fraction

from api.analysis.rules.checks.target_revised import find
from api.analysis.rules.interval import Interval
from tests.analysis.rules.checks.build_facts import numbers, run, target


def test_another_number_for_the_same_key_is_a_finding() -> None:
    (finding,) = run(
        find,
        target(1, 18_600_000, "2022-12-31", resolution=100_000, stated="2020-12-21"),
        target(2, 20_000_000, "2022-12-31", stated="2022-03-28"),
    )
    assert (finding.stated, finding.computed) == (20_000_000, 18_600_000)
    assert finding.allowed == Interval(Fraction(18_550_000), Fraction(18_650_000))
    assert numbers(finding) == [2, 1]
    assert "18,6 juta" in finding.text.id and "18.6 million" in finding.text.en


def test_a_number_that_agrees_by_rounding_is_consistent() -> None:
    assert (
        run(
            find,
            target(1, 18_600_000, "2022-12-31", resolution=100_000, stated="2020-12-21"),
            target(2, 18_649_999, "2022-12-31", stated="2021-03-28"),
            target(3, 18_600_000, "2022-12-31", resolution=100_000, stated="2022-03-28"),
            target(4, 1, "2023-12-31", stated="2022-03-28"),
            target(5, 2, "2022-12-31", first="2022-01-01", stated="2022-03-28"),
        )
        == []
    )


def test_promises_are_compared_by_their_numbers_and_not_by_what_keeps_them() -> None:
    first = target(1, 20, "2024-12-31", stated="2024-01-02")
    for qualifier, value, count in (("at_least", 20, 0), ("at_least", 30, 1), ("at_most", 20, 1)):
        assert len(run(find, first, target(2, value, "2024-12-31", qualifier=qualifier, stated="2024-06-03"))) == count


def test_targets_of_two_plans_do_not_revise_each_other() -> None:
    of_plans = [target(n, 10 * n, "2024-12-31", plan=plan, stated=f"2024-0{n}-01") for n, plan in ((1, "a"), (2, "b"))]
    assert run(find, *of_plans) == []


def test_each_target_is_compared_with_the_previous_one() -> None:
    up_and_down = [target(year, year % 2, "2030-12-31", stated=f"20{year}-01-01") for year in (20, 21, 22, 23)]
    assert [numbers(finding) for finding in run(find, *reversed(up_and_down))] == [[21, 20], [22, 21], [23, 22]]


def test_of_several_targets_of_one_day_the_higher_authority_counts() -> None:
    (finding,) = run(
        find,
        target(1, 10, "2022-12-31", stated="2020-01-01", rank=1),
        target(2, 20, "2022-12-31", stated="2020-01-01", rank=5),
        target(3, 20, "2022-12-31", stated="2021-01-01"),
    )
    assert numbers(finding) == [3, 1]


def test_the_finding_exists_from_the_stated_date_on() -> None:
    both = target(1, 10, "2022-12-31", stated="2020-01-01"), target(2, 20, "2022-12-31", stated="2021-01-01")
    assert run(find, *both, as_of="2020-12-31") == []
    assert len(run(find, *both, as_of="2021-01-01")) == 1
