"""`ratio_mismatch`: a ratio, excess or growth that a source claims does not follow from its figures."""

from decimal import Decimal

import pytest

from api.rules.findings.ratio_mismatch import find
from tests.rules.findings.making import claim, found, numbers, realization, source, target

REACHED = realization(1, 13_700_000, "2021-05-31", resolution=100_000)
PROMISED = target(2, 30_000_000, "2024-12-31")
ALL = realization(3, 64_000_000, "2020-12-31", resolution=1_000_000, indicator="population")


def test_a_part_of_the_wrong_whole_is_found_with_the_whole_that_fits() -> None:
    (finding,) = found(find, REACHED, PROMISED, ALL, claims=[claim("ratio", 1, of=2, stated=21)])
    assert finding.stated == 21
    assert finding.computed is not None and round(Decimal(finding.computed), 1) == Decimal("45.7")
    assert finding.allowed is not None and finding.allowed.low < Decimal(finding.computed) < finding.allowed.high
    assert (finding.program, finding.indicator) == ("p", "onboarded")
    assert finding.subjects[0].noun == "claim"
    assert numbers(finding) == [1, 2, 3]
    assert "21 percent" in finding.text.en and "21.4" in finding.text.en and "64 million" in finding.text.en
    assert "21,4" in finding.text.id and "64 juta" in finding.text.id


@pytest.mark.parametrize(
    ("kind", "stated", "wrong"), [("ratio", 45, 47), ("ratio", 46, 44), ("excess", -54, 20), ("growth", -54, 9)]
)
def test_what_follows_from_the_figures_by_rounding_or_truncation_is_consistent(
    kind: str, stated: int, wrong: int
) -> None:
    assert found(find, REACHED, PROMISED, claims=[claim(kind, 1, of=2, stated=stated)]) == []
    assert len(found(find, REACHED, PROMISED, claims=[claim(kind, 1, of=2, stated=wrong)])) == 1


def test_what_cannot_be_verified_is_no_mismatch() -> None:
    assert found(find, REACHED, claims=[claim("ratio", 1, of=2, stated=21)]) == []
    assert found(find, REACHED, PROMISED, claims=[claim("ratio", 1, of=2, stated=21)], as_of="2020-12-31") == []


def test_a_claim_is_as_old_as_its_source() -> None:
    wrong, article = claim("ratio", 1, of=2, stated=21), source("article", on="2021-06-11")
    assert found(find, REACHED, PROMISED, claims=[wrong], sources=[article], as_of="2021-06-10") == []
    assert len(found(find, REACHED, PROMISED, claims=[wrong], sources=[article], as_of="2021-06-11")) == 1
