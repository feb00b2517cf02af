"""`conflicting_realizations`: two published realizations of one key do not agree."""

from decimal import Decimal

from api.rules.findings.conflicting_realizations import find
from tests.rules.findings.making import found, numbers, realization

MILLIONS = {"resolution": 100_000}


def test_two_numbers_that_no_rounding_reconciles_conflict() -> None:
    (finding,) = found(
        find,
        realization(1, 3_700_000, "2020-12-31", **MILLIONS),
        realization(2, 3_800_000, "2020-12-31", quality="provisional", **MILLIONS),
    )
    assert (finding.stated, finding.computed) == (3_800_000, 3_700_000)
    assert finding.allowed == (3_650_000, 3_750_000)
    assert numbers(finding) == [1, 2]
    assert "3,7 juta" in finding.text.id
    assert "3.7 to 3.8 million" in finding.text.en or "3.7 million to 3.8 million" in finding.text.en


def test_numbers_that_agree_by_rounding_are_consistent() -> None:
    assert (
        found(
            find,
            realization(1, 3_700_000, "2020-12-31", **MILLIONS),
            realization(2, 3_749_999, "2020-12-31"),
            realization(3, 3_800_000, "2020-12-31", resolution=200_000),
            realization(4, 1, "2020-12-30"),
            realization(5, 2, "2020-12-31", region="32"),
            realization(6, 3, "2020-12-31", breakdown="catalog:local"),
            realization(7, 4, "2020-12-31", first="2020-01-01"),
        )
        == []
    )


def test_one_finding_names_all_that_disagree_and_no_other() -> None:
    (finding,) = found(
        find,
        realization(1, 10, "2020-12-31", resolution=10),
        realization(2, 7, "2020-12-31"),
        realization(3, 12, "2020-12-31"),
        realization(4, 11, "2020-12-31", resolution=20),
    )
    assert sorted(numbers(finding)) == [2, 3]


def test_a_stock_is_of_its_last_day_however_its_period_is_written() -> None:
    assert len(found(find, realization(1, 1, "2020-12-31"), realization(2, 2, "2020-12-31", period="2020"))) == 1


def test_what_is_not_known_yet_or_retracted_conflicts_with_nothing() -> None:
    early, late = realization(1, 1, "2020-12-31"), realization(2, 2, "2020-12-31", stated="2022-01-01")
    assert len(found(find, early, late, as_of="2022-01-01")) == 1
    assert found(find, early, late, as_of="2021-12-31") == []


def test_it_stays_the_same_finding_when_a_third_number_comes() -> None:
    figures = [realization(number, Decimal(number), "2020-12-31") for number in (1, 2, 3)]
    (before,), (after,) = found(find, *figures[:2]), found(find, *reversed(figures))
    assert before.id == after.id
    assert before.id != found(find, *(realization(n, n, "2020-12-30") for n in (1, 2)))[0].id


def test_thousands_for_one_key_are_one_finding_soon() -> None:
    (finding,) = found(find, *(realization(number, number, "2020-12-31") for number in range(1, 3001)))
    assert len(finding.subjects) == 3000
