"""`stock_decreased`: a later preferred stock lies wholly below an earlier one of an indicator that is to increase."""

from api.rules.findings.stock_decreased import find
from tests.rules.claiming import INDICATORS
from tests.rules.findings.making import found, numbers, realization


def test_a_number_that_fell_is_found() -> None:
    (finding,) = found(find, realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31"))
    assert (finding.stated, finding.computed, finding.allowed) == (8, 10, (9.5, 10.5))
    assert numbers(finding) == [2, 1]
    assert "di bawah 10" in finding.text.id and "below 10" in finding.text.en


def test_numbers_that_rise_stay_or_fall_within_their_rounding_are_consistent() -> None:
    assert (
        found(
            find,
            realization(1, 11_700_000, "2020-12-31", resolution=100_000),
            realization(2, 11_700_000, "2021-03-31", resolution=100_000),
            realization(3, 11_660_000, "2021-06-30", resolution=10_000),
            realization(4, 13_700_000, "2021-12-31", resolution=100_000),
        )
        == []
    )


def test_each_later_number_is_held_against_the_highest_before_it() -> None:
    stocks = [realization(year, value, f"20{year}-12-31") for year, value in ((20, 10), (21, 8), (22, 9), (23, 11))]
    assert [numbers(finding) for finding in found(find, *reversed(stocks))] == [[21, 20], [22, 20]]


def test_flows_and_what_need_not_increase_may_fall() -> None:
    falling = realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31")
    for direction in ("decrease", "maintain"):
        assert found(find, *falling, onboarded=INDICATORS["onboarded"]._replace(direction=direction)) == []
    flows = (realization(n, 10 - n, f"202{n}-12-31", first=f"202{n}-01-01") for n in (1, 2))
    assert found(find, *flows) == []
    assert found(find, realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31", region="32")) == []


def test_an_alternative_that_is_not_preferred_decreases_nothing() -> None:
    assert (
        found(
            find,
            realization(1, 10, "2020-12-31"),
            realization(2, 11, "2021-12-31"),
            realization(3, 8, "2021-12-31", quality="estimate"),
        )
        == []
    )


def test_what_is_not_known_yet_did_not_fall() -> None:
    falling = realization(1, 10, "2020-12-31"), realization(2, 8, "2021-12-31", stated="2022-02-01")
    assert found(find, *falling, as_of="2022-01-31") == []
    assert len(found(find, *falling, as_of="2022-02-01")) == 1
