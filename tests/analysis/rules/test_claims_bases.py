"""Rule 6: the base of a claim that names no figure, and the search for matching bases."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.analysis.rules.build_claims import claim, judge, realization, target, uuid

REALIZATION = realization(1, 120, "2021-12-31")


def test_the_base_target_is_the_one_in_force_for_the_period() -> None:
    first = target(2, 100, "2021-12-31", stated="2020-01-01")
    later = target(3, 240, "2021-12-31", stated="2020-06-01")
    elsewhere = target(4, 60, "2022-12-31"), target(5, 60, "2021-12-31", region="32")
    tested = claim("ratio", 1, stated=50, of="target")
    judgment = judge(tested, REALIZATION, first, later, *elsewhere)
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(3))
    earlier = realization(1, 120, "2019-12-31", stated="2020-02-01")
    before, after = (
        replace(each, period="2019-12-31", first=earlier.last, last=earlier.last) for each in (first, later)
    )
    then = judge(tested, earlier, before, after, *elsewhere, as_of=date(2020, 5, 31))
    assert (then.verdict, then.compared_with, then.computed) == ("inconsistent", uuid(2), 120)


def test_the_base_population_is_the_newest_preferred_by_the_day_of_the_figure() -> None:
    tested = claim("ratio", 1, stated=50, of="population")
    populations = [
        realization(2, 200, "2019-12-31", indicator="population"),
        realization(3, 240, "2020-12-31", indicator="population"),
        realization(4, 999, "2020-12-31", indicator="population", quality="estimate"),
        realization(5, 400, "2022-12-31", indicator="population"),
        realization(6, 400, "2021-12-31", indicator="population", region="32"),
        realization(7, 400, "2021-12-31", first="2021-01-01", indicator="population"),
    ]
    judgment = judge(tested, REALIZATION, *populations)
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(3))


def test_a_population_with_the_same_breakdown_is_preferred() -> None:
    part = realization(1, 120, "2021-12-31", breakdown="sector:food")
    population = realization(2, 400, "2020-12-31", indicator="population")
    of_part = realization(3, 240, "2019-12-31", indicator="population", breakdown="sector:food")
    tested = claim("ratio", 1, stated=50, of="population")
    assert judge(tested, part, population, of_part).compared_with == uuid(3)
    assert judge(tested, part, population).compared_with == uuid(2)


def test_the_previous_stock_is_the_newest_earlier_one_of_the_series() -> None:
    earlier = realization(2, 100, "2020-12-31"), realization(3, 50, "2019-12-31"), realization(4, 60, "2022-12-31")
    judgment = judge(claim("growth", 1, stated=20, of="previous"), REALIZATION, *earlier)
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(2))


def test_the_previous_flow_has_the_same_length() -> None:
    def flow(number: int, value: int, first: str, last: str) -> object:
        return realization(number, value, last, first=first)

    figures = [
        flow(1, 120, "2021-02-01", "2021-02-28"),
        flow(2, 100, "2021-01-01", "2021-01-31"),
        flow(3, 10, "2021-01-25", "2021-01-31"),
        flow(4, 10, "2021-01-15", "2021-02-14"),
        realization(5, 10, "2021-01-31"),
    ]
    judgment = judge(claim("growth", 1, stated=20, of="previous"), *figures)  # type: ignore[arg-type]
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(2))


@pytest.mark.parametrize(
    ("of", "code"),
    [
        ("target", "no_target"),
        ("population", "no_population"),
        ("previous", "no_previous"),
        ("year_before", "no_year_before"),
        ("baseline", "no_baseline"),
        ("total", "base_not_named"),
        (None, "base_not_named"),
    ],
)
def test_an_undetermined_base_is_unverifiable(of: str | None, code: str) -> None:
    judgment = judge(claim("ratio", 1, stated=50, of=of), REALIZATION)
    assert (judgment.verdict, [reason.code for reason in judgment.reasons]) == ("unverifiable", [code])


def test_several_figures_need_an_explicit_base() -> None:
    judgment = judge(claim("ratio", 1, 2, stated=50, of="target"), REALIZATION, realization(2, 1, "2021-12-31"))
    assert [reason.code for reason in judgment.reasons] == ["base_not_named"]


def test_every_other_base_is_tried_once() -> None:
    figures = [
        REALIZATION,
        target(2, 300, "2021-12-31"),  # the base of the claim
        target(3, 240, "2023-12-31"),
        target(4, 240, "2022-12-31", stated="2020-05-05"),
        target(5, 241, "2022-12-31", stated="2020-06-06"),  # the target that it revises is a candidate too
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
    judgment = judge(claim("ratio", 1, stated=50, of=2), *figures)
    assert judgment.verdict == "inconsistent"
    assert [(match.figure.int, match.base) for match in judgment.matches] == [
        (3, "target"), (4, "target"), (5, "target"), (6, "target"), (11, "population"), (13, "year_before"),
    ]  # fmt: skip


def test_the_number_of_matches_is_limited() -> None:
    many = [target(number, 240, "2022-12-31", breakdown="") for number in range(10, 60)]
    judgment = judge(claim("ratio", 1, stated=50, of=2), REALIZATION, target(2, 300, "2021-12-31"), *many)
    assert len(judgment.matches) == 20


def test_a_consistent_claim_has_no_matches() -> None:
    judgment = judge(
        claim("ratio", 1, stated=40, of=2), REALIZATION, target(2, 300, "2021-12-31"), target(3, 300, "2022-12-31")
    )
    assert (judgment.verdict, judgment.matches) == ("consistent", ())


def test_a_population_of_the_same_day_counts_and_one_of_another_unit_does_not() -> None:
    population = realization(2, 240, "2021-12-31", indicator="population")
    assert judge(claim("ratio", 1, stated=50, of="population"), REALIZATION, population).compared_with == uuid(2)
    shops = realization(1, 120, "2021-12-31", indicator="shops")
    planned = target(2, 300, "2021-12-31", indicator="shops")
    products = realization(3, 240, "2020-12-31", indicator="products")
    judgment = judge(claim("ratio", 1, stated=50, of=2), shops, planned, products)
    assert (judgment.verdict, judgment.matches) == ("inconsistent", ())
