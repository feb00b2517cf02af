"""Rule 6: a claim is judged with what was known when its source was written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from api.analysis.rules.claims.judge import Judgment
from api.analysis.rules.facts import SourceFact
from tests.analysis.rules.build_claims import claim, judge, published, realization, target, uuid

REACHED = realization(1, 50, "2024-12-31", stated="2025-01-15")
PLANNED = target(2, 100, "2024-12-31", stated="2024-01-02")
RAISED = target(3, 200, "2024-12-31", stated="2025-06-02")
HALF = claim("ratio", 1, stated=50, of="target")
ARTICLE = published("2025-01-20")
DAYS = [None, date(2025, 1, 20), date(2025, 6, 1), date(2025, 6, 2), date(2026, 1, 1)]


def codes(judgment: Judgment) -> list[str]:
    return [reason.code for reason in judgment.reasons]


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("later", [[], [RAISED], [replace(RAISED, supersedes=uuid(2))]])
def test_a_target_that_is_raised_after_the_article_changes_no_verdict(as_of: date | None, later: list[Any]) -> None:
    judgment = judge(HALF, REACHED, PLANNED, *later, as_of=as_of, source=ARTICLE)
    assert (judgment.verdict, judgment.compared_with) == ("consistent", uuid(2))


def test_an_article_after_the_raise_is_compared_with_the_raised_target() -> None:
    judgment = judge(HALF, REACHED, PLANNED, RAISED, source=published("2025-06-02"))
    assert (judgment.verdict, judgment.compared_with) == ("inconsistent", uuid(3))


def test_without_a_source_a_claim_is_compared_with_what_is_known_today() -> None:
    assert judge(HALF, REACHED, PLANNED, RAISED).compared_with == uuid(3)


@pytest.mark.parametrize(
    "source",
    [
        SourceFact("article", "unknown", None, None, date(2025, 2, 1), date(2026, 1, 1)),
        SourceFact("article", "unknown", None, None, None, date(2025, 2, 1), date(2026, 1, 1)),
        SourceFact("article", "unknown", None, None, None, None, date(2025, 2, 1)),
    ],
)
def test_an_undated_article_was_written_by_its_bound_its_retrieval_or_its_recording(source: SourceFact) -> None:
    assert judge(HALF, REACHED, PLANNED, RAISED, source=source).compared_with == uuid(2)


def test_a_named_figure_counts_if_it_is_stated_after_the_article_but_by_the_day() -> None:
    later = replace(REACHED, stated_latest=date(2025, 3, 1))
    named = claim("ratio", 1, stated=50, of=2)
    assert judge(named, later, PLANNED, source=ARTICLE).verdict == "consistent"
    early = judge(named, later, PLANNED, source=ARTICLE, as_of=date(2025, 2, 28))
    assert (early.verdict, codes(early)) == ("unverifiable", ["figure_not_known"])


def test_a_figure_that_is_retracted_after_the_article_still_counts_for_it() -> None:
    retracted = replace(PLANNED, retracted_on=date(2025, 2, 1))
    for tested in (HALF, claim("ratio", 1, stated=50, of=2)):
        assert judge(tested, REACHED, retracted, source=ARTICLE).verdict == "consistent"
    before = published("2025-02-01")
    assert codes(judge(HALF, REACHED, retracted, source=before)) == ["no_target"]
    assert codes(judge(claim("ratio", 1, stated=50, of=2), REACHED, retracted, source=before)) == ["figure_not_known"]


def test_a_share_of_the_annual_target_stays_true_after_the_target_is_cut() -> None:
    lent = realization(1, "62.5", "2023-05-15", first="2023-01-01", resolution="0.1", indicator="credit")
    planned = target(2, 415, "2023-12-31", first="2023-01-01", indicator="credit", stated="2023-01-05")
    cut = target(3, 297, "2023-12-31", first="2023-01-01", indicator="credit", stated="2023-08-01")
    tested = claim("ratio", 1, stated="15.07", to="0.01", of="target")
    for figures in ((lent, planned), (lent, planned, cut)):
        judgment = judge(tested, *figures, source=published("2023-05-20"))
        assert (judgment.verdict, judgment.computed) == ("consistent", Decimal("15.06"))


def test_a_population_counted_after_the_article_is_no_base_unless_it_is_named() -> None:
    vaccinated = realization(1, 58_113_000, "2021-10-10", resolution=1_000, stated="2021-10-11")
    people = realization(2, 110_000_000, "2021-06-30", indicator="population", stated="2022-01-20")
    looked_up = claim("ratio", 1, stated="52.83", to="0.01", of="population")
    assert codes(judge(looked_up, vaccinated, people, source=published("2021-10-11"))) == ["no_population"]
    named = claim("ratio", 1, stated="52.83", to="0.01", of=2)
    assert judge(named, vaccinated, people, source=published("2021-10-11")).verdict == "consistent"


def test_matches_were_known_when_the_article_was_written() -> None:
    wrong = claim("ratio", 1, stated=25, of=2)
    assert judge(wrong, REACHED, PLANNED, RAISED, source=ARTICLE).matches == ()
    assert [match.figure for match in judge(wrong, REACHED, PLANNED, RAISED).matches] == [uuid(3)]
