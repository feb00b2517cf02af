"""`stale`: nothing was reported for longer than the indicator's `expected_every`."""

from datetime import date

import pytest

from api.rules.findings.stale import find
from tests.rules.claiming import INDICATORS
from tests.rules.findings.making import found, numbers, realization, target

QUARTERLY = INDICATORS["onboarded"]._replace(expected_every="P3M")
LAST = realization(1, 10, "2022-12-31", stated="2023-01-15")


def test_silence_for_longer_than_expected_is_found() -> None:
    (finding,) = found(find, LAST, onboarded=QUARTERLY, today=date(2023, 4, 16))
    assert (finding.stated, finding.computed) == ("P3M", "2023-04-15")
    assert numbers(finding) == [1]
    assert "15 Januari 2023" in finding.text.id and "15 April 2023" in finding.text.en


def test_a_report_in_time_and_one_that_nothing_is_expected_of_are_consistent() -> None:
    assert found(find, LAST, onboarded=QUARTERLY, today=date(2023, 4, 15)) == []
    assert found(find, LAST, today=date(2026, 1, 1)) == []
    assert found(find, target(1, 10, "2022-12-31"), onboarded=QUARTERLY) == []


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
    assert found(find, last, onboarded=expected, today=date.fromisoformat(due)) == []
    (finding,) = found(find, last, onboarded=expected, today=date(2026, 1, 1))
    assert finding.computed == due


def test_the_newest_report_counts_whatever_day_it_is_about() -> None:
    news = realization(2, 10, "2020-12-31", stated="2023-04-01")
    assert found(find, LAST, news, onboarded=QUARTERLY, today=date(2023, 4, 16)) == []
    assert len(found(find, LAST, news, onboarded=QUARTERLY, as_of="2023-07-02")) == 1


def test_each_series_is_heard_of_by_itself() -> None:
    elsewhere = realization(2, 10, "2022-12-31", region="32", stated="2023-04-01")
    (finding,) = found(find, LAST, elsewhere, onboarded=QUARTERLY, today=date(2023, 4, 16))
    assert numbers(finding) == [1]
    assert len(found(find, LAST, elsewhere, onboarded=QUARTERLY, today=date(2024, 4, 16))) == 2


def test_a_report_that_is_not_known_by_then_is_silence() -> None:
    late = realization(2, 11, "2023-03-31", stated="2023-05-01")
    assert len(found(find, LAST, late, onboarded=QUARTERLY, as_of="2023-04-30")) == 1
    assert found(find, LAST, late, onboarded=QUARTERLY, as_of="2023-05-01") == []
