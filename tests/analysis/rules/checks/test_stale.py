"""`stale`: the last report of a series is older than the `expected_every` of its indicator."""

from datetime import date

import pytest

from api.analysis.rules.checks.stale import find
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import numbers, realization, run, target

QUARTERLY = INDICATORS["onboarded"]._replace(expected_every="P3M")
LAST = realization(1, 10, "2022-12-31", stated="2023-01-15")


def test_an_overdue_report_is_a_finding() -> None:
    (finding,) = run(find, LAST, onboarded=QUARTERLY, today=date(2023, 4, 16))
    assert (finding.stated, finding.computed) == ("P3M", "2023-04-15")
    assert numbers(finding) == [1]
    assert "15 Januari 2023" in finding.text.id and "15 April 2023" in finding.text.en


def test_a_report_in_time_or_without_expectation_is_consistent() -> None:
    assert run(find, LAST, onboarded=QUARTERLY, today=date(2023, 4, 15)) == []
    assert run(find, LAST, today=date(2026, 1, 1)) == []
    assert run(find, target(1, 10, "2022-12-31"), onboarded=QUARTERLY) == []


@pytest.mark.parametrize(
    ("duration", "due"),
    [
        ("P1Y", "2025-02-28"),
        ("P1M", "2024-03-29"),
        ("P12M", "2025-02-28"),
        ("P2W", "2024-03-14"),
        ("P10D", "2024-03-10"),
    ],
)
def test_the_next_report_is_due_a_duration_after_the_last(duration: str, due: str) -> None:
    expected = INDICATORS["onboarded"]._replace(expected_every=duration)
    last = realization(1, 10, "2023-12-31", stated="2024-02-29")
    assert run(find, last, onboarded=expected, today=date.fromisoformat(due)) == []
    (finding,) = run(find, last, onboarded=expected, today=date(2026, 1, 1))
    assert finding.computed == due


def test_the_newest_report_counts_for_any_period() -> None:
    late_report = realization(2, 10, "2020-12-31", stated="2023-04-01")
    assert run(find, LAST, late_report, onboarded=QUARTERLY, today=date(2023, 4, 16)) == []
    assert len(run(find, LAST, late_report, onboarded=QUARTERLY, as_of="2023-07-02")) == 1


def test_each_series_has_its_own_finding() -> None:
    elsewhere = realization(2, 10, "2022-12-31", region="32", stated="2023-04-01")
    (finding,) = run(find, LAST, elsewhere, onboarded=QUARTERLY, today=date(2023, 4, 16))
    assert numbers(finding) == [1]
    assert len(run(find, LAST, elsewhere, onboarded=QUARTERLY, today=date(2024, 4, 16))) == 2


def test_only_known_reports_count() -> None:
    late = realization(2, 11, "2023-03-31", stated="2023-05-01")
    assert len(run(find, LAST, late, onboarded=QUARTERLY, as_of="2023-04-30")) == 1
    assert run(find, LAST, late, onboarded=QUARTERLY, as_of="2023-05-01") == []
