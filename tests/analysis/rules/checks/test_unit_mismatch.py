"""`unit_mismatch`: an indicator has a target and no realization, but a variant of it in another unit has one."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.unit_mismatch import find
from api.analysis.rules.facts import IndicatorFact
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import build, realization, run, target

PRODUCTS = INDICATORS["products"]._replace(variant_of="onboarded")
SHOPS = INDICATORS["shops"]._replace(unit="toko", variant_of="products")


def run_with_variants(*figures: Any, **more: Any) -> list[FindingResult]:
    return run(find, *figures, **{"products": PRODUCTS, **more})


def test_a_target_of_which_only_a_variant_was_reported_is_a_finding() -> None:
    (finding,) = run_with_variants(
        target(1, 100, "2022-12-31"), realization(2, 1_000, "2022-12-31", indicator="products")
    )
    assert (finding.program, finding.indicator) == ("p", "onboarded")
    assert (finding.stated, finding.computed) == ("umkm", "produk")
    assert [(subject.type, subject.id) for subject in finding.subjects] == [
        ("indicator", "onboarded"),
        ("indicator", "products"),
    ]
    assert "produk" in finding.text.id and "produk" in finding.text.en


@pytest.mark.parametrize("shops", [SHOPS, SHOPS._replace(variant_of="onboarded")], ids=["chain", "common one"])
def test_a_variant_is_found_in_both_directions_and_over_others(shops: IndicatorFact) -> None:
    codes = ("onboarded", "products", "shops")
    for one, other in product(codes, repeat=2):
        figures = target(1, 100, "2022-12-31", indicator=one), realization(2, 9, "2022-12-31", indicator=other)
        found = run_with_variants(*figures, shops=shops)
        assert [finding.indicator for finding in found] == ([one] if one != other else [])


def test_an_indicator_of_the_same_program_that_is_no_variant_is_no_finding() -> None:
    """Meals for people are promised; kitchens and rupiah are reported. Nothing says that they count the same."""
    kitchens = realization(2, 1_000, "2022-12-31", indicator="products")
    rupiah = realization(3, 1_000_000, "2022-12-31", indicator="shops")
    assert run(find, target(1, 82_900_000, "2022-12-31"), kitchens, rupiah) == []


def test_two_variants_of_one_indicator_in_one_unit_are_no_finding() -> None:
    parallel = INDICATORS["shops"]._replace(unit="umkm", variant_of="products")
    planned, reported = target(1, 100, "2022-12-31"), realization(2, 9, "2022-12-31", indicator="shops")
    assert run_with_variants(planned, reported, shops=parallel) == []


def test_a_realization_of_the_indicator_itself_or_none_is_no_finding() -> None:
    planned = target(1, 100, "2022-12-31")
    other = realization(3, 2, "2020-12-31", indicator="products")
    assert run_with_variants(planned, realization(2, 1, "2020-12-31", region="32"), other) == []
    assert run_with_variants(planned) == []


def test_only_known_figures_count() -> None:
    both = target(1, 100, "2022-12-31"), realization(2, 1, "2022-01-31", indicator="products", stated="2022-02-01")
    assert run_with_variants(*both, as_of="2022-01-31") == []
    assert len(run_with_variants(*both, as_of="2022-02-01")) == 1
    early = target(1, 100, "2022-12-31", stated="2022-03-01"), both[1]
    assert run_with_variants(*early, as_of="2022-02-28") == []


def test_a_variant_of_another_program_counts_if_it_was_reported() -> None:
    facts = build(target(1, 100, "2022-12-31"), products=PRODUCTS._replace(program="other"))
    assert list(find(facts)) == []
    (finding,) = find(replace(facts, reported_elsewhere=frozenset({"products"})))
    assert (finding.program, finding.computed) == ("p", "produk")


def test_variants_in_a_cycle_are_compared_like_others() -> None:
    """Revisions of two times can make a cycle that the database rejects at each of them."""
    onboarded = INDICATORS["onboarded"]._replace(variant_of="products")
    reported = realization(2, 1, "2022-12-31", indicator="products")
    assert len(run_with_variants(target(1, 100, "2022-12-31"), reported, onboarded=onboarded)) <= 1
