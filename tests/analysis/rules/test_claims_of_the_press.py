"""Rule 6: claims as newspapers make them: differences, growth by the year, qualifiers, ranges and two units."""

from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

import pytest

from api.analysis.rules.claims.judge import Judgment
from api.analysis.rules.interval import Interval
from tests.analysis.rules.build_claims import claim, judge, realization, target, uuid


def codes(judgment: Judgment) -> list[str]:
    return [reason.code for reason in judgment.reasons]


def rate(number: int, value: object, last: str, **more: object) -> Any:
    return realization(number, value, last, indicator="poverty", **more)


def month(number: int, value: object, first: str, last: str, resolution: object) -> Any:
    return realization(number, value, last, first=first, indicator="credit", resolution=resolution)


QRIS = (
    month(1, "31.65", "2024-01-01", "2024-01-31", "0.01"),
    month(2, "12.69", "2023-01-01", "2023-01-31", "0.01"),
    month(3, "24.9", "2023-12-01", "2023-12-31", "0.1"),
)


def test_growth_by_the_year_is_not_growth_since_the_last_report() -> None:
    by_year = judge(claim("growth", 1, stated="149.46", to="0.01", of="year_before"), *QRIS)
    assert (by_year.verdict, by_year.computed, by_year.compared_with) == ("consistent", Decimal("149.409"), uuid(2))
    since = judge(claim("growth", 1, stated="149.46", to="0.01", of="previous"), *QRIS)
    assert (since.verdict, since.computed) == ("inconsistent", Decimal("27.108"))
    assert [(match.figure, match.base) for match in since.matches] == [(uuid(2), "year_before")]


STUNTING = rate(1, "21.5", "2023-12-31", resolution="0.1"), rate(2, "21.6", "2022-12-31", resolution="0.1")


def test_percentage_points_are_a_difference() -> None:
    judgment = judge(claim("difference", 1, stated="-0.1", to="0.1", of="year_before"), *STUNTING)
    assert (judgment.verdict, judgment.computed, judgment.reasons) == ("consistent", Decimal("-0.1"), ())
    assert judgment.allowed == Interval(Fraction("-0.2"), Fraction(0), has_low=False)


def test_a_decrease_that_is_entered_as_an_increase_has_the_opposite_sign() -> None:
    judgment = judge(claim("difference", 1, stated="0.1", to="0.1", of="year_before"), *STUNTING)
    assert (judgment.verdict, codes(judgment)) == ("inconsistent", ["computed_differs", "opposite_sign"])
    assert judgment.reasons[0].text.en == "Its figures make -0.1 percentage points, not 0.1 percentage points."


@pytest.mark.parametrize(
    ("later", "earlier", "kind", "stated", "verdict", "computed"),
    [
        (("13.1", "0.1"), ("12.30", "0.01"), "difference", "0.8", "consistent", "0.8"),
        (("13.1", "0.1"), ("12.30", "0.01"), "growth", "0.8", "inconsistent", "6.5"),
        (("8.57", "0.01"), ("9.03", "0.01"), "difference", "-0.46", "consistent", "-0.46"),
        (("8.57", "0.01"), ("9.03", "0.01"), "growth", "-0.46", "inconsistent", "-5.094"),
    ],
)
def test_a_difference_in_percentage_points_is_not_growth(  # noqa: PLR0917  # the columns of a table
    later: tuple[str, str], earlier: tuple[str, str], kind: str, stated: str, verdict: str, computed: str
) -> None:
    figures = (
        rate(1, later[0], "2024-09-30", resolution=later[1]),
        rate(2, earlier[0], "2024-03-31", resolution=earlier[1]),
    )
    to = "0.01" if stated.startswith("-0.4") else "0.1"
    judgment = judge(claim(kind, 1, stated=stated, to=to, of="previous"), *figures)
    assert judgment.verdict == verdict
    assert judgment.computed is not None and round(judgment.computed, len(computed.partition(".")[2])) == Decimal(
        computed
    )


def test_what_is_left_to_do_is_the_target_minus_what_was_reached() -> None:
    figures = (
        target(1, 82_900_000, "2029-12-31", resolution=100_000),
        realization(2, 20_500_000, "2025-08-31", resolution=100_000),
    )
    judgment = judge(claim("difference", 1, stated=62_400_000, to=100_000, of=2), *figures)
    assert (judgment.verdict, judgment.computed) == ("consistent", 62_400_000)


def test_a_better_rank_is_a_negative_difference() -> None:
    ranks = realization(1, 64, "2024-12-31", indicator="rank"), realization(2, 77, "2022-12-31", indicator="rank")
    assert judge(claim("difference", 1, stated=-13, of="previous"), *ranks).verdict == "consistent"


ISSUED = (
    realization(1, 21_930_000, "2024-12-31", resolution=10_000),
    realization(2, 24_340_000, "2024-12-31", resolution=10_000, region="32"),
)


def test_a_total_of_more_than_45_million_is_not_a_total_of_45_million() -> None:
    more = judge(claim("sum", 1, 2, stated=45_000_000, to=1_000_000, qualifier="at_least"), *ISSUED)
    assert (more.verdict, more.computed) == ("consistent", 46_270_000)
    exactly = judge(claim("sum", 1, 2, stated=45_000_000, to=1_000_000), *ISSUED)
    assert (exactly.verdict, exactly.computed) == ("inconsistent", 46_270_000)


def share(
    value: object, of: object, stated: object, *, to: object = 1, exactness: object = 1, **more: object
) -> Judgment:
    figures = (
        realization(1, value, "2024-12-31", resolution=exactness),
        target(2, of, "2024-12-31"),
    )
    return judge(claim("ratio", 1, stated=stated, to=to, of="target", **more), *figures)


@pytest.mark.parametrize(
    ("judgment", "verdict", "computed"),
    [
        (share("95.6", 106, "89.6", to="0.1", exactness="0.1"), "inconsistent", "90.19"),
        (share("107.28", 190, 56, exactness="0.01", qualifier="about"), "consistent", "56.46"),
        (share(278_868, 350_000, "79.68", to="0.01"), "consistent", "79.677"),
        (share(79_882, 80_000, 96), "inconsistent", "99.85"),
        (share(47_630, 83_944, "57.02", to="0.01"), "inconsistent", "56.74"),
    ],
)
def test_a_share_of_the_target_is_recomputed(judgment: Judgment, verdict: str, computed: str) -> None:
    assert (judgment.verdict, judgment.computed) == (verdict, Decimal(computed))


def test_a_share_of_more_than_the_whole_target_needs_no_base_figure() -> None:
    lent = month(1, "5.46", "2024-01-01", "2024-11-30", "0.01")
    planned = target(2, "2.5", "2024-12-31", first="2024-01-01", resolution="0.1", indicator="credit")
    judgment = judge(claim("ratio", 1, stated=218, of="target"), lent, planned)
    assert (judgment.verdict, judgment.computed) == ("consistent", Decimal("218.4"))


def test_a_share_of_the_budget_that_was_meant_is_consistent() -> None:
    spent = month(1, "43.47", "2025-01-01", "2025-12-31", "0.01")
    budget = target(2, 71, "2025-12-31", first="2025-01-01", indicator="credit")
    judgment = judge(claim("ratio", 1, stated="61.23", to="0.01", of=2), spent, budget)
    assert (judgment.verdict, judgment.computed) == ("consistent", Decimal("61.225"))
    assert judgment.allowed == Interval(Fraction("60.79"), Fraction("61.667"), has_low=False)


def test_a_minimum_of_a_figure_allows_almost_any_statement_with_a_reason() -> None:
    fed = realization(1, 42_000_000, "2024-12-31", resolution=1_000_000, qualifier="at_least")
    planned = target(2, 82_900_000, "2024-12-31", resolution=100_000)
    judgment = judge(claim("ratio", 1, stated=50, of="target", qualifier="at_least"), fed, planned)
    assert (judgment.verdict, codes(judgment)) == ("consistent", ["qualifier_matters"])
    assert judgment.allowed is not None and judgment.allowed.high == inf


@pytest.mark.parametrize(("now", "verdict"), [("92.8", "consistent"), ("96.9", "inconsistent")])
def test_a_fall_of_more_than_five_percent_is_at_most_minus_five(now: str, verdict: str) -> None:
    figures = (
        realization(1, now, "2024-12-31", resolution="0.01"),
        realization(2, 100, "2023-12-31", resolution="0.01"),
    )
    tested = claim("growth", 1, stated=-5, of="previous", qualifier="at_most")
    assert judge(tested, *figures).verdict == verdict


@pytest.mark.parametrize(("now", "verdict"), [("1018.3", "consistent"), ("1023", "inconsistent")])
def test_growth_of_a_range_is_consistent_inside_it(now: str, verdict: str) -> None:
    figures = (
        realization(1, now, "2024-12-31", resolution="0.01"),
        realization(2, 1_000, "2023-12-31", resolution="0.01"),
    )
    judgment = judge(claim("growth", 1, stated="1.7", stated_to=2, to="0.1", of="year_before"), *figures)
    assert judgment.verdict == verdict
    if verdict == "inconsistent":
        assert judgment.reasons[0].text.en == "Its figures make 2.3 percent, not 1.7 to 2 percent."


@pytest.mark.parametrize(
    ("qualifier", "stated_to"), [("about", None), ("at_least", None), ("nearly", None), ("exact", 60)]
)
def test_only_an_exact_number_may_have_its_digits_cut_off(qualifier: str, stated_to: object) -> None:
    """58.63 percent is neither about 57 nor nearly 58, although 58 is what remains of it."""
    figures = realization(1, 5_863, "2021-12-31"), target(2, 10_000, "2021-12-31")
    stated = {"about": 57, "at_least": 59, "nearly": 58, "exact": 59.5}[qualifier]
    tested = claim("ratio", 1, stated=stated, of=2, qualifier=qualifier, stated_to=stated_to)
    judgment = judge(tested, *figures)
    assert "digits_truncated" not in codes(judgment)
    exact = judge(claim("ratio", 1, stated=58, of=2), *figures)
    assert codes(exact) == ["digits_truncated"]


def test_a_base_of_at_most_five_may_be_zero_but_has_a_difference() -> None:
    figures = realization(1, 10, "2024-12-31"), realization(2, 5, "2023-12-31", qualifier="at_most")
    judgment = judge(claim("ratio", 1, stated=200, of=2), *figures)
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["base_may_be_zero"])
    difference = judge(claim("difference", 1, stated=5, of=2), *figures)
    assert (difference.verdict, codes(difference)) == ("consistent", ["qualifier_matters"])


def test_a_ratio_of_two_units_needs_a_named_base() -> None:
    villages = realization(2, 83_944, "2024-12-31", indicator="villages")
    cooperatives = realization(1, 79_075, "2024-12-31", indicator="cooperatives")
    named = judge(claim("ratio", 1, stated="94.19", to="0.01", of=2), cooperatives, villages)
    assert (named.verdict, codes(named)) == ("consistent", ["digits_truncated"])
    looked_up = judge(claim("ratio", 1, stated="94.19", to="0.01", of="population"), cooperatives, villages)
    assert (looked_up.verdict, codes(looked_up)) == ("unverifiable", ["different_units"])
    fewer = realization(1, 47_630, "2024-12-31", indicator="cooperatives")
    wrong = judge(claim("ratio", 1, stated="57.02", to="0.01", of=2), fewer, villages)
    assert (wrong.verdict, wrong.computed) == ("inconsistent", Decimal("56.74"))


def test_more_vaccinated_than_people_is_recomputed_also_if_the_digits_are_cut_off() -> None:
    figures = realization(1, 2_010_046, "2021-12-31"), realization(2, 1_468_764, "2020-12-31", indicator="population")
    judgment = judge(claim("ratio", 1, stated="136.86", to="0.01", of="population"), *figures)
    assert (judgment.verdict, judgment.computed) == ("inconsistent", Decimal("136.853"))


def test_a_figure_that_is_a_range_allows_all_numbers_of_it() -> None:
    between = realization(1, 17, "2024-12-31", value_to=Decimal(19))
    planned = target(2, 100, "2024-12-31")
    judgment = judge(claim("ratio", 1, stated=18, of="target"), between, planned)
    assert (judgment.verdict, judgment.computed) == ("consistent", None)
    wrong = judge(claim("ratio", 1, stated=25, of="target"), between, planned)
    assert wrong.verdict == "inconsistent"
    assert wrong.reasons[0].text == (
        "Dari angka-angkanya terhitung 16,41 sampai 19,6 persen, bukan 25 persen.",
        "Its figures make 16.41 to 19.6 percent, not 25 percent.",
    )
