"""`no_realization`: the period of a target has ended and no realization was ever reported."""

from datetime import date

from api.analysis.rules.checks.no_realization import find
from tests.analysis.rules.build_claims import uuid
from tests.analysis.rules.checks.build_facts import numbers, realization, run, target


def test_a_target_without_realizations_is_a_finding() -> None:
    (finding,) = run(find, target(1, 1_000_000, "2022-12-31", period="2022"))
    assert (finding.stated, finding.computed, finding.allowed) == (1_000_000, None, None)
    assert numbers(finding) == [1]
    assert "1 juta umkm" in finding.text.id and "1 million umkm" in finding.text.en


def test_any_realization_of_the_series_is_enough() -> None:
    assert run(find, target(1, 10, "2022-12-31"), realization(2, 1, "2015-12-31")) == []
    for other in (
        realization(2, 1, "2022-12-31", first="2022-01-01"),
        realization(2, 1, "2022-12-31", region="32"),
        realization(2, 1, "2022-12-31", breakdown="catalog:local"),
        realization(2, 1, "2022-12-31", indicator="products"),
    ):
        assert len(run(find, target(1, 10, "2022-12-31"), other)) == 1


def test_the_period_must_have_ended() -> None:
    planned = target(1, 10, "2022-12-31")
    assert run(find, planned, today=date(2022, 12, 31)) == []
    assert len(run(find, planned, today=date(2023, 1, 1))) == 1
    assert run(find, planned, as_of="2022-12-31") == []
    assert len(run(find, planned, as_of="2023-01-01")) == 1


def test_only_targets_in_force_have_findings() -> None:
    findings = run(
        find,
        target(1, 250, "2022-12-31"),
        target(2, 400, "2023-12-31"),
        target(3, 300, "2022-12-31", stated="2022-03-28"),
        target(4, 500, "2024-12-31", stated="2022-03-28", supersedes=uuid(2)),
    )
    assert [numbers(finding) for finding in findings] == [[3], [4]]


def test_only_known_realizations_count() -> None:
    planned, late = target(1, 10, "2022-12-31"), realization(2, 1, "2022-12-31", stated="2023-06-01")
    assert len(run(find, planned, late, as_of="2023-05-31")) == 1
    assert run(find, planned, late, as_of="2023-06-01") == []
    retracted = realization(2, 1, "2022-12-31", retracted_on=date(2024, 1, 1))
    assert len(run(find, planned, retracted)) == 1
