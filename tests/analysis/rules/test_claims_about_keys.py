"""Rule 6: a claim about a number that no source states implies an interval, and is judged once the number exists."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf

import pytest
from msgspec.structs import replace

from api.analysis.rules.claims.judge import Judgment
from api.analysis.rules.interval import Interval
from tests.analysis.rules.build_claims import claim, judge, key, published, realization, target, uuid

OF_2025 = realization(2, 278_868, "2025-12-31", first="2025-01-01", stated="2026-01-10")
UP = claim("growth", key=key("2026", "flow"), stated=31, of="year_before")


def codes(judgment: Judgment) -> list[str]:
    return [reason.code for reason in judgment.reasons]


def test_growth_of_a_number_that_is_not_stated_implies_an_interval() -> None:
    judgment = judge(UP, OF_2025)
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["figure_not_stated"])
    assert (judgment.computed, judgment.allowed, judgment.compared_with) == (None, None, uuid(2))
    assert judgment.implied == Interval(Fraction("363922.0875"), Fraction("366712.0775"))


LATER = date(2027, 2, 1)


@pytest.mark.parametrize(("value", "verdict"), [(365_000, "consistent"), (370_000, "inconsistent")])
def test_the_claim_is_judged_once_the_number_is_stated(value: int, verdict: str) -> None:
    stated = realization(1, value, "2026-12-31", first="2026-01-01", stated="2027-01-10")
    judgment = judge(UP, OF_2025, stated, as_of=LATER)
    assert (judgment.verdict, judgment.figures, judgment.implied) == (verdict, (uuid(1),), None)
    if verdict == "consistent":
        assert judgment.computed == Decimal("30.89")


def test_the_number_known_to_the_article_comes_before_a_later_one() -> None:
    early = realization(1, 365_000, "2026-12-31", first="2026-01-01", stated="2027-01-10", quality="provisional")
    late = realization(3, 300_000, "2026-12-31", first="2026-01-01", stated="2027-01-20")
    assert judge(UP, OF_2025, early, late, source=published("2027-01-15"), as_of=LATER).figures == (uuid(1),)
    assert judge(UP, OF_2025, early, late, source=published("2027-01-20"), as_of=LATER).figures == (uuid(3),)
    assert judge(UP, OF_2025, late, source=published("2027-01-15"), as_of=LATER).figures == (uuid(3),)
    not_yet = judge(UP, OF_2025, late, source=published("2027-01-15"), as_of=date(2027, 1, 19))
    assert codes(not_yet) == ["figure_not_stated"]


def test_a_share_of_a_population_implies_a_number_of_people() -> None:
    people = realization(2, 208_265_720, "2021-06-30", indicator="population")
    judgment = judge(claim("ratio", key=key("2021-12-31"), stated="60.11", to="0.01", of="population"), people)
    assert judgment.implied is not None
    assert float(judgment.implied.low) == pytest.approx(125_178_110.71, abs=0.01)
    assert float(judgment.implied.high) == pytest.approx(125_198_937.88, abs=0.01)


def test_a_difference_implies_the_base_plus_the_difference() -> None:
    before = realization(2, "9.03", "2024-03-31", resolution="0.01", indicator="poverty")
    tested = claim("difference", key=key("2024-09", indicator="poverty"), stated="-0.46", to="0.01", of="previous")
    assert judge(tested, before).implied == Interval(Fraction("8.56"), Fraction("8.58"))


def test_more_than_half_of_the_target_implies_a_number_without_a_limit() -> None:
    planned = target(2, 1_000, "2024-12-31")
    tested = claim("ratio", key=key("2024"), stated=50, of="target", qualifier="at_least")
    implied = judge(tested, planned).implied
    assert implied is not None and (implied.low, implied.high) == (Fraction("499.75"), inf)


@pytest.mark.parametrize(
    ("of", "code"),
    [
        ("target", "no_target"),
        ("population", "no_population"),
        ("previous", "no_previous"),
        ("year_before", "no_year_before"),
        ("baseline", "no_baseline"),
        ("total", "base_not_named"),
    ],
)
def test_without_a_base_nothing_is_implied(of: str, code: str) -> None:
    tested = claim("ratio", key=key("2021-12-31", region="31"), stated="146.83", to="0.01", of=of)
    judgment = judge(tested)
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["figure_not_stated", code])
    assert judgment.implied is None


def test_a_looked_up_base_of_another_unit_implies_nothing_but_a_named_one_does() -> None:
    villages = realization(2, 1_000, "2024-12-31", indicator="villages")
    cooperatives = key("2024", indicator="cooperatives")
    looked_up = judge(claim("ratio", key=cooperatives, stated=50, of="population"), villages)
    assert codes(looked_up) == ["figure_not_stated", "different_units"]
    assert judge(claim("ratio", key=cooperatives, stated=50, of=2), villages).implied is not None


def test_a_key_of_an_unknown_day_is_another_figure_than_that_of_the_last_day() -> None:
    at_the_end = realization(1, 60, "2024-12-31")
    some_day = replace(realization(3, 50, "2024-12-31"), first=date(2024, 1, 1), day_known=False)
    planned = target(2, 100, "2024-12-31")
    known, unknown = (claim("ratio", key=key("2024", day_known=flag), stated=50, of=2) for flag in (True, False))
    assert judge(known, at_the_end, some_day, planned).figures == (uuid(1),)
    assert judge(unknown, at_the_end, some_day, planned).figures == (uuid(3),)


def test_an_indicator_that_is_not_published_has_no_figure() -> None:
    tested = claim("ratio", key=key("2024", indicator="nothing"), stated=50, of="target")
    assert codes(judge(tested)) == ["figure_not_stated", "no_target"]
