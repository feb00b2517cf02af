"""Rule 6: which figure a claim is compared with where it names none, and which others are tried."""

from datetime import date

import pytest

from tests.rules.claiming import claim, judged, realization, target, uuid

NOW = realization(1, 120, "2021-12-31")


def test_a_target_is_the_one_in_force_for_the_very_period() -> None:
    first = target(2, 100, "2021-12-31", stated="2020-01-01")
    later = target(3, 240, "2021-12-31", stated="2020-06-01")
    elsewhere = target(4, 60, "2022-12-31"), target(5, 60, "2021-12-31", region="32")
    asked = claim("ratio", 1, stated=50, of="target")
    judgement = judged(asked, NOW, first, later, *elsewhere)
    assert (judgement.verdict, judgement.compared_with) == ("consistent", uuid(3))
    earlier = realization(1, 120, "2021-12-31", stated="2020-02-01")
    then = judged(asked, earlier, first, later, *elsewhere, as_of=date(2020, 5, 31))
    assert (then.verdict, then.compared_with, then.computed) == ("inconsistent", uuid(2), 120)


def test_a_population_is_the_newest_preferred_by_the_day_of_the_figure() -> None:
    asked = claim("ratio", 1, stated=50, of="population")
    wholes = [
        realization(2, 200, "2019-12-31", indicator="population"),
        realization(3, 240, "2020-12-31", indicator="population"),
        realization(4, 999, "2020-12-31", indicator="population", quality="estimate"),
        realization(5, 400, "2022-12-31", indicator="population"),
        realization(6, 400, "2021-12-31", indicator="population", region="32"),
        realization(7, 400, "2021-12-31", first="2021-01-01", indicator="population"),
    ]
    judgement = judged(asked, NOW, *wholes)
    assert (judgement.verdict, judgement.compared_with) == ("consistent", uuid(3))


def test_a_part_is_compared_with_the_population_of_that_part_where_there_is_one() -> None:
    part = realization(1, 120, "2021-12-31", breakdown="sector:food")
    whole = realization(2, 400, "2020-12-31", indicator="population")
    of_part = realization(3, 240, "2019-12-31", indicator="population", breakdown="sector:food")
    asked = claim("ratio", 1, stated=50, of="population")
    assert judged(asked, part, whole, of_part).compared_with == uuid(3)
    assert judged(asked, part, whole).compared_with == uuid(2)


def test_the_previous_stock_is_of_the_day_before_it_in_its_series() -> None:
    earlier = realization(2, 100, "2020-12-31"), realization(3, 50, "2019-12-31"), realization(4, 60, "2022-12-31")
    judgement = judged(claim("growth", 1, stated=20, of="previous"), NOW, *earlier)
    assert (judgement.verdict, judgement.compared_with) == ("consistent", uuid(2))


def test_a_flow_grows_over_the_previous_one_of_its_length() -> None:
    def flow(number: int, value: int, first: str, last: str) -> object:
        return realization(number, value, last, first=first)

    figures = [
        flow(1, 120, "2021-02-01", "2021-02-28"),
        flow(2, 100, "2021-01-01", "2021-01-31"),
        flow(3, 10, "2021-01-25", "2021-01-31"),
        flow(4, 10, "2021-01-15", "2021-02-14"),
        realization(5, 10, "2021-01-31"),
    ]
    judgement = judged(claim("growth", 1, stated=20, of="previous"), *figures)  # type: ignore[arg-type]
    assert (judgement.verdict, judgement.compared_with) == ("consistent", uuid(2))


@pytest.mark.parametrize(
    ("of", "code"),
    [
        ("target", "no-target"),
        ("population", "no-population"),
        ("previous", "no-previous"),
        ("total", "base-not-named"),
        (None, "base-not-named"),
    ],
)
def test_a_base_that_cannot_be_told_is_not_guessed(of: str | None, code: str) -> None:
    judgement = judged(claim("ratio", 1, stated=50, of=of), NOW)
    assert (judgement.verdict, [reason.code for reason in judgement.reasons]) == ("unverifiable", [code])


def test_several_subjects_need_a_base_with_a_name() -> None:
    judgement = judged(claim("ratio", 1, 2, stated=50, of="target"), NOW, realization(2, 1, "2021-12-31"))
    assert [reason.code for reason in judgement.reasons] == ["base-not-named"]


def test_every_other_base_is_tried_and_each_named_once() -> None:
    figures = [
        NOW,
        target(2, 300, "2021-12-31"),  # the base that was named
        target(3, 240, "2023-12-31"),
        target(4, 240, "2022-12-31", stated="2020-05-05"),
        target(5, 241, "2022-12-31", stated="2020-06-06"),  # and what it revised is tried as well
        target(6, 240, "2022-12-31", first="2022-01-01"),
        target(7, 240, "2022-12-31", region="32"),
        target(8, 240, "2022-12-31", breakdown="sector:food"),
        target(9, 240, "2022-12-31", indicator="products"),
        target(10, 240, "2025-12-31", retracted_on=date(2021, 1, 2)),
        realization(11, 240, "2020-12-31", indicator="population"),
        realization(12, 240, "2022-12-31", indicator="population"),
        realization(13, 240, "2020-12-31"),
        realization(14, 240, "2022-12-31"),
        realization(15, 100, "2019-12-31"),
    ]
    judgement = judged(claim("ratio", 1, stated=50, of=2), *figures)
    assert judgement.verdict == "inconsistent"
    assert [(match.figure.int, match.base) for match in judgement.matches] == [
        (3, "target"), (4, "target"), (5, "target"), (6, "target"), (11, "population"), (13, "previous"),
    ]  # fmt: skip


def test_chance_is_not_listed_without_end() -> None:
    many = [target(number, 240, "2022-12-31", breakdown="") for number in range(10, 60)]
    judgement = judged(claim("ratio", 1, stated=50, of=2), NOW, target(2, 300, "2021-12-31"), *many)
    assert len(judgement.matches) == 20


def test_what_is_consistent_is_compared_no_further() -> None:
    judgement = judged(
        claim("ratio", 1, stated=40, of=2), NOW, target(2, 300, "2021-12-31"), target(3, 300, "2022-12-31")
    )
    assert (judgement.verdict, judgement.matches) == ("consistent", ())


def test_a_population_of_the_very_day_is_compared_with_and_one_of_another_unit_is_not() -> None:
    whole = realization(2, 240, "2021-12-31", indicator="population")
    assert judged(claim("ratio", 1, stated=50, of="population"), NOW, whole).compared_with == uuid(2)
    shops = realization(1, 120, "2021-12-31", indicator="shops")
    promised = target(2, 300, "2021-12-31", indicator="shops")
    products = realization(3, 240, "2020-12-31", indicator="products")
    judgement = judged(claim("ratio", 1, stated=50, of=2), shops, promised, products)
    assert (judgement.verdict, judgement.matches) == ("inconsistent", ())
