"""Rule 6: a claim follows from its figures, or does not, or cannot be told."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from api.rules.claimed.span import Span
from api.rules.claims import Judgement
from tests.rules.claiming import claim, judged, realization, target, uuid

REACHED = realization(1, 13_700_000, "2021-05-31", resolution=100_000, stated="2021-06-11")
PROMISED = target(2, 30_000_000, "2024-12-31")
POPULATION = realization(3, 64_000_000, "2020-12-31", resolution=1_000_000, indicator="population")
OF_2020 = (
    realization(11, 11_700_000, "2020-12-31", resolution=100_000),
    *(
        target(11 + year, 6_100_000, f"202{year}-12-31", first=f"202{year}-01-01", resolution=100_000)
        for year in (1, 2, 3)
    ),
)


def codes(judgement: Judgement) -> list[str]:
    return [reason.code for reason in judgement.reasons]


def test_a_ratio_of_another_base_is_inconsistent_and_that_base_is_named() -> None:
    judgement = judged(claim("ratio", 1, stated=21, of=2), REACHED, PROMISED, POPULATION, target(4, 1, "2022-12-31"))
    assert (judgement.verdict, judgement.computed) == ("inconsistent", Decimal("45.67"))
    assert (judgement.low, judgement.high) == (Decimal("45.49"), Decimal("45.84"))
    assert judgement.compared_with == uuid(2)
    assert [(match.figure, match.base, match.computed) for match in judgement.matches] == [
        (uuid(3), "population", Decimal("21.41"))
    ]
    (reason,) = judgement.reasons
    assert reason.text == (
        "Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen.",
        "Its figures make 45.67 percent, not 21 percent.",
    )


def test_what_exceeds_the_target_by_seventy_percent_is_an_excess_of_seventy() -> None:
    reached = realization(1, 3_400_000, "2020-11-30", first="2020-05-14", resolution=100_000)
    promised = target(2, 2_000_000, "2020-12-31", first="2020-05-14")
    judgement = judged(claim("excess", 1, stated=70, of=2), reached, promised)
    assert (judgement.verdict, judgement.computed, judgement.matches) == ("consistent", 70, ())
    assert judged(claim("excess", 1, stated=170, of=2), reached, promised).verdict == "inconsistent"
    assert judged(claim("ratio", 1, stated=170, of=2), reached, promised).verdict == "consistent"


def test_addends_make_the_total_that_their_rounding_allows() -> None:
    judgement = judged(claim("sum", 11, 12, 13, 14, stated=30_000_000, of="total"), *OF_2020)
    assert (judgement.verdict, judgement.computed) == ("consistent", 30_000_000)
    assert (judgement.low, judgement.high) == (29_800_000, 30_200_000)
    for stated, verdict in ((30_200_000, "consistent"), (30_200_001, "inconsistent"), (29_799_999, "inconsistent")):
        assert judged(claim("sum", 11, 12, 13, 14, stated=stated, of="total"), *OF_2020).verdict == verdict


def test_a_date_has_one_weekday() -> None:
    wrong = judged(claim("weekday", day=date(2021, 6, 11), weekday="thursday"))
    assert (wrong.verdict, wrong.computed, wrong.allowed, codes(wrong)) == (
        "inconsistent", None, None, ["weekday-differs"],
    )  # fmt: skip
    assert wrong.reasons[0].text == (
        "2021-06-11 adalah hari Jumat, bukan Kamis.",
        "2021-06-11 is a Friday, not a Thursday.",
    )
    assert judged(claim("weekday", day=date(2021, 6, 11), weekday="friday")).verdict == "consistent"


@pytest.mark.parametrize(
    ("value", "stated", "to", "verdict", "reasons"),
    [
        (5863, 58, 1, "consistent", ["digits-cut-off"]),
        (5863, 59, 1, "consistent", []),
        (5863, 57, 1, "inconsistent", ["computed-differs"]),
        (5863, 60, 1, "inconsistent", ["computed-differs"]),
        (5863, "58.6", "0.1", "consistent", []),
        (5863, "58.7", "0.1", "inconsistent", ["computed-differs"]),
        (5863, 50, 10, "consistent", ["digits-cut-off"]),
        (-5863, -58, 1, "consistent", ["digits-cut-off"]),
        (-5863, -57, 1, "inconsistent", ["computed-differs"]),
        (99, 0, 1, "consistent", ["digits-cut-off"]),
        (-99, 0, 1, "consistent", ["digits-cut-off"]),
        (-102, 0, 1, "inconsistent", ["computed-differs"]),
    ],
)
def test_a_stated_percentage_was_rounded_or_its_digits_cut_off(
    value: int, stated: object, to: object, verdict: str, reasons: list[str]
) -> None:
    judgement = judged(
        claim("ratio", 1, stated=stated, to=to, of=2),
        realization(1, value, "2021-12-31"),
        target(2, 10_000, "2021-12-31"),
    )
    assert (judgement.verdict, codes(judgement)) == (verdict, reasons)


@pytest.mark.parametrize(
    ("base", "stated", "verdict"),
    [
        ("1.5", 145, "consistent"),  # [0.5, 1.5) of [1, 2) is more than 25 and less than 150 percent
        ("1.5", 155, "inconsistent"),
        ("1.5", 15, "inconsistent"),
        ("1.5", 30, "consistent"),
        ("-1.5", -20, "consistent"),  # of [-2, -1) it is up to -25 percent, and that is reached: 0.5 of -2
        ("-1.5", -15, "inconsistent"),  # which is no -15 with its digits cut off
        ("-1.5", -155, "inconsistent"),
        ("-1.5", -145, "consistent"),
    ],
)
def test_an_end_that_is_never_reached_does_not_decide(base: str, stated: int, verdict: str) -> None:
    figures = realization(1, 1, "2021-12-31"), target(2, base, "2021-12-31")
    assert judged(claim("ratio", 1, stated=stated, to=10, of=2), *figures).verdict == verdict


def test_stretches_meet_in_a_number_that_belongs_to_both() -> None:
    to_one = {flag: Span(Fraction(0), Fraction(1), has_high=flag) for flag in (True, False)}
    from_one = {flag: Span(Fraction(1), Fraction(2), has_low=flag) for flag in (True, False)}
    for low, high in itertools.product((True, False), repeat=2):
        assert to_one[high].meets(from_one[low]) == from_one[low].meets(to_one[high]) == (low and high)
    assert not to_one[True].meets(Span(Fraction(2), Fraction(3)))


def test_the_figures_themselves_are_never_taken_as_cut_off() -> None:
    """58.63 million that are stated as 58 million of 100 are a number of their own."""
    judgement = judged(
        claim("ratio", 1, stated="58.6", to="0.1", of=2),
        realization(1, 58_000_000, "2021-12-31", resolution=1_000_000),
        target(2, 100_000_000, "2021-12-31"),
    )
    assert judgement.verdict == "inconsistent"


def test_subjects_are_added_before_they_are_compared() -> None:
    parts = [realization(number, 10, "2021-12-31", region=f"3{number}") for number in (1, 2, 3)]
    judgement = judged(claim("ratio", 1, 2, 3, stated=30, of=9), *parts, target(9, 100, "2021-12-31"))
    assert (judgement.verdict, judgement.computed) == ("consistent", 30)


@pytest.mark.parametrize(
    ("value", "resolution"), [(0, 1), (1, 2), (1, 10), (-1, 2), (0, "0.000000001")],
)  # fmt: skip
def test_nothing_is_divided_by_what_may_be_zero(value: object, resolution: object) -> None:
    base = target(2, value, "2021-12-31", resolution=resolution)
    judgement = judged(claim("ratio", 1, stated=21, of=2), REACHED, base)
    assert (judgement.verdict, codes(judgement), judgement.computed) == ("unverifiable", ["base-may-be-zero"], None)


def test_what_shrinks_has_a_negative_growth() -> None:
    then, now = realization(1, 200, "2020-12-31"), realization(2, 150, "2021-12-31")
    assert judged(claim("growth", 2, stated=-25, of=1), then, now).computed == -25
    assert judged(claim("growth", 2, stated=-25, of=1), then, now).verdict == "consistent"
    assert judged(claim("growth", 2, stated=25, of=1), then, now).verdict == "inconsistent"
    below = realization(1, -200, "2020-12-31")
    assert judged(claim("growth", 2, stated=-175, of=1), below, now).verdict == "consistent"


@pytest.mark.parametrize(
    ("as_of", "verdict"), [(None, "inconsistent"), ("2021-06-11", "inconsistent"), ("2021-06-10", "unverifiable"),
                           ("1900-01-01", "unverifiable")],
)  # fmt: skip
def test_what_had_not_been_stated_cannot_be_checked(as_of: str | None, verdict: str) -> None:
    day = None if as_of is None else date.fromisoformat(as_of)
    judgement = judged(claim("ratio", 1, stated=21, of=2), REACHED, PROMISED, as_of=day)
    assert judgement.verdict == verdict
    assert codes(judgement) == (["figure-not-known"] if verdict == "unverifiable" else ["computed-differs"])


def test_what_was_retracted_cannot_be_checked_from_that_day_on() -> None:
    gone = target(2, 30_000_000, "2024-12-31", retracted_on=date(2021, 8, 1))
    asked = claim("ratio", 1, stated=45, of=2)
    assert judged(asked, REACHED, gone, as_of=date(2021, 7, 31)).verdict == "consistent"
    for as_of in (date(2021, 8, 1), None):
        assert codes(judged(asked, REACHED, gone, as_of=as_of)) == ["figure-not-known"]


@pytest.mark.parametrize(
    "asked",
    [
        claim("ratio", 404, stated=21, of=2),
        claim("ratio", 1, stated=21, of=404),
        claim("sum", 1, 404, stated=21, of="total"),
    ],
)
def test_what_is_missing_cannot_be_checked(asked: object) -> None:
    judgement = judged(asked, REACHED, PROMISED)  # type: ignore[arg-type]
    assert (judgement.verdict, codes(judgement)) == ("unverifiable", ["figure-missing"])


def test_businesses_are_not_compared_with_products() -> None:
    products = target(2, 30_000_000, "2024-12-31", indicator="products")
    for asked in (claim("ratio", 1, stated=21, of=2), claim("sum", 1, 2, stated=21, of="total")):
        assert codes(judged(asked, REACHED, products)) == ["different-units"]


@pytest.mark.parametrize(
    "asked",
    [claim("ratio", 1, of=2), claim("ratio", stated=21, of=2), claim("weekday"), claim("guess", 1, stated=1, of=2)],
)
def test_a_claim_that_states_nothing_is_not_judged(asked: object) -> None:
    judgement = judged(asked, REACHED, PROMISED)  # type: ignore[arg-type]
    assert (judgement.verdict, codes(judgement)) == ("unverifiable", ["nothing-stated"])


def test_both_languages_say_why() -> None:
    judgement = judged(claim("ratio", 1, stated=21, of=404), REACHED)
    assert all(reason.text.id and reason.text.en and reason.text.id != reason.text.en for reason in judgement.reasons)
