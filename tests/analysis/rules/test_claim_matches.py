"""Rule 6: a match exchanges the base or the figure of an inconsistent claim, never both."""

from typing import Any

import pytest

from api.analysis.rules.claims import matches as search
from tests.analysis.rules.build_claims import claim, judge, published, realization, target, uuid

NAMED = realization(1, 12, "2024-12-31", sources=("article",))
PLANNED = target(2, 60, "2024-12-31", sources=("article",))
WRONG = claim("ratio", 1, stated=40, of="target")


def cited(number: int, value: object, *, region: str = "32", **more: object) -> Any:
    return realization(number, value, "2024-12-31", region=region, **{"sources": ("article",), **more})


def test_another_figure_of_the_same_source_can_be_meant() -> None:
    judgment = judge(WRONG, NAMED, PLANNED, cited(3, 24))
    assert (judgment.verdict, judgment.computed) == ("inconsistent", 20)
    assert judgment.matches == ((uuid(3), "figure", None, 40),)


def test_figures_of_other_sources_units_and_later_days_are_not_tried() -> None:
    others = (
        cited(3, 24, sources=("report",)),
        cited(4, 24, indicator="products"),
        cited(5, 24, stated="2025-05-01"),
    )
    assert judge(WRONG, NAMED, PLANNED, *others, source=published("2025-01-20")).matches == ()


def test_the_base_is_exchanged_before_the_figure_and_never_both() -> None:
    other_base = target(3, 30, "2023-12-31")
    both = target(4, 50, "2022-12-31"), cited(5, 20)
    judgment = judge(WRONG, NAMED, PLANNED, cited(6, 24), other_base, *both)
    assert [(match.figure.int, match.exchanged) for match in judgment.matches] == [(3, "base"), (6, "figure")]


def test_figures_of_the_claim_are_not_tried() -> None:
    whole = claim("ratio", 1, stated=100, of="target")
    assert judge(whole, NAMED, PLANNED).matches == ()


def test_a_claim_of_several_figures_exchanges_only_the_base() -> None:
    tested = claim("ratio", 1, 3, stated=50, of=2)
    judgment = judge(tested, NAMED, cited(3, 3, region="31"), PLANNED, cited(4, 30), target(5, 30, "2023-12-31"))
    assert [(match.figure.int, match.exchanged) for match in judgment.matches] == [(5, "base")]


def test_a_difference_has_matches_too() -> None:
    left = claim("difference", 2, stated=36, of=1)
    judgment = judge(left, NAMED, PLANNED, cited(3, 48))
    assert (judgment.verdict, judgment.computed) == ("inconsistent", 48)
    assert judgment.matches == ((uuid(3), "figure", None, 36),)


def test_the_search_tries_a_limited_number_of_bases_and_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_TRIED_BASES", 2)
    monkeypatch.setattr(search, "MAX_TRIED_FIGURES", 2)
    bases = [target(number, 30 if number == 12 else 7, f"2023-0{number - 9}-28") for number in (10, 11, 12)]
    figures = [cited(20, 1), cited(21, 2), cited(22, 24)]
    assert judge(WRONG, NAMED, PLANNED, bases[0], *figures[1:]).matches[0].figure == uuid(22)
    tried = judge(WRONG, NAMED, PLANNED, *bases, *figures).matches
    assert [match.figure.int for match in tried] == [12]  # the latest base is among the two, the last figure is not


def test_at_most_twenty_matches_are_returned_bases_first() -> None:
    bases = [target(number, 30, f"2023-{number - 9:02}-28") for number in range(10, 20)]
    figures = [cited(number, 24, region=str(number)) for number in range(31, 51)]
    judgment = judge(WRONG, NAMED, PLANNED, *bases, *figures)
    assert [match.exchanged for match in judgment.matches] == ["base"] * 10 + ["figure"] * 10
    assert [match.figure.int for match in judgment.matches[10:]] == list(range(31, 41))
