"""`stock_flow_mismatch`: a flow is not the difference between the stocks at its begin and end."""

from fractions import Fraction
from math import inf
from typing import Any

from api.analysis.rules.checks.stock_flow_mismatch import find
from api.analysis.rules.interval import Interval
from tests.analysis.rules.checks.build_facts import numbers, realization, run, target


def build_stocks_and_flow(before: int, added: int, after: int, **more: Any) -> list[Any]:
    return [
        realization(1, before, "2020-12-31", **more),
        realization(2, added, "2021-12-31", first="2021-01-01", **more),
        realization(3, after, "2021-12-31", **more),
    ]


def test_a_flow_that_is_not_the_difference_of_its_stocks_is_a_finding() -> None:
    (finding,) = run(find, *build_stocks_and_flow(100, 30, 150))
    assert (finding.stated, finding.computed) == (30, 50)
    assert finding.allowed == Interval(Fraction(49), Fraction(51), has_low=False)
    assert numbers(finding) == [2, 1, 3]
    assert "bertambah 50" in finding.text.id and "is 50" in finding.text.en


def test_a_flow_that_is_the_difference_by_rounding_is_consistent() -> None:
    assert run(find, *build_stocks_and_flow(100, 50, 150)) == []
    assert run(find, *build_stocks_and_flow(11_700_000, 2_100_000, 13_700_000, resolution=100_000)) == []
    assert len(run(find, *build_stocks_and_flow(11_700_000, 2_200_000, 13_700_000, resolution=100_000))) == 1


def test_the_stocks_must_be_of_the_exact_days() -> None:
    before, flow, after = build_stocks_and_flow(100, 30, 150)
    assert run(find, realization(1, 100, "2021-01-01"), flow, after) == []
    assert run(find, before, realization(2, 30, "2021-12-31", first="2021-01-02"), after) == []
    assert run(find, before, flow, realization(3, 150, "2021-12-30")) == []
    assert run(find, before, flow, realization(3, 150, "2021-12-31", region="32")) == []
    assert run(find, before, target(2, 30, "2021-12-31", first="2021-01-01"), after) == []


def test_the_preferred_realizations_count() -> None:
    assert run(find, *build_stocks_and_flow(100, 50, 150), realization(4, 999, "2021-12-31", quality="estimate")) == []


def test_only_known_realizations_count() -> None:
    before, flow, _ = build_stocks_and_flow(100, 30, 150)
    late = realization(3, 150, "2021-12-31", stated="2022-02-01")
    assert run(find, before, flow, late, as_of="2022-01-31") == []
    assert len(run(find, before, flow, late, as_of="2022-02-01")) == 1


def test_a_hedged_stock_allows_every_flow_that_it_does_not_exclude() -> None:
    before, flow, after = build_stocks_and_flow(100, 30, 150)
    unknown = realization(3, 150, "2021-12-31", qualifier="at_most")
    assert run(find, before, flow, unknown) == []
    (finding,) = run(find, before, flow, realization(3, 150, "2021-12-31", qualifier="at_least"))
    assert finding.allowed == Interval(Fraction(99, 2), inf, has_low=False)
    assert "to at least 150" in finding.text.en
    lower = realization(1, 100, "2020-12-31", qualifier="at_least")
    assert run(find, lower, flow, after) == []
    assert len(run(find, lower, realization(2, 60, "2021-12-31", first="2021-01-01"), after)) == 1
