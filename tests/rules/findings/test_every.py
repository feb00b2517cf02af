"""All rules together: what every finding is like, whatever its code."""

import random
from pathlib import Path

import pytest

from api.rules.findings.every import CODES, find_all, reading_order
from api.rules.findings.finding import SEVERITIES
from tests.rules.claiming import INDICATORS, uuid
from tests.rules.findings.making import claim, facts_of, realization, source, target

PROMISED = {
    "ratio_mismatch", "sum_mismatch", "stock_flow_mismatch", "stock_decreased", "conflicting_realizations",
    "target_revised", "deadline_moved", "unit_mismatch", "undated_source", "weekday_mismatch", "no_realization",
    "stale",
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
)
FACTS = facts_of(
    *FIGURES,
    sources=[source("article", basis="unknown")],
    claims=[claim("ratio", 2, of=6, stated=50)],
    onboarded=INDICATORS["onboarded"]._replace(expected_every="P1Y"),
)


def test_there_is_one_rule_for_each_code_of_the_table_and_a_test_beside_each() -> None:
    assert set(CODES) == PROMISED
    assert {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")} >= PROMISED


def test_a_finding_has_the_name_of_its_rule_for_its_code() -> None:
    found = find_all(FACTS)
    assert {finding.code for finding in found} == PROMISED - {"unit_mismatch", "weekday_mismatch"}
    assert {finding.severity for finding in found} <= set(SEVERITIES)


def test_a_finding_tells_itself_in_two_languages_with_the_numbers_it_has() -> None:
    for finding in find_all(FACTS):
        assert finding.text.id != finding.text.en
        for sentence in finding.text:
            assert sentence.endswith(".") and "None" not in sentence and "  " not in sentence


def test_every_finding_has_an_id_of_its_own_and_keeps_it_in_whatever_order_figures_come() -> None:
    found = find_all(FACTS)
    assert len({finding.id for finding in found}) == len(found)
    shuffled = list(FIGURES)
    random.Random(1).shuffle(shuffled)
    again = find_all(
        facts_of(
            *shuffled, sources=FACTS.sources.values(), claims=FACTS.claims, onboarded=FACTS.indicators["onboarded"]
        )
    )
    assert again == found


def test_findings_come_in_reading_order() -> None:
    order = [reading_order(finding) for finding in find_all(FACTS)]
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
        find_all(facts_of(*consistent, claims=claims, sources=[source("article", on="2021-01-01")], as_of=as_of)) == []
    )


def test_no_data_have_no_findings() -> None:
    assert find_all(facts_of()) == []
