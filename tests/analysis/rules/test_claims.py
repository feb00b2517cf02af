"""Rule 6: a claim is consistent with its figures, inconsistent or unverifiable."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from api.analysis.rules.claims.judge import Judgment
from api.analysis.rules.interval import Interval
from tests.analysis.rules.build_claims import claim, judge, realization, target, uuid

REALIZATION = realization(1, 13_700_000, "2021-05-31", resolution=100_000, stated="2021-06-11")
TARGET = target(2, 30_000_000, "2024-12-31")
POPULATION = realization(3, 64_000_000, "2020-12-31", resolution=1_000_000, indicator="population")
ADDENDS = (
    realization(11, 11_700_000, "2020-12-31", resolution=100_000),
    *(
        target(11 + year, 6_100_000, f"202{year}-12-31", first=f"202{year}-01-01", resolution=100_000)
        for year in (1, 2, 3)
    ),
)


def codes(judgment: Judgment) -> list[str]:
    return [reason.code for reason in judgment.reasons]


def test_a_ratio_of_another_base_is_inconsistent_and_matches_that_base() -> None:
    judgment = judge(claim("ratio", 1, stated=21, of=2), REALIZATION, TARGET, POPULATION, target(4, 1, "2022-12-31"))
    assert (judgment.verdict, judgment.computed) == ("inconsistent", Decimal("45.67"))
    assert judgment.allowed == Interval(Fraction("45.49"), Fraction("45.84"), has_low=False, has_high=False)
    assert judgment.compared_with == uuid(2)
    assert judgment.matches == ((uuid(3), "base", "population", Decimal("21.41")),)
    (reason,) = judgment.reasons
    assert reason.text == (
        "Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen.",
        "Its figures make 45.67 percent, not 21 percent.",
    )


def test_an_excess_is_the_percentage_above_the_target() -> None:
    reached = realization(1, 3_400_000, "2020-11-30", first="2020-05-14", resolution=100_000)
    planned = target(2, 2_000_000, "2020-12-31", first="2020-05-14")
    judgment = judge(claim("excess", 1, stated=70, of=2), reached, planned)
    assert (judgment.verdict, judgment.computed, judgment.matches) == ("consistent", 70, ())
    assert judge(claim("excess", 1, stated=170, of=2), reached, planned).verdict == "inconsistent"
    assert judge(claim("ratio", 1, stated=170, of=2), reached, planned).verdict == "consistent"


def test_a_sum_is_consistent_within_the_rounding_of_its_addends() -> None:
    judgment = judge(claim("sum", 11, 12, 13, 14, stated=30_000_000, of="total"), *ADDENDS)
    assert (judgment.verdict, judgment.computed) == ("consistent", 30_000_000)
    assert judgment.allowed == (29_800_000, 30_200_000, True, False)
    for stated, verdict in ((30_200_000, "consistent"), (30_200_001, "inconsistent"), (29_799_999, "inconsistent")):
        assert judge(claim("sum", 11, 12, 13, 14, stated=stated, of="total"), *ADDENDS).verdict == verdict


def test_a_date_has_one_weekday() -> None:
    result = judge(claim("weekday", day=date(2021, 6, 11), weekday="thursday"))
    assert (result.verdict, result.computed, result.allowed, codes(result)) == (
        "inconsistent", None, None, ["weekday_differs"],
    )  # fmt: skip
    assert result.reasons[0].text == (
        "2021-06-11 adalah hari Jumat, bukan Kamis.",
        "2021-06-11 is a Friday, not a Thursday.",
    )
    assert judge(claim("weekday", day=date(2021, 6, 11), weekday="friday")).verdict == "consistent"


@pytest.mark.parametrize(
    ("value", "stated", "to", "verdict", "reasons"),
    [
        (5863, 58, 1, "consistent", ["digits_truncated"]),
        (5863, 59, 1, "consistent", []),
        (5863, 57, 1, "inconsistent", ["computed_differs"]),
        (5863, 60, 1, "inconsistent", ["computed_differs"]),
        (5863, "58.6", "0.1", "consistent", []),
        (5863, "58.7", "0.1", "inconsistent", ["computed_differs"]),
        (5863, 50, 10, "consistent", ["digits_truncated"]),
        (-5863, -58, 1, "consistent", ["digits_truncated"]),
        (-5863, -57, 1, "inconsistent", ["computed_differs"]),
        (99, 0, 1, "consistent", ["digits_truncated"]),
        (-99, 0, 1, "consistent", ["digits_truncated"]),
        (-102, 0, 1, "inconsistent", ["computed_differs"]),
    ],
)
def test_a_stated_percentage_may_be_rounded_or_truncated(
    value: int, stated: object, to: object, verdict: str, reasons: list[str]
) -> None:
    judgment = judge(
        claim("ratio", 1, stated=stated, to=to, of=2),
        realization(1, value, "2021-12-31"),
        target(2, 10_000, "2021-12-31"),
    )
    assert (judgment.verdict, codes(judgment)) == (verdict, reasons)


@pytest.mark.parametrize(
    ("base", "stated", "verdict"),
    [
        ("1.5", 145, "consistent"),  # [0.5, 1.5) of [1, 2) is more than 25 and less than 150 percent
        ("1.5", 155, "inconsistent"),
        ("1.5", 15, "inconsistent"),
        ("1.5", 30, "consistent"),
        ("-1.5", -20, "consistent"),  # of [-2, -1) it is up to -25 percent, and 0.5 of -2 is -25 percent
        ("-1.5", -15, "inconsistent"),  # -25 percent is not truncated to -15
        ("-1.5", -155, "inconsistent"),
        ("-1.5", -145, "consistent"),
    ],
)
def test_an_open_end_of_an_interval_does_not_decide(base: str, stated: int, verdict: str) -> None:
    figures = realization(1, 1, "2021-12-31"), target(2, base, "2021-12-31")
    assert judge(claim("ratio", 1, stated=stated, to=10, of=2), *figures).verdict == verdict


def test_intervals_with_a_common_end_agree_if_both_include_it() -> None:
    to_one = {flag: Interval(Fraction(0), Fraction(1), has_high=flag) for flag in (True, False)}
    from_one = {flag: Interval(Fraction(1), Fraction(2), has_low=flag) for flag in (True, False)}
    for low, high in itertools.product((True, False), repeat=2):
        assert to_one[high].agrees_with(from_one[low]) == from_one[low].agrees_with(to_one[high]) == (low and high)
    assert not to_one[True].agrees_with(Interval(Fraction(2), Fraction(3)))


def test_figures_are_never_treated_as_truncated() -> None:
    """58 million may not be a truncated 58.63 million."""
    judgment = judge(
        claim("ratio", 1, stated="58.6", to="0.1", of=2),
        realization(1, 58_000_000, "2021-12-31", resolution=1_000_000),
        target(2, 100_000_000, "2021-12-31"),
    )
    assert judgment.verdict == "inconsistent"


def test_the_figures_of_a_claim_are_added_before_they_are_compared() -> None:
    parts = [realization(number, 10, "2021-12-31", region=f"3{number}") for number in (1, 2, 3)]
    judgment = judge(claim("ratio", 1, 2, 3, stated=30, of=9), *parts, target(9, 100, "2021-12-31"))
    assert (judgment.verdict, judgment.computed) == ("consistent", 30)


@pytest.mark.parametrize(
    ("value", "resolution"), [(0, 1), (1, 2), (1, 10), (-1, 2), (0, "0.000000001")],
)  # fmt: skip
def test_a_base_that_may_be_zero_is_unverifiable(value: object, resolution: object) -> None:
    base = target(2, value, "2021-12-31", resolution=resolution)
    judgment = judge(claim("ratio", 1, stated=21, of=2), REALIZATION, base)
    assert (judgment.verdict, codes(judgment), judgment.computed) == ("unverifiable", ["base_may_be_zero"], None)


def test_a_decrease_is_a_negative_growth() -> None:
    then, now = realization(1, 200, "2020-12-31"), realization(2, 150, "2021-12-31")
    assert judge(claim("growth", 2, stated=-25, of=1), then, now).computed == -25
    assert judge(claim("growth", 2, stated=-25, of=1), then, now).verdict == "consistent"
    assert judge(claim("growth", 2, stated=25, of=1), then, now).verdict == "inconsistent"
    below = realization(1, -200, "2020-12-31")
    assert judge(claim("growth", 2, stated=-175, of=1), below, now).verdict == "consistent"


@pytest.mark.parametrize(
    ("as_of", "verdict"), [(None, "inconsistent"), ("2021-06-11", "inconsistent"), ("2021-06-10", "unverifiable"),
                           ("1900-01-01", "unverifiable")],
)  # fmt: skip
def test_a_figure_stated_later_is_unverifiable(as_of: str | None, verdict: str) -> None:
    day = None if as_of is None else date.fromisoformat(as_of)
    judgment = judge(claim("ratio", 1, stated=21, of=2), REALIZATION, TARGET, as_of=day)
    assert judgment.verdict == verdict
    assert codes(judgment) == (["figure_not_known"] if verdict == "unverifiable" else ["computed_differs"])


def test_a_retracted_figure_is_unverifiable_from_that_day_on() -> None:
    retracted = target(2, 30_000_000, "2024-12-31", retracted_on=date(2021, 8, 1))
    tested = claim("ratio", 1, stated=45, of=2)
    assert judge(tested, REALIZATION, retracted, as_of=date(2021, 7, 31)).verdict == "consistent"
    for as_of in (date(2021, 8, 1), None):
        assert codes(judge(tested, REALIZATION, retracted, as_of=as_of)) == ["figure_not_known"]


@pytest.mark.parametrize(
    "missing",
    [
        claim("ratio", 404, stated=21, of=2),
        claim("ratio", 1, stated=21, of=404),
        claim("sum", 1, 404, stated=21, of="total"),
    ],
)
def test_a_missing_figure_is_unverifiable(missing: object) -> None:
    judgment = judge(missing, REALIZATION, TARGET)  # type: ignore[arg-type]
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["figure_not_found"])


def test_figures_of_different_units_are_unverifiable() -> None:
    products = target(2, 30_000_000, "2024-12-31", indicator="products")
    for tested in (
        claim("growth", 1, stated=21, of=2),
        claim("difference", 1, stated=21, of=2),
        claim("sum", 1, 2, stated=21, of="total"),
        claim("ratio", 1, 2, stated=21, of=1),
    ):
        assert codes(judge(tested, REALIZATION, products)) == ["different_units"]


@pytest.mark.parametrize(
    "incomplete",
    [claim("ratio", 1, of=2), claim("ratio", stated=21, of=2), claim("weekday"), claim("guess", 1, stated=1, of=2)],
)
def test_a_claim_without_a_value_is_unverifiable(incomplete: object) -> None:
    judgment = judge(incomplete, REALIZATION, TARGET)  # type: ignore[arg-type]
    assert (judgment.verdict, codes(judgment)) == ("unverifiable", ["no_stated_value"])


def test_reasons_have_both_languages() -> None:
    judgment = judge(claim("ratio", 1, stated=21, of=404), REALIZATION)
    assert all(reason.text.id and reason.text.en and reason.text.id != reason.text.en for reason in judgment.reasons)
