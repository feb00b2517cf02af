"""`undated_source`: nobody knows when a source was published, or the bounds are wider than 31 days."""

from api.rules.findings.undated_source import find
from tests.rules.findings.making import claim, found, realization, source, target

YEAR = source("article", not_before="2021-01-01", not_after="2021-12-31")
CITING = realization(1, 1, "2020-12-31", sources=("article",))


def test_a_source_of_some_day_of_a_year_is_undated() -> None:
    (finding,) = found(find, CITING, target(2, 1, "2020-12-31", sources=("article", "article")), sources=[YEAR])
    assert (finding.program, finding.indicator, finding.computed) == ("p", None, 365)
    assert [(subject.noun, subject.key) for subject in finding.subjects] == [("source", "article")]
    assert "1 Januari 2021" in finding.text.id and "31 December 2021" in finding.text.en
    assert "2 figures" in finding.text.en


def test_a_source_without_any_date_is_undated() -> None:
    (finding,) = found(find, CITING, sources=[source("article", basis="unknown")])
    assert finding.computed is None
    assert "1 figure rests on it" in finding.text.en
    assert (
        len(
            found(
                find,
                CITING,
                sources=[source("article", basis="unknown", not_before="2021-01-01", not_after="2021-01-02")],
            )
        )
        == 1
    )


def test_a_dated_source_and_one_of_a_month_are_consistent() -> None:
    for known in (
        source("article", on="2021-06-11"),
        source("article", basis="stated", on="2021-06-11"),
        source("article", not_before="2021-01-01", not_after="2021-01-31"),
    ):
        assert found(find, CITING, sources=[known]) == []
    assert len(found(find, CITING, sources=[source("article", not_before="2021-01-01", not_after="2021-02-01")])) == 1


def test_a_source_that_nothing_rests_on_is_nobodys_concern() -> None:
    assert found(find, realization(1, 1, "2020-12-31"), sources=[YEAR]) == []
    assert found(find, CITING, sources=[YEAR], as_of="2020-12-31") == []
    assert len(found(find, CITING, sources=[YEAR], as_of="2021-01-01")) == 1


def test_a_source_that_only_makes_claims_counts_too() -> None:
    about = claim("sum", 1, stated=1)
    uncited = realization(1, 1, "2020-12-31")
    (finding,) = found(find, uncited, sources=[YEAR], claims=[about])
    assert finding.program == "p"
    assert found(find, uncited, sources=[YEAR], claims=[about], as_of="2021-12-30") == []
    weekday = claim("weekday")
    assert [finding.program for finding in found(find, sources=[YEAR], claims=[weekday])] == [None]
    assert found(find, sources=[YEAR], claims=[weekday], citing={"article": "p"}) == []  # found among that program's


def test_each_program_that_rests_on_it_has_its_own_finding() -> None:
    other = realization(2, 1, "2020-12-31", indicator="population", sources=("article",))
    findings = found(find, CITING, other, sources=[YEAR])
    assert {finding.program for finding in findings} == {"p", "context"}
    assert len({finding.id for finding in findings}) == 2
