"""`ratio_mismatch`: a claimed ratio, excess or growth does not follow from its figures."""

from decimal import Decimal

import pytest

from api.analysis.rules.checks.ratio_mismatch import find
from tests.analysis.rules.build_claims import key
from tests.analysis.rules.checks.build_facts import claim, numbers, realization, run, source, target

REALIZATION = realization(1, 13_700_000, "2021-05-31", resolution=100_000)
TARGET = target(2, 30_000_000, "2024-12-31")
POPULATION = realization(3, 64_000_000, "2020-12-31", resolution=1_000_000, indicator="population")


def test_a_ratio_of_another_base_is_a_finding_with_the_matching_base() -> None:
    (finding,) = run(find, REALIZATION, TARGET, POPULATION, claims=[claim("ratio", 1, of=2, stated=21)])
    assert finding.stated == 21
    assert finding.computed is not None and round(Decimal(finding.computed), 1) == Decimal("45.7")
    assert finding.allowed is not None and finding.allowed.low < Decimal(finding.computed) < finding.allowed.high
    assert (finding.program, finding.indicator) == ("p", "onboarded")
    assert finding.subjects[0].type == "claim"
    assert numbers(finding) == [1, 2, 3]
    assert "21 percent" in finding.text.en and "21.4" in finding.text.en and "64 million" in finding.text.en
    assert "21,4" in finding.text.id and "64 juta" in finding.text.id


@pytest.mark.parametrize(
    ("kind", "stated", "wrong"), [("ratio", 45, 47), ("ratio", 46, 44), ("excess", -54, 20), ("growth", -54, 9)]
)
def test_a_rounded_or_truncated_percentage_is_consistent(kind: str, stated: int, wrong: int) -> None:
    assert run(find, REALIZATION, TARGET, claims=[claim(kind, 1, of=2, stated=stated)]) == []
    assert len(run(find, REALIZATION, TARGET, claims=[claim(kind, 1, of=2, stated=wrong)])) == 1


def test_an_unverifiable_claim_is_not_a_finding() -> None:
    assert run(find, REALIZATION, claims=[claim("ratio", 1, of=2, stated=21)]) == []
    assert run(find, REALIZATION, TARGET, claims=[claim("ratio", 1, of=2, stated=21)], as_of="2020-12-31") == []


def test_a_claim_counts_from_the_date_of_its_source() -> None:
    wrong, article = claim("ratio", 1, of=2, stated=21), source("article", on="2021-06-11")
    assert run(find, REALIZATION, TARGET, claims=[wrong], sources=[article], as_of="2021-06-10") == []
    assert len(run(find, REALIZATION, TARGET, claims=[wrong], sources=[article], as_of="2021-06-11")) == 1


def test_a_claim_about_a_key_is_a_finding_once_its_figure_is_stated() -> None:
    about_key = claim("ratio", key=key("2021-05-31"), of=2, stated=21)
    assert run(find, TARGET, claims=[about_key]) == []
    (finding,) = run(find, REALIZATION, TARGET, claims=[about_key])
    assert (finding.program, finding.indicator, finding.stated) == ("p", "onboarded", 21)
    assert numbers(finding) == [1, 2]


def test_another_figure_of_the_source_is_named_in_the_text() -> None:
    named = realization(1, 12, "2024-12-31", sources=("article",))
    other = realization(3, 24, "2024-12-31", region="32", sources=("article",))
    planned = target(2, 60, "2024-12-31")
    (finding,) = run(find, named, other, planned, claims=[claim("ratio", 1, of="target", stated=40)])
    assert numbers(finding) == [1, 2, 3]
    assert finding.text.en.endswith(" Matching: 40 percent with 24, onboarded (stock, 32, 2024-12-31).")
    assert finding.text.id.endswith(" Yang cocok: 40 persen dengan 24, onboarded (stock, 32, 2024-12-31).")


def test_a_figure_that_is_a_range_has_a_computed_interval() -> None:
    between = realization(1, 17, "2024-12-31", value_to=Decimal(19))
    planned = target(2, 100, "2024-12-31")
    (finding,) = run(find, between, planned, claims=[claim("ratio", 1, of=2, stated=25, qualifier="about")])
    assert finding.computed is None
    assert "states about 25 percent, but its figures make 16.41 to 19.6 percent" in finding.text.en


def test_a_target_that_was_raised_after_the_article_makes_no_finding() -> None:
    reached, planned = realization(1, 50, "2024-12-31"), target(2, 100, "2024-12-31", stated="2024-01-02")
    raised = target(3, 200, "2024-12-31", stated="2025-06-02")
    facts = {"claims": [claim("ratio", 1, of="target", stated=50)], "sources": [source("article", on="2025-01-20")]}
    assert run(find, reached, planned, raised, **facts) == []
    assert len(run(find, reached, planned, raised, claims=facts["claims"])) == 1
