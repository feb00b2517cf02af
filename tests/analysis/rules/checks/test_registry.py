"""All checks together: properties of every finding."""

import random
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from api.analysis.rules.checks.finding import Severity
from api.analysis.rules.checks.registry import CODES, run_all_checks, sort_key
from api.analysis.rules.facts import RegionFact
from tests.analysis.rules.build_claims import INDICATORS, uuid
from tests.analysis.rules.checks.build_facts import PROVINCES, build, claim, realization, source, target

ALL_CODES = {
    "ratio_mismatch", "sum_mismatch", "stock_flow_mismatch", "stock_decreased", "conflicting_realizations",
    "target_revised", "deadline_moved", "unit_mismatch", "undated_source", "weekday_mismatch", "no_realization",
    "stale", "exceeds_population", "region_not_in_force", "plans_differ",
}  # fmt: skip
FIGURES = (
    realization(1, 10, "2020-12-31", sources=("article",)),
    realization(2, 8, "2021-12-31"),
    realization(3, 9, "2021-12-31", quality="estimate"),
    realization(4, 7, "2021-12-31", first="2021-01-01"),
    realization(5, 99, "2020-12-31", region="32"),
    target(6, 100, "2022-12-31", stated="2020-01-01"),
    target(7, 90, "2022-12-31", stated="2020-02-01"),
    target(8, 90, "2023-12-31", stated="2020-03-01", supersedes=uuid(7)),
    target(9, 5, "2022-12-31", region="33"),
    target(14, 70, "2022-12-31", plan="plan"),
    realization(10, 6, "2021-12-31", indicator="population"),
    realization(11, 1, "2019-12-31", region="94"),
    target(12, 5, "2022-12-31", indicator="products"),
    realization(13, 5, "2022-12-31", indicator="shops"),
)
FACTS = build(
    *FIGURES,
    sources=[source("article", basis="unknown")],
    claims=[claim("ratio", 2, of=6, stated=50)],
    regions=[*PROVINCES, RegionFact("94", "province", "ID", date(2022, 7, 25), None)],
    onboarded=INDICATORS["onboarded"]._replace(expected_every="P1Y"),
    shops=INDICATORS["shops"]._replace(population=None, variant_of="products"),
)


def test_every_code_has_a_check_and_a_test() -> None:
    assert set(CODES) == ALL_CODES
    assert {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")} >= ALL_CODES


def test_the_code_of_a_finding_is_the_name_of_its_check() -> None:
    findings = run_all_checks(FACTS)
    assert {finding.code for finding in findings} == ALL_CODES - {"weekday_mismatch"}
    assert {finding.severity for finding in findings} <= set(get_args(Severity))


def test_a_finding_has_a_sentence_in_both_languages() -> None:
    for finding in run_all_checks(FACTS):
        assert finding.text.id != finding.text.en
        for text in finding.text:
            assert text.endswith(".") and "None" not in text and "  " not in text


def test_ids_are_unique_and_do_not_depend_on_the_order_of_figures() -> None:
    findings = run_all_checks(FACTS)
    assert len({finding.id for finding in findings}) == len(findings)
    shuffled = list(FIGURES)
    random.Random(1).shuffle(shuffled)
    again = run_all_checks(
        build(*shuffled, sources=FACTS.sources.values(), claims=FACTS.claims, regions=FACTS.regions.values(),
              **FACTS.indicators)
    )  # fmt: skip
    assert again == findings


def test_findings_are_sorted() -> None:
    order = [sort_key(finding) for finding in run_all_checks(FACTS)]
    assert order == sorted(order)


@pytest.mark.parametrize("as_of", [None, "2024-01-01"])
def test_consistent_data_have_no_findings(as_of: str | None) -> None:
    consistent = (
        realization(1, 10, "2020-12-31", sources=("article",)),
        realization(2, 12, "2021-12-31", sources=("article",)),
        realization(3, 2, "2021-12-31", first="2021-01-01"),
        target(4, 12, "2022-12-31", sources=("article",)),
        target(5, 2, "2021-12-31", first="2021-01-01"),
        *(realization(30 + n, 4, "2021-12-31", region=str(30 + n)) for n in (1, 2, 3)),
    )
    claims = [claim("growth", 2, of=1, stated=20), claim("sum", 1, 3, stated=12)]
    assert (
        run_all_checks(build(*consistent, claims=claims, sources=[source("article", on="2021-01-01")], as_of=as_of))
        == []
    )


def test_without_data_there_are_no_findings() -> None:
    assert run_all_checks(build()) == []
