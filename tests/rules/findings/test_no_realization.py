"""`no_realization`: a target's period is over and nothing was ever reported, for any period."""

from datetime import date

from api.rules.findings.no_realization import find
from tests.rules.claiming import uuid
from tests.rules.findings.making import found, numbers, realization, target


def test_a_promise_that_nobody_ever_reported_on_is_found() -> None:
    (finding,) = found(find, target(1, 1_000_000, "2022-12-31", period="2022"))
    assert (finding.stated, finding.computed, finding.allowed) == (1_000_000, None, None)
    assert numbers(finding) == [1]
    assert "1 juta umkm" in finding.text.id and "1 million umkm" in finding.text.en


def test_any_report_of_the_series_will_do() -> None:
    assert found(find, target(1, 10, "2022-12-31"), realization(2, 1, "2015-12-31")) == []
    for other in (
        realization(2, 1, "2022-12-31", first="2022-01-01"),
        realization(2, 1, "2022-12-31", region="32"),
        realization(2, 1, "2022-12-31", breakdown="catalog:local"),
        realization(2, 1, "2022-12-31", indicator="products"),
    ):
        assert len(found(find, target(1, 10, "2022-12-31"), other)) == 1


def test_a_period_that_is_not_over_waits() -> None:
    promised = target(1, 10, "2022-12-31")
    assert found(find, promised, today=date(2022, 12, 31)) == []
    assert len(found(find, promised, today=date(2023, 1, 1))) == 1
    assert found(find, promised, as_of="2022-12-31") == []
    assert len(found(find, promised, as_of="2023-01-01")) == 1


def test_each_period_has_its_finding_and_what_was_superseded_has_none() -> None:
    findings = found(
        find,
        target(1, 250, "2022-12-31"),
        target(2, 400, "2023-12-31"),
        target(3, 300, "2022-12-31", stated="2022-03-28"),
        target(4, 500, "2024-12-31", stated="2022-03-28", supersedes=uuid(2)),
    )
    assert [numbers(finding) for finding in findings] == [[3], [4]]


def test_a_report_that_is_not_known_yet_or_was_retracted_is_none() -> None:
    promised, late = target(1, 10, "2022-12-31"), realization(2, 1, "2022-12-31", stated="2023-06-01")
    assert len(found(find, promised, late, as_of="2023-05-31")) == 1
    assert found(find, promised, late, as_of="2023-06-01") == []
    gone = realization(2, 1, "2022-12-31", retracted_on=date(2024, 1, 1))
    assert len(found(find, promised, gone)) == 1
