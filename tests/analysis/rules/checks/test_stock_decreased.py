"""`stock_decreased`: a preferred stock is below an earlier one although its indicator should increase."""

from fractions import Fraction
from math import inf

from api.analysis.rules.checks.stock_decreased import find
from api.analysis.rules.interval import Interval
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import numbers, realization, run


def test_a_decreased_number_is_a_finding() -> None:
    (finding,) = run(find, realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31"))
    assert (finding.stated, finding.computed) == (8, 10)
    assert finding.allowed == Interval(Fraction(19, 2), Fraction(21, 2))
    assert numbers(finding) == [2, 1]
    assert "di bawah 10" in finding.text.id and "below 10" in finding.text.en


def test_numbers_that_increase_or_decrease_within_their_rounding_are_consistent() -> None:
    assert (
        run(
            find,
            realization(1, 11_700_000, "2020-12-31", resolution=100_000),
            realization(2, 11_700_000, "2021-03-31", resolution=100_000),
            realization(3, 11_660_000, "2021-06-30", resolution=10_000),
            realization(4, 13_700_000, "2021-12-31", resolution=100_000),
        )
        == []
    )


def test_each_number_is_compared_with_the_highest_earlier_one() -> None:
    stocks = [realization(year, value, f"20{year}-12-31") for year, value in ((20, 10), (21, 8), (22, 9), (23, 11))]
    assert [numbers(finding) for finding in run(find, *reversed(stocks))] == [[21, 20], [22, 20]]


def test_flows_and_other_directions_may_decrease() -> None:
    falling = realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31")
    for direction in ("decrease", "maintain"):
        assert run(find, *falling, onboarded=INDICATORS["onboarded"]._replace(direction=direction)) == []
    flows = (realization(n, 10 - n, f"202{n}-12-31", first=f"202{n}-01-01") for n in (1, 2))
    assert run(find, *flows) == []
    assert run(find, realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31", region="32")) == []


def test_only_preferred_realizations_count() -> None:
    assert (
        run(
            find,
            realization(1, 10, "2020-12-31"),
            realization(2, 11, "2021-12-31"),
            realization(3, 8, "2021-12-31", quality="estimate"),
        )
        == []
    )


def test_only_known_realizations_count() -> None:
    falling = realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31", stated="2022-02-01")
    assert run(find, *falling, as_of="2022-01-31") == []
    assert len(run(find, *falling, as_of="2022-02-01")) == 1


def test_a_hedge_is_below_only_if_no_number_of_it_reaches_the_earlier_one() -> None:
    earlier = realization(1, 10, "2020-12-31")
    assert run(find, earlier, realization(2, 8, "2021-12-31", qualifier="at_least")) == []
    assert run(find, realization(1, 10, "2020-12-31", qualifier="at_most"), realization(2, 8, "2021-12-31")) == []
    assert run(find, earlier, realization(2, 7, "2021-12-31", value_to=11)) == []
    (finding,) = run(find, realization(1, 10, "2020-12-31", qualifier="at_least"), realization(2, 9, "2021-12-31"))
    assert finding.allowed == Interval(Fraction(10), inf)
    assert "below at least 10 umkm" in finding.text.en
    assert len(run(find, earlier, realization(2, 9, "2021-12-31", qualifier="at_most"))) == 1
    assert len(run(find, earlier, realization(2, 7, "2021-12-31", value_to=9))) == 1


def test_a_number_at_an_excluded_end_is_not_reached() -> None:
    """A number of nearly 0 is above zero. The rounding of 0.5 begins at zero itself, so it is the lower one."""
    above_zero = realization(1, 0, "2019-12-31", qualifier="nearly")
    from_zero = realization(2, 0.5, "2020-12-31")
    to_zero = realization(3, 0, "2021-12-31", qualifier="at_most")
    assert [numbers(each) for each in run(find, above_zero, to_zero)] == [[3, 1]]
    assert run(find, from_zero, to_zero) == []
    assert [numbers(each) for each in run(find, above_zero, from_zero, to_zero)] == [[3, 1]]
