"""Rule 6: the target, the year before and the baseline that a claim means without naming them."""

from datetime import date

import pytest
from msgspec.structs import replace

from api.analysis.rules.claims.judge import Judgment
from api.analysis.rules.claims.year_before import shift_to_year_before
from api.analysis.rules.facts import RealizationFact, TargetFact
from tests.analysis.rules.build_claims import claim, judge, realization, target, uuid


def codes(judgment: Judgment) -> list[str]:
    return [reason.code for reason in judgment.reasons]


def planned(number: int, value: object, first: str, last: str, **more: object) -> TargetFact:
    """Build a target of a period of several days: a stock, unless `nature` is given."""
    built: TargetFact = replace(
        target(number, value, last, **more), first=date.fromisoformat(first), period=f"{first}/{last}"
    )
    return built


IN_MAY = realization(1, 50, "2024-05-31")
OF_2024 = planned(2, 100, "2024-01-01", "2024-12-31")
OF_FIVE_YEARS = planned(3, 200, "2020-01-01", "2024-12-30")
HALF = claim("ratio", 1, stated=50, of="target")


def test_the_target_is_that_of_the_period_which_contains_the_day_of_a_stock() -> None:
    assert judge(HALF, IN_MAY, OF_2024).compared_with == uuid(2)
    assert codes(judge(HALF, IN_MAY, planned(2, 100, "2024-06-01", "2024-12-31"))) == ["no_target"]
    assert codes(judge(HALF, IN_MAY, planned(2, 100, "2023-01-01", "2024-05-30"))) == ["no_target"]


def test_the_target_of_the_same_period_comes_before_a_longer_one() -> None:
    at_its_end = planned(4, 80, "2024-05-01", "2024-05-31")
    assert judge(HALF, IN_MAY, OF_2024, OF_FIVE_YEARS, at_its_end).compared_with == uuid(4)


def test_targets_of_two_periods_are_ambiguous_until_the_period_is_named() -> None:
    judgment = judge(HALF, IN_MAY, OF_2024, OF_FIVE_YEARS)
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["base_ambiguous"])
    text = judgment.reasons[0].text
    assert "200 untuk 2020-01-01/2024-12-30; 100 untuk 2024-01-01/2024-12-31. Isi base_period" in text.id
    assert "200 for 2020-01-01/2024-12-30; 100 for 2024-01-01/2024-12-31. Set base_period" in text.en
    for period, base in (("2024", 2), ("2020-01-01/2024-12-30", 3)):
        named = claim("ratio", 1, stated=50, of="target", base_period=period)
        assert judge(named, IN_MAY, OF_2024, OF_FIVE_YEARS).compared_with == uuid(base)
    missing = claim("ratio", 1, stated=50, of="target", base_period="2025")
    assert codes(judge(missing, IN_MAY, OF_2024, OF_FIVE_YEARS)) == ["no_target"]


def test_targets_of_two_plans_are_ambiguous_until_the_figure_is_named() -> None:
    spent = realization(1, "43.47", "2025-12-31", first="2025-01-01", resolution="0.01", indicator="credit")
    budgets = [
        replace(target(number, value, "2025-12-31", first="2025-01-01", indicator="credit"), plan=plan)
        for number, value, plan in ((2, 71, "rkp-2025"), (3, 171, "apbn-2025"))
    ]
    judgment = judge(claim("ratio", 1, stated="61.23", to="0.01", of="target"), spent, *budgets)
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["base_ambiguous"])
    assert "171 for 2025-12-31 of apbn-2025; 71 for 2025-12-31 of rkp-2025" in judgment.reasons[0].text.en
    assert judge(claim("ratio", 1, stated="61.23", to="0.01", of=2), spent, *budgets).verdict == "consistent"


def test_a_target_that_another_plan_supersedes_is_not_ambiguous() -> None:
    replaced = replace(OF_2024, plan="rkp-2024")
    later = replace(planned(4, 80, "2024-01-01", "2024-12-31", stated="2021-05-01"), plan="b", supersedes=uuid(2))
    assert judge(HALF, IN_MAY, replaced, later).compared_with == uuid(4)


def test_the_target_of_a_flow_begins_on_the_same_day() -> None:
    disbursed = realization(1, "232.16", "2023-12-06", first="2023-01-01", resolution="0.01", indicator="credit")
    whole_year = target(2, 297, "2023-12-31", first="2023-01-01", indicator="credit")
    rest_of_the_year = target(3, 100, "2023-12-31", first="2023-07-01", indicator="credit")
    first_half = target(4, 100, "2023-06-30", first="2023-01-01", indicator="credit")
    tested = claim("ratio", 1, stated="78.17", to="0.01", of="target")
    judgment = judge(tested, disbursed, whole_year, rest_of_the_year, first_half)
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(2))
    assert codes(judge(tested, disbursed, rest_of_the_year, first_half)) == ["no_target"]


def test_the_target_of_a_rate_contains_its_period() -> None:
    quarter = realization(1, 20, "2024-06-30", first="2024-04-01", nature="rate", indicator="poverty")
    year = target(2, 40, "2024-12-31", first="2024-01-01", nature="rate", indicator="poverty")
    later = target(3, 40, "2024-12-31", first="2024-05-01", nature="rate", indicator="poverty")
    assert judge(HALF, quarter, year, later).compared_with == uuid(2)


def test_a_target_is_never_compared_with_itself() -> None:
    share_of_itself = claim("ratio", 2, stated=100, of="target")
    assert codes(judge(share_of_itself, OF_2024)) == ["no_target"]


@pytest.mark.parametrize(
    ("first", "last", "earlier"),
    [
        ("2024-02-29", "2024-02-29", ("2023-02-28", "2023-02-28")),
        ("2025-02-28", "2025-02-28", ("2024-02-29", "2024-02-29")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2024-01-01", "2024-03-31", ("2023-01-01", "2023-03-31")),
        ("2024-01-01", "2024-12-31", ("2023-01-01", "2023-12-31")),
        ("2024-01-01", "2024-12-06", ("2023-01-01", "2023-12-06")),
        ("2024-02-29", "2024-03-30", ("2023-02-28", "2023-03-30")),
    ],
)
def test_the_year_before_of_the_end_of_a_month_is_one_too(first: str, last: str, earlier: tuple[str, str]) -> None:
    found = shift_to_year_before(date.fromisoformat(first), date.fromisoformat(last))
    assert tuple(day.isoformat() for day in found) == earlier


def test_the_year_before_is_exact_and_never_the_nearest() -> None:
    now = realization(1, 120, "2024-02-29")
    growth = claim("growth", 1, stated=20, of="year_before")
    assert judge(growth, now, realization(2, 100, "2023-02-28")).compared_with == uuid(2)
    others = realization(2, 100, "2023-02-27"), realization(3, 100, "2023-03-01"), realization(4, 100, "2022-02-28")
    assert codes(judge(growth, now, *others)) == ["no_year_before"]
    flow = realization(2, 100, "2023-02-28", first="2023-02-28")
    elsewhere = realization(3, 100, "2023-02-28", region="32")
    assert codes(judge(growth, now, flow, elsewhere)) == ["no_year_before"]


def test_the_year_before_is_the_preferred_realization() -> None:
    figures = realization(2, 90, "2023-12-31", quality="estimate"), realization(3, 100, "2023-12-31")
    growth = claim("growth", 1, stated=20, of="year_before")
    assert judge(growth, realization(1, 120, "2024-12-31"), *figures).compared_with == uuid(3)


def on_some_day_in(year: int, number: int, value: object) -> RealizationFact:
    built: RealizationFact = replace(
        realization(number, value, f"{year}-12-31"), first=date(year, 1, 1), day_known=False, period=str(year)
    )
    return built


def test_a_stock_of_an_unknown_day_is_the_year_before_of_another_one_and_never_the_previous() -> None:
    unknown, known = on_some_day_in(2023, 2, 100), realization(3, 100, "2023-12-31")
    growth, since = (claim("growth", 1, stated=20, of=of) for of in ("year_before", "previous"))
    assert judge(growth, on_some_day_in(2024, 1, 120), unknown, known).compared_with == uuid(2)
    assert judge(growth, realization(1, 120, "2024-12-31"), unknown, known).compared_with == uuid(3)
    assert codes(judge(growth, realization(1, 120, "2024-12-31"), unknown)) == ["no_year_before"]
    assert codes(judge(since, realization(1, 120, "2024-12-31"), unknown)) == ["no_previous"]
    assert judge(since, on_some_day_in(2024, 1, 120), unknown, known).compared_with == uuid(3)


def test_the_baseline_is_the_stock_that_was_known_when_the_target_was_stated() -> None:
    before = realization(2, 40, "2019-12-31", stated="2020-01-31")
    between = realization(3, 45, "2022-12-31", stated="2023-01-31")
    promised = planned(4, 100, "2024-01-01", "2024-12-31", stated="2020-06-01")
    doubled = claim("growth", 1, stated=25, of="baseline")
    judgment = judge(doubled, IN_MAY, before, between, promised)
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(2))


def test_without_a_figure_as_its_baseline_a_claim_is_unverifiable() -> None:
    growth = claim("growth", 1, stated=25, of="baseline")
    assert codes(judge(growth, IN_MAY, realization(2, 40, "2019-12-31"))) == ["no_baseline"]  # no target
    assert codes(judge(growth, IN_MAY, OF_2024)) == ["no_baseline"]  # only the figure itself
    flow = realization(1, 50, "2024-05-31", first="2024-01-01")
    of_flow = target(2, 100, "2024-12-31", first="2024-01-01")
    assert codes(judge(growth, flow, of_flow)) == ["no_baseline"]  # zero is no figure
    named = claim("growth", 1, stated=25, of="baseline", base_period="2025")
    assert codes(judge(named, IN_MAY, OF_2024, realization(3, 40, "2019-12-31"))) == ["no_baseline"]
    assert codes(judge(growth, IN_MAY, OF_2024, OF_FIVE_YEARS)) == ["base_ambiguous"]
