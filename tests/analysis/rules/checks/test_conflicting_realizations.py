"""`conflicting_realizations`: realizations of one key do not agree."""

from decimal import Decimal
from fractions import Fraction

from api.analysis.rules.checks.conflicting_realizations import find
from api.analysis.rules.interval import Interval
from tests.analysis.rules.checks.build_facts import numbers, realization, run

MILLIONS = {"resolution": 100_000}


def test_numbers_that_do_not_agree_by_rounding_conflict() -> None:
    (finding,) = run(
        find,
        realization(1, 3_700_000, "2020-12-31", **MILLIONS),
        realization(2, 3_800_000, "2020-12-31", quality="provisional", **MILLIONS),
    )
    assert (finding.stated, finding.computed) == (3_800_000, 3_700_000)
    assert finding.allowed == Interval(Fraction(3_650_000), Fraction(3_750_000))
    assert numbers(finding) == [1, 2]
    assert "3,7 juta" in finding.text.id
    assert "3.7 to 3.8 million" in finding.text.en or "3.7 million to 3.8 million" in finding.text.en


def test_numbers_that_agree_by_rounding_are_consistent() -> None:
    assert (
        run(
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


def test_one_finding_refers_to_all_conflicting_realizations() -> None:
    (finding,) = run(
        find,
        realization(1, 10, "2020-12-31", resolution=10),
        realization(2, 7, "2020-12-31"),
        realization(3, 12, "2020-12-31"),
        realization(4, 11, "2020-12-31", resolution=20),
    )
    assert sorted(numbers(finding)) == [2, 3]


def test_the_key_of_a_stock_is_its_last_day() -> None:
    assert len(run(find, realization(1, 1, "2020-12-31"), realization(2, 2, "2020-12-31", period="2020"))) == 1


def test_only_known_realizations_count() -> None:
    early, late = realization(1, 1, "2020-12-31"), realization(2, 2, "2020-12-31", stated="2022-01-01")
    assert len(run(find, early, late, as_of="2022-01-01")) == 1
    assert run(find, early, late, as_of="2021-12-31") == []


def test_a_third_number_does_not_change_the_id() -> None:
    figures = [realization(number, Decimal(number), "2020-12-31") for number in (1, 2, 3)]
    (before,), (after,) = run(find, *figures[:2]), run(find, *reversed(figures))
    assert before.id == after.id
    assert before.id != run(find, *(realization(n, n, "2020-12-30") for n in (1, 2)))[0].id


def test_thousands_of_realizations_of_one_key_are_one_finding() -> None:
    (finding,) = run(find, *(realization(number, number, "2020-12-31") for number in range(1, 3001)))
    assert len(finding.subjects) == 3000


def test_a_hedge_conflicts_only_with_numbers_that_it_excludes() -> None:
    exact = realization(1, 43_200_000, "2020-12-31", **MILLIONS)
    for qualifier in ("at_least", "about"):
        hedged = realization(2, 40_000_000, "2020-12-31", qualifier=qualifier, resolution=4_000_000)
        assert run(find, exact, hedged) == []
    (finding,) = run(find, exact, realization(2, 40_000_000, "2020-12-31", qualifier="at_most"))
    assert "from at most 40 million to 43.2 million umkm" in finding.text.en
    assert "dari paling banyak 40 juta sampai 43,2 juta umkm" in finding.text.id
    assert len(run(find, exact, realization(2, 43_200_000, "2020-12-31", qualifier="nearly"))) == 0
    assert len(run(find, exact, realization(2, 43_150_000, "2020-12-31", qualifier="nearly"))) == 1


def test_a_number_within_a_stated_range_does_not_conflict() -> None:
    stated = realization(1, 17, "2020-12-31", value_to=19)
    assert run(find, stated, realization(2, 18, "2020-12-31")) == []
    (finding,) = run(find, stated, realization(2, 20, "2020-12-31"))
    assert "17 to 19" in finding.text.en
