"""Stocks of an unknown day, and realizations about a day that has not come."""

from datetime import date

import pytest

from api.analysis.rules.checks import conflicting_realizations, stock_decreased, stock_flow_mismatch, sum_mismatch
from api.analysis.rules.facts import Facts, RealizationFact
from api.analysis.rules.preferred import sort_by_preference
from api.analysis.rules.progress import ProgressAssessment, assess_progress
from api.analysis.rules.realized import RealizationGroup
from tests.analysis.rules import build_figures
from tests.analysis.rules.build_figures import FLOW, STOCK, realization
from tests.analysis.rules.build_progress import indicator
from tests.analysis.rules.checks import build_facts
from tests.analysis.rules.checks.build_facts import numbers

STATED = date(2021, 2, 1)


def some_day(number: int, value: int, period: str = "2020", stated: date = STATED) -> RealizationFact:
    return realization(number, STOCK, period, value, stated, day_known=False)


def build(*figures: RealizationFact) -> Facts:
    counted = indicator("increase")._replace(additive=True)
    return build_facts.build(*figures, **{STOCK.indicator: counted})


def assess(goal: int, period: str, day: date, *figures: RealizationFact) -> ProgressAssessment:
    ranked = sort_by_preference(figures, day)
    target = build_figures.target(9, STOCK, period, goal, date(2020, 1, 1))
    return assess_progress(target, indicator("increase"), RealizationGroup(list(ranked.values())), day)


def test_stocks_of_unknown_days_contradict_nothing_that_another_day_explains() -> None:
    known = realization(3, STOCK, "2020-10-01", 7, STATED), realization(4, STOCK, "2020-12-31", 9, STATED)
    unknown = some_day(1, 5), some_day(2, 6)
    facts = build(*unknown, *known)
    assert list(conflicting_realizations.find(facts)) == []
    assert list(stock_decreased.find(facts)) == []
    assert assess(10, "2022", date(2021, 6, 1), *unknown, *known).realized.parts == (known[1],)  # type: ignore[union-attr]


def test_two_stocks_of_one_known_day_conflict() -> None:
    both = realization(1, STOCK, "2020", 5, STATED), realization(2, STOCK, "2020-12-31", 6, STATED)
    (finding,) = conflicting_realizations.find(build(*both))
    assert numbers(finding) == [1, 2]


def test_a_stock_that_was_stated_on_the_first_day_of_its_period_is_of_that_day() -> None:
    first = date(2020, 1, 1)
    known = realization(2, STOCK, "2020-01-01", 6, first)
    (finding,) = conflicting_realizations.find(build(some_day(1, 5, stated=first), known))
    assert numbers(finding) == [2, 1]
    (finding,) = conflicting_realizations.find(build(some_day(1, 5, stated=first), some_day(3, 7, "2020-Q1", first)))
    assert numbers(finding) == [1, 3]
    assert list(conflicting_realizations.find(build(some_day(1, 5, stated=first), some_day(3, 7)))) == []


def test_a_stock_of_an_unknown_day_is_neither_decreased_nor_compared_with_flows() -> None:
    before, after = realization(1, STOCK, "2019-12-31", 10, STATED), some_day(2, 4)
    added = realization(3, FLOW, "2020", 1, STATED)
    facts = build(before, after, added)
    assert list(stock_decreased.find(facts)) == list(stock_flow_mismatch.find(facts)) == []
    known = realization(2, STOCK, "2020", 4, STATED)
    assert len(list(stock_decreased.find(build(before, known, added)))) == 1
    assert len(list(stock_flow_mismatch.find(build(before, known, added)))) == 1


def test_stocks_of_an_unknown_day_of_the_same_period_add_up() -> None:
    def of(region: str, number: int, value: int, *, day_known: bool = False) -> RealizationFact:
        return realization(number, STOCK._replace(region=region), "2020", value, STATED, day_known=day_known)

    parts = of("31", 1, 4), of("32", 2, 4), of("33", 3, 4)
    (finding,) = sum_mismatch.find(build(of("ID", 4, 99), *parts))
    assert (finding.stated, finding.computed) == (99, 12)
    assert list(sum_mismatch.find(build(of("ID", 4, 12), *parts))) == []
    assert list(sum_mismatch.find(build(of("ID", 4, 99, day_known=True), *parts))) == []


@pytest.mark.parametrize(("value", "verdict"), [(31, "achieved"), (26, "not_reported")])
def test_a_stock_of_an_unknown_day_achieves_a_target_but_does_not_miss_it(value: int, verdict: str) -> None:
    number = some_day(1, value, "2024", date(2025, 1, 15))
    row = assess(30, "2024", date(2025, 6, 1), number)
    assert (row.verdict, row.realized.parts) == (verdict, (number,))  # type: ignore[union-attr]


def test_a_realization_is_known_from_the_day_that_it_is_about() -> None:
    forecast = realization(1, STOCK, "2026-12-31", 5, date(2025, 1, 10))
    assert not forecast.is_known(date(2025, 6, 1))
    assert not forecast.is_known(date(2026, 12, 30))
    assert forecast.is_known(date(2026, 12, 31))
    unknown = some_day(2, 5, "2025", date(2025, 1, 10))
    assert unknown.is_known(date(2025, 1, 10))
    assert not unknown.is_known(date(2025, 1, 9))
    assert assess(5, "2027", date(2025, 6, 1), forecast).realized is None


def test_the_key_of_a_stock_of_an_unknown_day_is_its_period() -> None:
    assert some_day(1, 5).key != realization(2, STOCK, "2020", 5, STATED).key
    assert some_day(1, 5).key == some_day(2, 6).key != some_day(3, 6, "2020-12").key
